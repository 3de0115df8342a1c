import assert from "node:assert/strict";
import { test } from "node:test";

import { startingLimits } from "./cutoffs.ts";

const limits = [
  { score: 1, recency: [91, 400], frequency: [1, 1], monetary: ["2", "9.5"] },
  { score: 2, recency: [61, 90], frequency: [2, 3], monetary: ["10", "19"] },
  { score: 3, recency: [31, 60], frequency: [4, 6], monetary: ["20", "49"] },
  { score: 5, recency: [0, 7], frequency: [13, 40], monetary: ["120.75", "900"] },
].map(({ score, recency, frequency, monetary }) => ({
  score,
  recency_from: recency[0] as number,
  recency_to: recency[1] as number,
  frequency_from: frequency[0] as number,
  frequency_to: frequency[1] as number,
  monetary_from: monetary[0] as string,
  monetary_to: monetary[1] as string,
}));

test("own limits begin from the worst that earned each score today, empty where nobody has it", () => {
  assert.deepEqual(startingLimits({ cutoffs: null, limits }), {
    recency_in_days: ["7", "", "60", "90"],
    frequency: ["13", "", "4", "2"],
    monetary: ["120.75", "", "20", "10"],
  });
});

test("own limits that hold are shown as they are", () => {
  const cutoffs = {
    recency_in_days: [30, 60, 90, 180] as [number, number, number, number],
    frequency: [10, 5, 3, 2] as [number, number, number, number],
    monetary: ["500", "200", "100", "50"] as [string, string, string, string],
  };
  assert.deepEqual(startingLimits({ cutoffs, limits }).recency_in_days, ["30", "60", "90", "180"]);
});
