import type { Axis, Point, ScatterDrawing } from "../../../charts/drawing.ts";
import type { Answer, Cell, Column, Unit } from "../../../client/types.ts";
import { amountColumns, figureColumns, grainColumns } from "../answer.ts";
import { cellAt, numberAt, type Saying } from "./saying.ts";

/** In the order of the server's own list. */
const SEGMENTS = [
  "champions",
  "loyal",
  "potential_loyalist",
  "new",
  "promising",
  "need_attention",
  "about_to_sleep",
  "at_risk",
  "cannot_lose",
  "hibernating",
];
const KINDS = new Set<Unit>(["segment", "code"]);
/** From this many times the middle value on, a plain axis shows one far point and a heap. */
const FAR = 50;

function axisOf(answer: Answer, column: Column, points: number[], saying: Saying): Axis {
  const sorted = points.toSorted((a, b) => a - b);
  const [least, middle, most] = [sorted[0] ?? 0, sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0];
  return {
    name: column.unit === "money" ? `${column.title}, ${saying.sign(answer)}` : column.title,
    text: (value) => (column.unit === "money" ? saying.short("money", value) : saying.cell(answer, column, value)),
    isLog: least > 0 && most > FAR * middle,
  };
}

/** Segments keep their order and colours however few of them there are. */
function inOrder(groups: Cell[], kind: Column | undefined): Cell[] {
  if (kind?.unit !== "segment") return groups;
  return groups.toSorted((a, b) => SEGMENTS.indexOf(String(a)) - SEGMENTS.indexOf(String(b)));
}

/** Rows as points of their first two amounts, grouped by a segment or code where the answer has one. */
export function pointsOf(
  answer: Answer,
  columns: readonly string[] | undefined,
  saying: Saying,
): ScatterDrawing | undefined {
  const named = grainColumns(answer);
  const figures = figureColumns(answer, columns);
  const [x, y] = amountColumns(answer, columns);
  const kind = figures.find((column) => KINDS.has(column.unit));
  if (!x || !y) return undefined;

  const groups = new Map<Cell, Point[]>();
  for (const row of answer.rows) {
    const [across, up] = [numberAt(answer, row, x), numberAt(answer, row, y)];
    if (across === null || up === null) continue;
    const group = kind ? cellAt(answer, row, kind) : null;
    const name = named.map((column) => saying.cell(answer, column, cellAt(answer, row, column))).join(", ");
    groups.set(group, [...(groups.get(group) ?? []), { name, x: across, y: up }]);
  }
  const all = [...groups.values()].flat();
  return {
    kind: "scatter",
    x: axisOf(
      answer,
      x,
      all.map((point) => point.x),
      saying,
    ),
    y: axisOf(
      answer,
      y,
      all.map((point) => point.y),
      saying,
    ),
    groups: inOrder([...groups.keys()], kind).map((group, at) => ({
      name: kind ? saying.cell(answer, kind, group) : "",
      colour: kind?.unit === "segment" ? SEGMENTS.indexOf(String(group)) : at,
      points: groups.get(group) ?? [],
    })),
  };
}
