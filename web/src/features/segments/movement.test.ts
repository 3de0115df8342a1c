import assert from "node:assert/strict";
import { test } from "node:test";

import type { Snapshot } from "../../client/types.ts";
import { matrixOf, fourWeeksBefore } from "./movement.ts";

const kept = (...days: string[]) => days.map((as_of) => ({ as_of }) as Snapshot);

test("two kept days are four weeks apart where there are such days", () => {
  assert.equal(
    fourWeeksBefore(kept("2026-11-22", "2026-10-26", "2026-10-25", "2026-10-01"), "2026-11-22"),
    "2026-10-25",
  );
});

test("with young days alone the oldest of them is compared", () => {
  assert.equal(fourWeeksBefore(kept("2026-11-22", "2026-11-21", "2026-11-20"), "2026-11-22"), "2026-11-20");
});

test("the matrix has the segments that occur, best first, the unknown last", () => {
  const matrix = matrixOf({
    since: "2026-10-23",
    until: "2026-11-22",
    is_comparable: true,
    names: {},
    moves: [
      { before: "hibernating", after: "hibernating", clients: 90 },
      { before: null, after: "new", clients: 7 },
      { before: "champions", after: "at_risk", clients: 3 },
    ],
  });
  assert.deepEqual(matrix.before, ["champions", "hibernating", null]);
  assert.deepEqual(matrix.after, ["new", "at_risk", "hibernating"]);
  assert.equal(matrix.count("champions", "at_risk"), 3);
  assert.equal(matrix.count("champions", "new"), 0);
  assert.equal(matrix.most, 7);
});
