import assert from "node:assert/strict";
import { test } from "node:test";

import { matrixOf, fourWeeksBefore } from "./movement.ts";

test("two days are compared that are four weeks apart", () => {
  assert.equal(fourWeeksBefore("2026-11-22"), "2026-10-25");
  assert.equal(fourWeeksBefore("2024-03-10"), "2024-02-11");
});

test("the matrix has the segments that occur, best first, the unknown last", () => {
  const matrix = matrixOf({
    since: "2026-10-23",
    until: "2026-11-22",
    source: "computed",
    as_now: [],
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
