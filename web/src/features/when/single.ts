import type { Query } from "../../client/call.ts";
import type { Answer, Cell } from "../../client/types.ts";
import type { Asked } from "../../ui/Awaited.tsx";
import { columnAt, useAnswer } from "../../ui/figure/answer.ts";

/** A cell of a row by the name of its column. */
export function cellOf(answer: Answer, row: Cell[], name: string): Cell {
  return row[columnAt(answer, name)] ?? null;
}

export function numberOf(answer: Answer, row: Cell[], name: string): number | null {
  const value = cellOf(answer, row, name);
  return value === null ? null : Number(value);
}

/** The one row of an answer without a grain, cell by name, told by `tell`; undefined until it is there. */
export function useSingle<T>(name: string, query: Query, tell: (cell: (column: string) => Cell) => T): Asked<T> {
  const { data, ...asked } = useAnswer(name, query);
  const row = data?.rows[0];
  const isThere = data && row && data.as_of !== null;
  return { ...asked, data: isThere ? tell((column) => cellOf(data, row, column)) : undefined };
}
