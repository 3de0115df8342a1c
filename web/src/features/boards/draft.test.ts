import assert from "node:assert/strict";
import { test } from "node:test";

import type { BoardCard, FigureAbout } from "../../client/types.ts";
import { drawnAs, figureCard, NO_FILTERS, noteCard, queryOf } from "./cards.ts";
import { asked, withChange, type Draft, type History } from "./draft.ts";

const draft = (title: string): Draft => ({ title, roles: [], cards: [] });
const begun: History = { now: draft("a"), before: [] };
const about = {
  name: "revenue",
  title: "Revenue",
  grain: [],
  columns: [{ name: "net", title: "Net", unit: "money" }],
  params: {},
} as unknown as FigureAbout;

test("every change can be taken back, and nothing is one if nothing changed", () => {
  const twice = ["b", "c"].reduce((now, title) => withChange(now, { do: "change", to: { title } }), begun);
  assert.equal(withChange(twice, { do: "change", to: { title: "c" } }), twice);
  const back = withChange(withChange(twice, { do: "undo" }), { do: "undo" });
  assert.deepEqual(back, begun);
  assert.equal(withChange(begun, { do: "undo" }), begun);
});

test("what the server says about a card is not sent back to it", () => {
  const card = { ...noteCard([], "Hello"), problem: "gone" };
  assert.equal("problem" in (asked({ ...draft("a"), cards: [card] }).cards[0] ?? {}), false);
});

test("a new card stands below all others, drawn in the most telling way", () => {
  const card = figureCard([{ id: "x", x: 0, y: 3, w: 4, h: 4 }], about);
  assert.deepEqual([card.figure, card.visual, card.compare, card.x, card.y], ["revenue", "kpi", "previous", 0, 7]);
  assert.equal(drawnAs({ ...card, x: 8 }, "line").w, 4, "never over the edge");
});

test("a card asks with the filters of the page, its own over them", () => {
  const page = { since: "2026-11-01", until: "2026-11-26", branch: "1", segment: "new" };
  const filters = { ...NO_FILTERS, period: "7d", branch: [2, 3] } as BoardCard["filters"];
  const card = { ...figureCard([], about), filters, params: { limit: "5" } };
  assert.deepEqual(queryOf(card, page, "2026-11-26"), {
    since: "2026-11-20",
    until: "2026-11-26",
    branch: "2,3",
    segment: "new",
    limit: "5",
  });
  const custom = { ...filters, period: "custom", since: "2026-01-01", until: "2026-01-31" } as BoardCard["filters"];
  assert.equal(queryOf({ ...card, filters: custom }, page, "2026-11-26")["since"], "2026-01-01");
});
