import assert from "node:assert/strict";
import test from "node:test";

import type { MapCell } from "./grid.ts";
import { segmentNumbers } from "./numbers.ts";

function cell(r: number, f: number, segment: string): MapCell {
  return { r, f, segment, clients: 1, monetary: null };
}

test("segments are numbered from the latest and most frequent clients on, each once", () => {
  const cells = [cell(1, 1, "hibernating"), cell(5, 5, "champions"), cell(5, 1, "new"), cell(5, 4, "champions")];
  assert.deepEqual(
    [...segmentNumbers(cells)],
    [
      ["champions", 1],
      ["new", 2],
      ["hibernating", 3],
    ],
  );
});
