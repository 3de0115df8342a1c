import assert from "node:assert/strict";
import { test } from "node:test";

import { isDay, periodDays } from "./period.ts";

test("thirty days end today and count today", () => {
  assert.deepEqual(periodDays("30d", "2026-03-01"), { since: "2026-01-31", until: "2026-03-01" });
});

test("last month is whole, also in March of a leap year", () => {
  assert.deepEqual(periodDays("last-month", "2024-03-31"), { since: "2024-02-01", until: "2024-02-29" });
});

test("twelve months begin on the first day of a month", () => {
  assert.deepEqual(periodDays("12m", "2026-11-22"), { since: "2025-12-01", until: "2026-11-22" });
});

test("a day that does not exist is not a day", () => {
  assert.equal(isDay("2026-13-01"), false);
  assert.equal(isDay("22.11.2026"), false);
  assert.equal(isDay("2026-11-22"), true);
});
