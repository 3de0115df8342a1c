import { useTranslation } from "react-i18next";

import type { Answer, Cell, Column, Unit } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { columnAt, entityLabel, intervalOf } from "./answer.ts";

/** Units of which a missing value says something: nobody's, nowhere. */
const NAMED = new Set<Unit>(["client", "branch", "seller", "code", "place", "region"]);

/** How the cells of an answer read in the language of the screen; headings come with the answer. */
export function useWords() {
  const { t } = useTranslation();
  const format = useFormat();

  /** A missing client is an anonymous sale, a missing branch is "no branch"; a missing figure or manager is a dash. */
  function missing(name: string, unit: Unit): string {
    return NAMED.has(unit) && name !== "manager_id" ? t(`none.${unit}`) : "–";
  }

  function cell(answer: Answer, { name, unit }: Column, value: Cell): string {
    if (value === null) return missing(name, unit);
    switch (unit) {
      case "money":
        return format.money(value as string, answer.currency);
      case "share":
        return format.share(value as number);
      case "rate":
      case "number":
        return format.ratio(value as number);
      case "date":
        return format.day(String(value));
      case "month":
        return format.month(String(value));
      case "calendar_month":
        return format.calendarMonth(Number(value));
      case "hour":
        return format.hour(Number(value));
      case "weekday":
        return format.weekday(Number(value), "long");
      case "segment":
        return t(`segment.${String(value)}`);
      case "code":
        return t(`code.${String(value)}`, { defaultValue: String(value) });
      case "text":
        return name === "source" ? t(`source.${String(value)}`, { defaultValue: String(value) }) : String(value);
      case "products":
        return (value as number[]).map((id) => entityLabel(answer, "product", id) ?? "").join(" + ");
      case "client":
      case "product":
      case "branch":
      case "seller":
      case "stage":
      case "place":
      case "region":
        return entityLabel(answer, unit, value) ?? "";
      default:
        return format.quantity(value as string | number);
    }
  }

  /** The interval that holds a figure of a row: "18% – 39%"; undefined where the answer has none. */
  function interval(answer: Answer, column: Column, row: Cell[]): string | undefined {
    const ends = intervalOf(answer, column)?.map((end) => ({ end, value: row[columnAt(answer, end.name)] ?? null }));
    if (!ends || ends.some(({ value }) => value === null)) return undefined;
    return ends.map(({ end, value }) => cell(answer, end, value)).join(" – ");
  }

  return { cell, interval };
}

export type Words = ReturnType<typeof useWords>;
