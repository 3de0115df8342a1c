import type { TFunction } from "i18next";
import { queryOptions, useQuery } from "@tanstack/react-query";

import { call, type Query } from "../../client/call.ts";
import type { Answer, Cell, Column, Unit } from "../../client/types.ts";
import { useLanguage } from "../../i18n/useFormat.ts";

const MINUTE = 60_000;
const PREPARING_MS = 2_000;

export function answerQuery(name: string, query: Query, language: string) {
  return queryOptions({
    queryKey: ["analytics", name, query, language],
    queryFn: ({ signal }) => call<Answer>("GET", `/analytics/${name}`, { query, signal }),
    staleTime: MINUTE,
    // Without an instant the first copy for analysis is still being made; it takes seconds.
    refetchInterval: ({ state }) => (state.data?.as_of === null ? PREPARING_MS : false),
  });
}

/** A metric's answer for a whole question: period, filters and the metric's own parameters. */
export function useAnswer(name: string, query: Query) {
  const language = useLanguage();
  return useQuery(answerQuery(name, query, language));
}

export function columnAt(answer: Answer, name: string): number {
  return answer.columns.findIndex((column) => column.name === name);
}

/** The different values of a column in the order they come. */
export function valuesOf(answer: Answer, column: Column): Cell[] {
  return [...new Set(answer.rows.map((row) => row[columnAt(answer, column.name)] ?? null))];
}

/** The columns that name a row. */
export function grainColumns(answer: Pick<Answer, "grain" | "columns">): Column[] {
  return answer.grain.flatMap((name) => answer.columns.find((column) => column.name === name) ?? []);
}

/** The columns that hold figures; `wanted` chooses some of them and their order. */
export function figureColumns(answer: Pick<Answer, "grain" | "columns">, wanted?: readonly string[]): Column[] {
  if (wanted) return wanted.flatMap((name) => answer.columns.find((column) => column.name === name) ?? []);
  return answer.columns.filter((column) => !answer.grain.includes(column.name));
}

/** Units of what can be drawn as a length, a place or a part. */
export const AMOUNTS = new Set<Unit>(["count", "money", "quantity", "days", "share", "rate", "number", "score"]);
/** Where a row stands, where its group begins and ends, on how much it rests: no amounts to draw unless chosen. */
const ABOUT_THE_ROW = /^(position|rank|months|weeks|cases)$|_(from|to)$/;

/** The columns a picture can show: those that were chosen, else the telling ones, the first of them first. */
export function amountColumns(answer: Pick<Answer, "grain" | "columns">, wanted?: readonly string[]): Column[] {
  const amounts = figureColumns(answer, wanted).filter(({ unit }) => AMOUNTS.has(unit));
  return wanted ? amounts : amounts.filter(({ name }) => !ABOUT_THE_ROW.test(name));
}

/** The columns with the ends of the interval that holds a figure, where the answer has one: `rate_low`, `rate_high`. */
export function intervalOf(answer: Pick<Answer, "columns">, { name }: Column): [Column, Column] | undefined {
  const end = (which: string) =>
    answer.columns.find((column) => column.name === `${name.replace(/_share$/, "")}_${which}`);
  const [low, high] = [end("low"), end("high")];
  return low && high && [low, high];
}

/** How far a row is in words, where its day or month is not all in. */
export function partialWords(answer: Answer, row: number): string | undefined {
  return answer.partial.find((one) => one.row === row)?.words;
}

/** What in a picture is drawn apart, and why, in one sentence; nothing where all of it is whole. */
export function notWhole({ partial }: Answer, t: TFunction): string | undefined {
  const words = [...new Set(partial.map((one) => one.words))];
  return words.length > 0 ? t("figure.not_whole", { words: words.join(", ") }) : undefined;
}

const ENTITIES = new Set<Unit>(["client", "product", "branch", "seller", "stage", "place", "region"]);

/** The name behind an id, as the answer brings it; undefined for units that are no entity. */
export function entityLabel(answer: Answer, unit: Unit, value: Cell): string | undefined {
  if (!ENTITIES.has(unit) || value === null) return undefined;
  return answer.labels[unit]?.[String(value)] ?? `#${String(value)}`;
}
