import type { Answer, Column } from "../../../client/types.ts";
import { figureColumns } from "../answer.ts";

type Shape = Pick<Answer, "grain" | "columns">;

export interface Pair {
  now: Column;
  /** What `now` is measured against; without one, `now` is a share of the whole. */
  target?: Column;
  /** The server's word on how far it is. */
  share?: Column | undefined;
}

/** An amount and its target (the first two chosen columns of one unit, or those called so), else the first share. */
export function progressPair(answer: Shape, columns?: readonly string[]): Pair | undefined {
  const figures = figureColumns(answer, columns);
  const share = figures.find((column) => column.unit === "share");
  const target = figures.find((column) => column.name.startsWith("target"));
  const [first, second] = figures;
  const aim = target ?? (columns && first && second && first.unit === second.unit ? second : undefined);
  const now = figures.find((column) => column !== aim && column.unit === aim?.unit);
  const reached = figureColumns(answer).find((column) => column.unit === "share" && column !== now);
  if (aim && now) return { now, target: aim, share: reached };
  return share ? { now: share } : undefined;
}
