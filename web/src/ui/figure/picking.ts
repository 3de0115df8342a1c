import type { Answer, Cell } from "../../client/types.ts";

/** A row by what tells it apart: `{ weekday: 1, hour: 10 }`; of a column that is not said, any. */
export type Place = Record<string, Cell | undefined>;

/** To the clients behind a row. */
export type OnPick = (place: Place) => void;

/** The place of a row, if it tells something by which the clients behind it are chosen. */
export function placeOf({ clients, columns }: Answer, row: readonly (Cell | undefined)[]): Place | undefined {
  const by = Object.keys(clients?.by ?? {});
  const place = Object.fromEntries(
    columns.flatMap(({ name }, at) => (by.includes(name) && (row[at] ?? null) !== null ? [[name, row[at]]] : [])),
  );
  return Object.keys(place).length > 0 ? place : undefined;
}
