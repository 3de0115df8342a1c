import { useNavigate, useSearch } from "@tanstack/react-router";

import type { Cell } from "../../client/types.ts";

/** A row by what tells it apart: `{ weekday: 1, hour: 10 }`. */
export type Place = Record<string, Cell | undefined>;

/** Rows of a picture that can be chosen. */
export interface Picking<Name extends string = string> {
  /** What is chosen, column by column; of a column that is not, any value. */
  at: Record<Name, string | undefined>;
  choose: (place: Place) => void;
}

/** Whether a row is among the chosen ones; where nothing is chosen, none is. */
export function isPicked({ at }: Picking, place: Place): boolean {
  const chosen = Object.entries(at).filter(([, value]) => value !== undefined);
  return chosen.length > 0 && chosen.every(([name, value]) => String(place[name]) === value);
}

/** A choice that stands in the URL under the names of its columns; what is chosen again is let go. */
export function usePicking<Name extends string>(...names: Name[]): Picking<Name> {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const at = Object.fromEntries(
    names.map((name) => [name, typeof search[name] === "string" ? search[name] : undefined]),
  ) as Record<Name, string | undefined>;
  const choose = (place: Place) => {
    const wanted = names.map(
      (name) => [name, (place[name] ?? null) === null ? undefined : String(place[name])] as const,
    );
    const isAgain = wanted.every(([name, value]) => at[name] === value);
    const chosen = Object.fromEntries(wanted.map(([name, value]) => [name, isAgain ? undefined : value]));
    void navigate({ to: ".", search: (now: Record<string, unknown>) => ({ ...now, ...chosen }), replace: true });
  };
  return { at, choose };
}
