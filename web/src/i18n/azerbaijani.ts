/** Chromium carries no calendar words for Azerbaijani (it would print "M11"), so they stand here. */
export const AZ_MONTHS = [
  "yanvar",
  "fevral",
  "mart",
  "aprel",
  "may",
  "iyun",
  "iyul",
  "avqust",
  "sentyabr",
  "oktyabr",
  "noyabr",
  "dekabr",
] as const;

export const AZ_MONTHS_SHORT = [
  "yan",
  "fev",
  "mar",
  "apr",
  "may",
  "iyn",
  "iyl",
  "avq",
  "sen",
  "okt",
  "noy",
  "dek",
] as const;

export const AZ_WEEKDAYS = [
  "bazar ertəsi",
  "çərşənbə axşamı",
  "çərşənbə",
  "cümə axşamı",
  "cümə",
  "şənbə",
  "bazar",
] as const;

export const AZ_WEEKDAYS_SHORT = ["B.e.", "Ç.a.", "Çər", "C.a.", "Cüm", "Şən", "Baz"] as const;

/** Short words for thousands and millions, by the Russian ones that stand in the borrowed number pattern. */
export const AZ_COMPACT: Record<string, string> = { "тыс.": "min", млн: "mln", млрд: "mlrd", трлн: "trln" };
