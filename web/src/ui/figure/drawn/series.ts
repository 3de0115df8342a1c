import type { PartialPlace, Series, SeriesDrawing } from "../../../charts/drawing.ts";
import type { Answer, Cell, Column } from "../../../client/types.ts";
import { amountColumns, grainColumns, partialWords, valuesOf } from "../answer.ts";
import { cellAt, numberAt, type Saying } from "./saying.ts";

const FEW_BARS = 8;
/** So many letters stand below the bars of a phone's chart; every bar takes as many as the longest name has. */
const LETTERS_BESIDE = 42;
const MOST_SERIES = 8;
const IN_ORDER = new Set(["date", "month", "calendar_month", "hour", "weekday", "score", "days"]);

/** A column that stands beside another for comparison is named so: `net_before`, `net_last_month`. */
const EARLIER = /_(before|last_month|month_before|year_before)$/;

function named(answer: Answer, name: string): Column | undefined {
  return answer.columns.find((column) => column.name === name);
}

function oneSeries(answer: Answer, column: Column): Series {
  const along = (of: Column) => answer.rows.map((row) => numberAt(answer, row, of));
  const [low, high] = [named(answer, `${column.name}_low`), named(answer, `${column.name}_high`)];
  return {
    name: column.title,
    values: along(column),
    isBefore: EARLIER.test(column.name),
    ...(low && high ? { low: along(low), high: along(high) } : {}),
  };
}

/** The same figure for the period it is compared with, day beside day. */
function earlier(answer: Answer, lead: Column, saying: Saying): Series[] {
  if (!answer.compared) return [];
  const { since, until, rows } = answer.compared;
  const values = rows.map((row) => (row ? numberAt(answer, row, lead) : null));
  return [{ name: saying.before(since, until), values, isBefore: true, isWhole: true }];
}

/** The places along the first grain of which no row is all in. */
function partialOf(answer: Answer, along: Column, places: readonly Cell[]): PartialPlace[] {
  return places.flatMap((place, at) => {
    const rows = answer.rows.flatMap((row, number) => (cellAt(answer, row, along) === place ? [number] : []));
    const words = rows.map((row) => partialWords(answer, row));
    return words[0] && words.every(Boolean) ? [{ at, words: words[0] }] : [];
  });
}

/** With a second grain each of its values is a series of its own. */
function pivoted(answer: Answer, [along, across]: [Column, Column], lead: Column, saying: Saying): Series[] {
  const cells = new Map(
    answer.rows.map((row) => [
      `${cellAt(answer, row, along)}|${cellAt(answer, row, across)}`,
      numberAt(answer, row, lead),
    ]),
  );
  const places = valuesOf(answer, along);
  return valuesOf(answer, across)
    .slice(0, MOST_SERIES)
    .map((value) => ({
      name: saying.cell(answer, across, value),
      values: places.map((place) => cells.get(`${place}|${value}`) ?? null),
    }));
}

function isLying(along: Column, names: string[]): boolean {
  if (IN_ORDER.has(along.unit)) return false;
  const longest = Math.max(...names.map((name) => name.length));
  return names.length > FEW_BARS || names.length * longest > LETTERS_BESIDE;
}

/** One line or set of bars for each figure of the same unit as the first; nothing for an answer without a grain. */
export function seriesOf(
  answer: Answer,
  kind: "line" | "bar",
  columns: readonly string[] | undefined,
  saying: Saying,
): SeriesDrawing | undefined {
  const [along, across] = grainColumns(answer);
  const figures = amountColumns(answer, columns);
  const [lead] = figures;
  if (!along || !lead) return undefined;

  const drawn = columns ? figures.filter((column) => column.unit === lead.unit) : [lead];
  const places: Cell[] = across ? valuesOf(answer, along) : answer.rows.map((row) => cellAt(answer, row, along));
  const categories = places.map((place) => saying.brief(answer, along, place));
  const series = across
    ? pivoted(answer, [along, across], lead, saying)
    : [...drawn.map((column) => oneSeries(answer, column)), ...earlier(answer, lead, saying)];
  // With several series the key names them already.
  const named = series.length > 1 && !across ? "" : lead.title;
  const axisName = [named, lead.unit === "money" && saying.sign(answer)].filter(Boolean).join(", ");
  return {
    kind,
    categories,
    series,
    axisName,
    isLying: kind === "bar" && isLying(along, categories),
    isStacked: across !== undefined,
    ...(answer.partial.length > 0 && { partial: partialOf(answer, along, places) }),
    axisText: (value) => saying.short(lead.unit, value),
    valueText: (value) => saying.cell(answer, lead, value),
  };
}
