import type { SankeyDrawing } from "../../../charts/drawing.ts";
import type { Answer, Cell, Column } from "../../../client/types.ts";
import { amountColumns, grainColumns, valuesOf } from "../answer.ts";
import { cellAt, numberAt, type Saying } from "./saying.ts";

interface Flow {
  from: Cell;
  to: Cell;
  value: number;
  text: string;
}

/** Whether nobody comes back: stages one after another, as in a pipeline. */
function leadsOn(flows: readonly Flow[]): boolean {
  const next = new Map<Cell, Cell[]>();
  for (const { from, to } of flows) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<Cell>();
  const onTheWay = new Set<Cell>();
  const returns = (place: Cell): boolean => {
    if (onTheWay.has(place)) return true;
    if (done.has(place)) return false;
    onTheWay.add(place);
    const found = (next.get(place) ?? []).some(returns);
    onTheWay.delete(place);
    done.add(place);
    return found;
  };
  return ![...next.keys()].some(returns);
}

/** Places in the order they come, so that the same place has the same colour on both sides. */
function colours(answer: Answer, from: Column, to: Column): Map<Cell, number> {
  const places = new Set([...valuesOf(answer, from), ...valuesOf(answer, to)]);
  return new Map([...places].map((place, at) => [place, at]));
}

/**
 * How many went from where to where. Segments are two moments side by side; other places that only lead on are one
 * chain, so that "lead → opportunity → won" is drawn in three steps.
 */
export function flowsOf(
  answer: Answer,
  columns: readonly string[] | undefined,
  saying: Saying,
): SankeyDrawing | undefined {
  const [from, to] = grainColumns(answer);
  const [lead] = amountColumns(answer, columns);
  if (!from || !to || !lead) return undefined;

  const flows = answer.rows.flatMap((row): Flow[] => {
    const value = numberAt(answer, row, lead) ?? 0;
    const text = saying.cell(answer, lead, cellAt(answer, row, lead));
    return value > 0 ? [{ from: cellAt(answer, row, from), to: cellAt(answer, row, to), value, text }] : [];
  });
  const isChain = from.unit !== "segment" && leadsOn(flows);
  const id = (side: "from" | "to", place: Cell) => (isChain ? String(place) : `${side} ${place}`);
  const colour = colours(answer, from, to);
  const lefts = new Set(flows.map((flow) => flow.from));
  const nodes = new Map<string, SankeyDrawing["nodes"][number]>();
  const enter = (side: "from" | "to", place: Cell) => {
    const name = saying.cell(answer, side === "from" ? from : to, place);
    const isRight = side === "to" && !(isChain && lefts.has(place));
    nodes.set(id(side, place), { id: id(side, place), name, colour: colour.get(place) ?? 0, isRight });
  };
  for (const place of valuesOf(answer, to)) if (flows.some((flow) => flow.to === place)) enter("to", place);
  for (const place of valuesOf(answer, from)) if (lefts.has(place)) enter("from", place);
  return {
    kind: "sankey",
    nodes: [...nodes.values()],
    flows: flows.map((flow) => ({ ...flow, from: id("from", flow.from), to: id("to", flow.to) })),
  };
}
