import assert from "node:assert/strict";
import { test } from "node:test";

import { bottom, screensOf, settled, stepped, swapped, type Placed, type Step } from "./placing.ts";

const place = (id: string, x: number, y: number, w = 4, h = 2): Placed => ({ id, x, y, w, h });
const told = (cards: Placed[]) => Object.fromEntries(cards.map(({ id, x, y, w, h }) => [id, [x, y, w, h]]));

function overlaps(cards: readonly Placed[]): boolean {
  const taken = cards.flatMap(({ x, y, w, h }) =>
    Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`),
  );
  return new Set(taken).size !== taken.length;
}

test("cards fall up to where there is room", () => {
  assert.deepEqual(told(settled([place("a", 0, 5), place("b", 0, 9), place("c", 6, 9)])), {
    a: [0, 0, 4, 2],
    b: [0, 2, 4, 2],
    c: [6, 0, 4, 2],
  });
});

test("where two want one place, the one just moved has it", () => {
  const cards = settled([place("a", 0, 0), place("b", 2, 0)], "b");
  assert.deepEqual(told(cards), { a: [0, 2, 4, 2], b: [2, 0, 4, 2] });
});

test("a step to the right pushes the neighbour down, and the edge stops it", () => {
  const cards = [place("a", 0, 0), place("b", 4, 0)];
  assert.deepEqual(told(stepped(cards, "a", "right")), { a: [1, 0, 4, 2], b: [4, 2, 4, 2] });
  assert.deepEqual(told(stepped([place("a", 8, 0)], "a", "right")), { a: [8, 0, 4, 2] });
});

test("a step up or down changes places with the nearest card in the column, however high it is", () => {
  const cards = [place("a", 0, 0, 4, 5), place("b", 0, 5)];
  assert.deepEqual(told(stepped(cards, "b", "up")), { b: [0, 0, 4, 2], a: [0, 2, 4, 5] });
  assert.deepEqual(told(stepped(cards, "a", "down")), { b: [0, 0, 4, 2], a: [0, 2, 4, 5] });
  assert.deepEqual(told(stepped(cards, "a", "up")), told(cards));
});

test("a card grows to the edge and shrinks to its least size", () => {
  assert.deepEqual(told(stepped([place("a", 8, 0)], "a", "wider")), { a: [8, 0, 4, 2] });
  assert.deepEqual(told(stepped([place("a", 0, 0, 2, 2)], "a", "narrower")), { a: [0, 0, 2, 2] });
  assert.deepEqual(told(stepped([place("a", 0, 0), place("b", 0, 2)], "a", "taller")), {
    a: [0, 0, 4, 3],
    b: [0, 3, 4, 2],
  });
});

test("whatever steps are taken, no two cards overlap and none leaves the grid", () => {
  const steps: Step[] = ["left", "right", "up", "down", "wider", "narrower", "taller", "shorter"];
  let seed = 7;
  const dice = (sides: number) => (seed = (seed * 48271) % 2147483647) % sides;
  let cards = settled(Array.from({ length: 9 }, (_, at) => place(String(at), dice(9), dice(20), 2 + dice(2), 2)));
  for (let turn = 0; turn < 2000; turn += 1) {
    cards = stepped(cards, String(dice(9)), steps[dice(8)] ?? "up");
    assert.equal(overlaps(cards), false, `turn ${turn}`);
    assert.ok(cards.every(({ x, y, w }) => x >= 0 && y >= 0 && x + w <= 12));
  }
});

test("on a phone two neighbours change places and keep the layout of the desk", () => {
  const cards = [place("a", 0, 0, 8, 6), place("b", 8, 0, 4, 6)];
  assert.deepEqual(told(swapped(cards, "b", -1)), { b: [0, 0, 8, 6], a: [8, 0, 4, 6] });
  assert.deepEqual(told(swapped(cards, "a", -1)), told(cards));
});

test("a wall shows as many bands as fit, each screen from the top, and cuts through no card", () => {
  const cards = [place("a", 0, 0, 6, 3), place("b", 6, 0, 6, 6), place("c", 0, 3, 6, 3), place("d", 0, 6, 12, 6)];
  assert.deepEqual(
    screensOf(cards, 12).map((screen) => told(screen)),
    [told(cards)],
  );
  const [first, second] = screensOf(cards, 8);
  assert.deepEqual(told(first ?? []), { a: [0, 0, 6, 3], b: [6, 0, 6, 6], c: [0, 3, 6, 3] });
  assert.deepEqual(told(second ?? []), { d: [0, 0, 12, 6] });
  assert.equal(screensOf([place("a", 0, 0, 4, 20)], 8).length, 1);
  assert.equal(bottom([]), 0);
});
