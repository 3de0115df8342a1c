import assert from "node:assert/strict";
import { test } from "node:test";

import type { Answer } from "../../client/types.ts";
import { placeOf } from "./picking.ts";

const monthly = {
  until: "2026-11-27",
  columns: [
    { name: "month", unit: "month" },
    { name: "branch_id", unit: "branch" },
    { name: "net", unit: "money" },
  ],
  clients: { name: "buyers", by: { month: "month", branch_id: "branch" } },
} as unknown as Answer;

test("a row leads to clients by what tells it apart", () => {
  assert.deepEqual(placeOf(monthly, ["2026-11-01", 7, "10"]), { month: "2026-11-01", branch_id: 7 });
});

test("a row of no branch, and a figure without a list, lead nowhere", () => {
  assert.equal(placeOf(monthly, ["2026-11-01", null, "10"]), undefined);
  assert.equal(placeOf({ ...monthly, clients: null }, ["2026-11-01", 7, "10"]), undefined);
});

test("a month to come has no clients yet", () => {
  assert.equal(placeOf(monthly, ["2026-12-01", 7, "10"]), undefined);
});
