import type { Query } from "../../client/call.ts";
import type { Answer, Cell } from "../../client/types.ts";
import { columnAt, useAnswer } from "../../ui/figure/answer.ts";

/** A cell of a row by the name of its column. */
export function cellOf(answer: Answer, row: Cell[], name: string): Cell {
  return row[columnAt(answer, name)] ?? null;
}

export function numberOf(answer: Answer, row: Cell[], name: string): number | null {
  const value = cellOf(answer, row, name);
  return value === null ? null : Number(value);
}

/** The one row of an answer without a grain, cell by name; undefined until it is there. */
export function useSingle(name: string, query: Query): ((column: string) => Cell) | undefined {
  const { data } = useAnswer(name, query);
  const row = data?.rows[0];
  return data && row && data.as_of !== null ? (column) => cellOf(data, row, column) : undefined;
}
