import type { Answer, Cell, Column, Unit } from "../../../client/types.ts";
import { columnAt } from "../answer.ts";

/** How cells and axes read; `useWords` and `useFormat` in a page. */
export interface Saying {
  cell: (answer: Answer, column: Column, value: Cell) => string;
  /** A name as short as it can be, for an axis. */
  brief: (answer: Answer, column: Column, value: Cell) => string;
  /** The sign of the money an answer is in. */
  sign: (answer: Answer) => string;
  short: (unit: Unit, value: number) => string;
  /** "Before: 1 Oct 2026 – 31 Oct 2026" */
  before: (since: string, until: string) => string;
}

export function cellAt(answer: Answer, row: Cell[], column: Column): Cell {
  return row[columnAt(answer, column.name)] ?? null;
}

export function numberAt(answer: Answer, row: Cell[], column: Column): number | null {
  const value = cellAt(answer, row, column);
  return value === null ? null : Number(value);
}
