import { createContext } from "react";

import type { Answer, Cell } from "../../client/types.ts";

/** A row by what tells it apart: `{ weekday: 1, hour: 10 }`; of a column that is not said, any. */
export type Place = Record<string, Cell | undefined>;

/** To the clients behind a row. */
export type OnPick = (place: Place) => void;

function isDay(unit: string): boolean {
  return unit === "date" || unit === "month";
}

/** Whether figures are there to be looked at alone, as on a wall in the shop: names are not for everybody's eyes. */
export const ForLooking = createContext(false);

/** The place of a row whose clients can be found: not where it stands for no branch, for nobody, or for days to come. */
export function placeOf({ clients, columns, until }: Answer, row: readonly (Cell | undefined)[]): Place | undefined {
  if (columns.some(({ name, unit }, at) => clients?.by[name] && isDay(unit) && String(row[at]) > until))
    return undefined;
  const by = columns.flatMap(({ name }, at) => (clients?.by[name] ? [[name, row[at] ?? null] as const] : []));
  return by.length > 0 && by.every(([, value]) => value !== null) ? Object.fromEntries(by) : undefined;
}
