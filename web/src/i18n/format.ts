/** Numbers, money and days as people of each language write them. Nothing here computes a figure. */
import { AZ_COMPACT, AZ_MONTHS, AZ_MONTHS_SHORT, AZ_WEEKDAYS, AZ_WEEKDAYS_SHORT } from "./azerbaijani.ts";
import type { Language } from "./languages.ts";

/** A browser without Azerbaijani data writes "₼ 1,280.75"; the Russian pattern is the Azerbaijani one: 1 280,75 ₼. */
const NUMBER_LOCALE: Record<Language, string> = { az: "ru", en: "en-GB", ru: "ru", sw: "sw-TZ" };
const DAY_LOCALE: Record<Language, string> = { az: "ru", en: "en-GB", ru: "ru", sw: "sw-TZ" };
const MISSING = "–";

type Numeric = string | number;
export type Width = "short" | "long";

const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  const known = formats.get(key);
  if (known) return known;
  // What rounds to nothing has no sign.
  const made = new Intl.NumberFormat(NUMBER_LOCALE[language], { signDisplay: "negative", ...options });
  formats.set(key, made);
  return made;
}

/** Decimal strings go to Intl as strings, so that no digit is lost in a float. */
function written(value: Numeric, language: Language, options: Intl.NumberFormatOptions): string {
  return numberFormat(language, options).format(value as number);
}

/** Currencies whose hundredths nobody has in hand (CLDR: no places in cash). */
const WITHOUT_COINS = new Set(["AMD", "TZS", "UZS"]);
const THOUSAND = 1000;

/** Of a mean of thousands of shillings nobody wants the cents; of a price per gram they may be all there is. */
function placesOf(value: Numeric, currency: string): Intl.NumberFormatOptions {
  const isWhole = WITHOUT_COINS.has(currency) && Math.abs(Number(value)) >= THOUSAND;
  return isWhole ? { maximumFractionDigits: 0 } : { trailingZeroDisplay: "stripIfInteger" };
}

export function money(value: Numeric | null, currency: string | null, language: Language): string {
  if (value === null || value === "") return MISSING;
  if (!currency) return written(value, language, { maximumFractionDigits: 2 });
  const options = { style: "currency", currency, currencyDisplay: "narrowSymbol" } as const;
  return written(value, language, { ...options, ...placesOf(value, currency) });
}

/** The sign of a currency alone: "₼". */
export function sign(currency: string | null, language: Language): string {
  if (!currency) return "";
  const options = { style: "currency", currency, currencyDisplay: "narrowSymbol" } as const;
  const found = numberFormat(language, options).formatToParts(0);
  return found.find(({ type }) => type === "currency")?.value ?? currency;
}

/** Money for an axis: 12K, 1.2M. */
export function moneyShort(value: number, language: Language): string {
  const parts = numberFormat(language, { notation: "compact", maximumFractionDigits: 1 }).formatToParts(value);
  const word = (text: string) => (language === "az" ? (AZ_COMPACT[text] ?? text) : text);
  return parts.map((part) => (part.type === "compact" ? word(part.value) : part.value)).join("");
}

export function quantity(value: Numeric | null, language: Language): string {
  if (value === null || value === "") return MISSING;
  return written(value, language, { maximumFractionDigits: 3 });
}

export function ratio(value: Numeric | null, language: Language): string {
  if (value === null || value === "") return MISSING;
  return written(value, language, { maximumFractionDigits: 2 });
}

/** A share of 0..1, as per cent. */
export function share(value: Numeric | null, language: Language): string {
  if (value === null || value === "") return MISSING;
  return written(value, language, { style: "percent", maximumFractionDigits: 1 });
}

/** A change with its sign: "+12 %"; `isPoints`: of a share, in points, "+2.5". */
export function change(value: number, isPoints: boolean, language: Language): string {
  const options = { signDisplay: "exceptZero", maximumFractionDigits: 1 } as const;
  return isPoints
    ? written(value * 100, language, options)
    : written(value, language, { ...options, style: "percent" });
}

interface DayParts {
  year: number;
  month: number;
  day: number;
}

function parts(iso: string): DayParts {
  const [year = 1970, month = 1, day = 1] = iso.slice(0, 10).split("-").map(Number);
  return { year, month, day };
}

function utc({ year, month, day }: DayParts): Date {
  return new Date(Date.UTC(year, month - 1, day));
}

/** Russian writes "22 нояб. 2026 г."; in a cell or before a full stop the "г." is in the way. */
function withoutYearMark(text: string): string {
  return text.replace(/\sг\.$/u, "");
}

/** "2026-11-22" as "22 November 2026". */
export function day(iso: string | null, language: Language, width: Width = "short"): string {
  if (!iso) return MISSING;
  const at = parts(iso);
  if (language === "az") {
    const names = width === "long" ? AZ_MONTHS : AZ_MONTHS_SHORT;
    return `${at.day} ${names[at.month - 1]} ${at.year}`;
  }
  const month = width === "long" ? "long" : "short";
  const options = { day: "numeric", month, year: "numeric", timeZone: "UTC" } as const;
  return withoutYearMark(utc(at).toLocaleDateString(DAY_LOCALE[language], options));
}

/** "1990-11-22" as "22 November": a birthday says no age. */
export function birthday(iso: string | null, language: Language): string {
  if (!iso) return MISSING;
  const at = parts(iso);
  if (language === "az") return `${at.day} ${AZ_MONTHS[at.month - 1]}`;
  return utc(at).toLocaleDateString(DAY_LOCALE[language], { day: "numeric", month: "long", timeZone: "UTC" });
}

/** "2026-11" or "2026-11-01" as "Nov 2026". */
export function month(iso: string | null, language: Language, width: Width = "short"): string {
  if (!iso) return MISSING;
  const at = parts(iso.length === 7 ? `${iso}-01` : iso);
  if (language === "az") return `${(width === "long" ? AZ_MONTHS : AZ_MONTHS_SHORT)[at.month - 1]} ${at.year}`;
  const name = width === "long" ? "long" : "short";
  const options = { month: name, year: "numeric", timeZone: "UTC" } as const;
  return withoutYearMark(utc(at).toLocaleDateString(DAY_LOCALE[language], options));
}

/** 1 is January. */
export function calendarMonth(value: number, language: Language, width: Width = "long"): string {
  const names = width === "long" ? AZ_MONTHS : AZ_MONTHS_SHORT;
  if (language === "az") return names[value - 1] ?? MISSING;
  return new Date(Date.UTC(2024, value - 1, 1)).toLocaleDateString(DAY_LOCALE[language], {
    month: width,
    timeZone: "UTC",
  });
}

/** 1 is Monday, 7 is Sunday. */
export function weekday(value: number, language: Language, width: Width = "short"): string {
  if (language === "az") return (width === "long" ? AZ_WEEKDAYS : AZ_WEEKDAYS_SHORT)[value - 1] ?? MISSING;
  // 1 January 2024 was a Monday.
  return new Date(Date.UTC(2024, 0, value)).toLocaleDateString(DAY_LOCALE[language], {
    weekday: width,
    timeZone: "UTC",
  });
}

export function hour(value: number): string {
  return `${String(value).padStart(2, "0")}:00`;
}

/** An instant as the clock of the zone showed it, "14:05". */
export function time(iso: string | null, language: Language, zone: string): string {
  if (!iso) return MISSING;
  const options = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone } as const;
  return new Date(iso).toLocaleTimeString(DAY_LOCALE[language], options);
}

/** An instant as "22 Nov 2026, 14:05" in the zone. */
export function instant(iso: string | null, language: Language, zone: string): string {
  if (!iso) return MISSING;
  return `${day(localDay(new Date(iso), zone), language)}, ${time(iso, language, zone)}`;
}

/** A clock's reading without a zone, "2026-11-22T14:05:00", as "22 Nov 2026, 14:05". */
export function wallClock(iso: string | null, language: Language): string {
  return iso ? `${day(iso, language)}, ${iso.slice(11, 16)}` : MISSING;
}

/** The ISO day it is at this instant in the zone. */
export function localDay(at: Date, zone: string): string {
  return at.toLocaleDateString("sv-SE", { timeZone: zone });
}
