import type { Answer, Cell } from "../../client/types.ts";
import { columnAt } from "../../ui/figure/answer.ts";

export const SCORES = [1, 2, 3, 4, 5] as const;

/** One of the 25 cells: recency score, frequency score. */
export interface MapCell {
  r: number;
  f: number;
  segment: string;
  clients: number;
  monetary: Cell;
}

export function cellKey({ r, f }: { r: number; f: number }): string {
  return `${r}${f}`;
}

/** The rows of `rfm-map` by their key, "54" for recency 5, frequency 4. */
export function mapCells(answer: Answer): Map<string, MapCell> {
  const at = (name: string) => columnAt(answer, name);
  const [r, f, segment, clients, monetary] = [at("r"), at("f"), at("segment"), at("clients"), at("monetary")];
  const cells = answer.rows.map((row): MapCell => ({
    r: Number(row[r]),
    f: Number(row[f]),
    segment: String(row[segment]),
    clients: Number(row[clients]),
    monetary: row[monetary] ?? null,
  }));
  return new Map(cells.map((cell) => [cellKey(cell), cell]));
}
