import type { Answer } from "../../client/types.ts";
import { grainColumns } from "./answer.ts";

export type Visual = "kpi" | "line" | "bar" | "heatmap" | "table";

const MANY_BARS = 24;

/** The shape that suits an answer, from its grain and units alone. */
export function suitableVisual(answer: Answer): Visual {
  const grain = grainColumns(answer);
  const [first, second] = grain;
  if (!first) return "kpi";
  if (second) return grain.length === 2 && answer.rows.length > 0 && isGrid(answer) ? "heatmap" : "table";
  if (first.unit === "date") return "line";
  if (first.unit === "client" || first.unit === "product") return "table";
  return answer.rows.length > MANY_BARS ? "table" : "bar";
}

const GRID_UNITS = new Set(["weekday", "hour", "score", "month"]);

function isGrid(answer: Answer): boolean {
  return grainColumns(answer).every((column) => GRID_UNITS.has(column.unit));
}
