import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useSession } from "../client/session.ts";
import * as format from "./format.ts";
import { isLanguage, type Language } from "./languages.ts";

export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return isLanguage(i18n.language) ? i18n.language : "en";
}

/** The formats of `format.ts`, bound to the language of the screen and the currency and zone of the business. */
export function useFormat() {
  const language = useLanguage();
  const { currency, zone } = useSession().merchant;
  return useMemo(
    () => ({
      language,
      money: (value: string | number | null, of: string | null = currency) => format.money(value, of, language),
      sign: (of: string | null = currency) => format.sign(of, language),
      moneyShort: (value: number) => format.moneyShort(value, language),
      quantity: (value: string | number | null) => format.quantity(value, language),
      ratio: (value: string | number | null) => format.ratio(value, language),
      share: (value: string | number | null) => format.share(value, language),
      change: (value: number, isPoints: boolean) => format.change(value, isPoints, language),
      day: (iso: string | null, width?: format.Width) => format.day(iso, language, width),
      birthday: (iso: string | null) => format.birthday(iso, language),
      month: (iso: string | null, width?: format.Width) => format.month(iso, language, width),
      calendarMonth: (value: number, width?: format.Width) => format.calendarMonth(value, language, width),
      weekday: (value: number, width?: format.Width) => format.weekday(value, language, width),
      hour: format.hour,
      time: (iso: string | null) => format.time(iso, language, zone),
      wallClock: (iso: string | null) => format.wallClock(iso, language),
      instant: (iso: string | null) => format.instant(iso, language, zone),
      today: () => format.localDay(new Date(), zone),
    }),
    [language, currency, zone],
  );
}

export type Format = ReturnType<typeof useFormat>;
