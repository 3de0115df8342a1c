import type { TFunction } from "i18next";

import type { Query } from "../../client/call.ts";
import type { Answer, Unit } from "../../client/types.ts";
import { amountColumns, figureColumns, grainColumns, notWhole } from "./answer.ts";

export const VISUALS = [
  "kpi",
  "line",
  "bar",
  "pie",
  "progress",
  "scatter",
  "heatmap",
  "sankey",
  "funnel",
  "table",
] as const;

export type Visual = (typeof VISUALS)[number];

/** What tells which pictures suit: the same in an answer and in the list of figures. */
export type Shape = Pick<Answer, "grain" | "columns">;

/** Those that draw rows as a picture beside which a table can be opened; a heatmap is a table already. */
export function hasTableBeside(visual: Visual): boolean {
  return visual !== "kpi" && visual !== "table" && visual !== "heatmap";
}

/** What to keep in mind: in a picture what is drawn apart, for it is not all in, else that today is not over. */
export function remarkOf(answer: Answer, visual: Visual, t: TFunction): string | undefined {
  const isPicture = visual !== "kpi" && visual !== "table";
  return (isPicture ? notWhole(answer, t) : undefined) ?? answer.compared?.note ?? undefined;
}

const MANY_BARS = 24;
const WHOLES = new Set<Unit>(["count", "money", "quantity"]);
const THINGS = new Set<Unit>(["client", "product", "branch", "seller", "text", "products"]);
/** Of these there are so many that a list tells more than bars. */
const LISTED = new Set<Unit>(["client", "product"]);
const ALONG_TIME = new Set<Unit>(["date", "month"]);
const GRID_UNITS = new Set<Unit>(["weekday", "hour", "score", "month"]);

/** The pictures an answer of this shape can be drawn as, the most telling first. */
export function fitting(shape: Shape): Visual[] {
  const grain = grainColumns(shape);
  const amounts = amountColumns(shape);
  const hasWhole = amounts.some((column) => WHOLES.has(column.unit));
  const hasShare = amounts.some((column) => column.unit === "share");
  const hasTarget = amounts.some((column) => column.name.startsWith("target"));
  const isProgress = hasShare || hasTarget;
  const [first] = grain;
  if (!first) return pick({ kpi: true, progress: isProgress, table: true });
  if (grain.length > 2 || amounts.length === 0) return ["table"];
  if (grain.length === 2)
    return pick({ heatmap: true, sankey: hasWhole, line: ALONG_TIME.has(first.unit), bar: true, table: true });
  const isTime = ALONG_TIME.has(first.unit);
  return pick({
    ...(first.unit === "stage" && { funnel: hasWhole }),
    ...(LISTED.has(first.unit) && { table: true }),
    line: isTime,
    bar: true,
    pie: !isTime && hasWhole,
    progress: !isTime && isProgress,
    scatter: THINGS.has(first.unit) && amounts.length > 1,
    funnel: (first.unit === "code" || first.unit === "text" || first.unit === "stage") && hasWhole,
    table: true,
  });
}

function pick(which: Partial<Record<Visual, boolean>>): Visual[] {
  return (Object.keys(which) as Visual[]).filter((visual) => which[visual]);
}

/** The shape that suits an answer, from its grain and units alone. */
export function suitableVisual(answer: Answer): Visual {
  const grain = grainColumns(answer);
  const [first, second] = grain;
  if (!first) return "kpi";
  if (second) return suitableForTwo(answer, first.name, second.name);
  if (ALONG_TIME.has(first.unit)) return first.unit === "date" ? "line" : "bar";
  if (first.name === "stage") return "funnel";
  if (LISTED.has(first.unit)) return "table";
  return answer.rows.length > MANY_BARS ? "table" : "bar";
}

function suitableForTwo(answer: Answer, first: string, second: string): Visual {
  const grain = grainColumns(answer);
  if (grain.length > 2) return "table";
  if (first.startsWith("from_") && second.startsWith("to_")) return "sankey";
  return answer.rows.length > 0 && grain.every((column) => GRID_UNITS.has(column.unit)) ? "heatmap" : "table";
}

/** One number alone is called by its own name: "Average check", not "Revenue". */
export function titleOf(
  shape: Shape & { title: string },
  visual: Visual,
  columns: readonly string[] | undefined,
): string {
  const [only, ...others] = figureColumns(shape, columns);
  return visual === "kpi" && columns && only && others.length === 0 ? only.title : shape.title;
}

/**
 * What to ask the server for: the columns that are drawn, so that it need not make the others. Key figures share one
 * answer whichever of them they show, and progress towards a target looks for the share that has been reached.
 */
export function wantedColumns(visual: Visual | undefined, columns: readonly string[] | undefined): Query {
  const takesMore = visual === "kpi" || (visual === "progress" && columns?.length !== 1);
  return visual && columns?.length && !takesMore ? { columns: columns.join(",") } : {};
}
