import assert from "node:assert/strict";
import { test } from "node:test";

import type { Condition, Group } from "../../client/types.ts";
import { added, changed, complete, hasUnfinished, moved, withOperator } from "./rule.ts";

const asks = (field: string, ...values: string[]): Condition => ({ field, op: "gt", values });
const rule: Group = {
  match: "all",
  rules: [asks("recency", "90"), { match: "any", rules: [asks("frequency"), asks("monetary", "5")] }],
};

test("a part is changed, taken out and added at its place", () => {
  const other = changed(rule, [1, 0], () => asks("units", "2"));
  assert.deepEqual((other.rules?.[1] as Group).rules?.[0], asks("units", "2"));
  assert.equal(changed(rule, [0], () => null).rules?.length, 1);
  assert.equal((added(rule, [1], asks("age", "3")).rules?.[1] as Group).rules?.length, 3);
});

test("a part moves among its neighbours and not beyond them", () => {
  assert.deepEqual(moved(rule, [1], -1).rules?.[1], asks("recency", "90"));
  assert.deepEqual(moved(rule, [0], -1), rule);
});

test("what has no value yet is left out, with groups that are empty without it", () => {
  assert.ok(hasUnfinished(rule));
  assert.deepEqual((complete(rule).rules?.[1] as Group).rules, [asks("monetary", "5")]);
  const lone: Group = { match: "all", rules: [{ match: "none", rules: [asks("frequency")] }] };
  assert.deepEqual(complete(lone).rules, []);
});

test("another operator keeps the values that still fit", () => {
  assert.deepEqual(withOperator({ field: "age", op: "between", values: ["1", "2"] }, "lt").values, ["1"]);
  assert.deepEqual(withOperator({ field: "tags", op: "in", values: ["a", "b"] }, "not_in").values, ["a", "b"]);
  assert.deepEqual(withOperator({ field: "registered_on", op: "before", values: ["2026-05-03"] }, "last").values, []);
});
