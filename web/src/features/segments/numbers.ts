import type { MapCell } from "./grid.ts";

/** A number for each segment, as a phone's cells have no room for names: from the latest and most frequent clients on. */
export function segmentNumbers(cells: Iterable<MapCell>): Map<string, number> {
  const sorted = [...cells].sort((a, b) => b.r - a.r || b.f - a.f);
  return new Map([...new Set(sorted.map(({ segment }) => segment))].map((segment, at) => [segment, at + 1]));
}
