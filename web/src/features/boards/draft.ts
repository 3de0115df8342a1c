import type { BoardCard, Role } from "../../client/types.ts";

/** What is being changed of a board. */
export interface Draft {
  title: string;
  roles: Role[];
  cards: BoardCard[];
}

export interface History {
  now: Draft;
  before: Draft[];
}

export type Change = { do: "change"; to: Partial<Draft> } | { do: "undo" } | { do: "begin"; with: Draft };

const MOST_STEPS = 50;

/** A draft and what it was before each change, the latest last. */
export function withChange(history: History, change: Change): History {
  switch (change.do) {
    case "begin":
      return { now: change.with, before: [] };
    case "undo": {
      const last = history.before.at(-1);
      return last ? { now: last, before: history.before.slice(0, -1) } : history;
    }
    default: {
      const now = { ...history.now, ...change.to };
      if (isSame(now, history.now)) return history;
      return { now, before: [...history.before, history.now].slice(-MOST_STEPS) };
    }
  }
}

export function isSame(one: Draft, other: Draft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A draft as the server takes it: what it says about cards itself is left out. */
export function asked({ title, roles, cards }: Draft) {
  return { title, roles, cards: cards.map(({ problem: _, ...card }) => card) };
}
