import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import { chooseLanguage, isLanguage, type Language } from "./languages.ts";

const STORED = "nigotis.language";
const texts = import.meta.glob<{ default: Record<string, unknown> }>("./*.json");

async function load(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, "translation")) return;
  const file = await texts[`./${language}.json`]?.();
  if (file) i18next.addResourceBundle(language, "translation", file.default);
}

function storedLanguage(): Language | undefined {
  const value = localStorage.getItem(STORED);
  return isLanguage(value) ? value : undefined;
}

/** Load the words of one language and show everything in it; remembered on this device. */
export async function setLanguage(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  localStorage.setItem(STORED, language);
}

/** Start with the language chosen on this device, else with the first of the browser's that we speak. */
export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "none",
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await setLanguage(storedLanguage() ?? chooseLanguage(navigator.languages));
}
