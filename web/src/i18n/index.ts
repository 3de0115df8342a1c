import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import { chooseLanguage, isLanguage, type Language } from "./languages.ts";

const STORED = "nigotis.language";
/** `en.json` holds the words of every page, `settings/en.json` those of one: they come with that page. */
const texts = import.meta.glob<{ default: Record<string, unknown> }>("./**/*.json");
const EVERYWHERE = "";
const wanted = new Set([EVERYWHERE]);
const loaded = new Set<string>();

async function load(language: Language, part: string): Promise<void> {
  const path = part === EVERYWHERE ? `./${language}.json` : `./${part}/${language}.json`;
  if (loaded.has(path)) return;
  const file = await texts[path]?.();
  if (!file) return;
  i18next.addResourceBundle(language, "translation", file.default, true);
  loaded.add(path);
}

/** Have the words of a page before it is shown; they follow when another language is chosen. */
export async function wordsOf(part: string): Promise<void> {
  wanted.add(part);
  if (isLanguage(i18next.language)) await load(i18next.language, part);
}

function storedLanguage(): Language | undefined {
  const value = localStorage.getItem(STORED);
  return isLanguage(value) ? value : undefined;
}

async function show(language: Language): Promise<void> {
  if (i18next.language === language) return;
  await Promise.all([...wanted].map((part) => load(language, part)));
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
