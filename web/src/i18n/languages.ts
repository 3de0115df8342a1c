/** The languages of the interface, each called by its own name. */
export const LANGUAGES = [
  { code: "az", name: "Azərbaycanca" },
  { code: "en", name: "English" },
  { code: "ru", name: "Русский" },
  { code: "sw", name: "Kiswahili" },
] as const;

export type Language = (typeof LANGUAGES)[number]["code"];

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language.code === value);
}

/** The first language of the list that we speak, by its primary subtag ("az-Latn-AZ" is "az"). */
export function chooseLanguage(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    const primary = wish.split("-")[0]?.toLowerCase();
    if (isLanguage(primary)) return primary;
  }
  return "en";
}
