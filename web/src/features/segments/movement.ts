import type { Move, Movement } from "../../client/types.ts";

/** Best first, as the map has them. */
const ORDER = [
  "champions",
  "loyal",
  "potential_loyalist",
  "new",
  "promising",
  "need_attention",
  "about_to_sleep",
  "cannot_lose",
  "at_risk",
  "hibernating",
];

/** A segment of a move; null: no client yet, or not one any more. */
export type Place = string | null;

function placed(moves: Move[], side: "before" | "after"): Place[] {
  const seen = new Set(moves.map((move) => move[side]));
  const others = [...seen].filter((place) => place !== null && !ORDER.includes(place)).sort();
  return [...ORDER, ...others, null].filter((place) => seen.has(place));
}

/** Whether these are the ten, so that a client outside them has not bought; outside others she may have. */
export function areTheTen({ names }: Movement): boolean {
  return ORDER.every((code) => code in names);
}

/** What the matrix shows: the segments somebody left and came to, and how many went each way. */
export function matrixOf({ moves }: Movement) {
  const counts = new Map(moves.map((move) => [`${move.before} ${move.after}`, move.clients]));
  return {
    before: placed(moves, "before"),
    after: placed(moves, "after"),
    count: (before: Place, after: Place) => counts.get(`${before} ${after}`) ?? 0,
    /** The most who changed their place: those who stayed would outshine everybody else. */
    most: Math.max(1, ...moves.filter((move) => move.before !== move.after).map((move) => move.clients)),
  };
}

const FOUR_WEEKS_IN_MS = 28 * 24 * 3600 * 1000;

/** The day four weeks before another. */
export function fourWeeksBefore(day: string): string {
  return new Date(Date.parse(day) - FOUR_WEEKS_IN_MS).toISOString().slice(0, 10);
}
