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

async function show(language: Language): Promise<void> {
  if (i18next.language === language) return;
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** Show everything in the language somebody chose here; remembered on this device. */
export async function setLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED, language);
  await show(language);
}

/** Show everything in the language of the person who signed in, unless another one was chosen on this device. */
export async function followPerson(language: string): Promise<void> {
  if (isLanguage(language) && !storedLanguage()) await show(language);
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
  await show(storedLanguage() ?? chooseLanguage(navigator.languages));
}
