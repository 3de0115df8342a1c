import assert from "node:assert/strict";
import { test } from "node:test";

import { day, money, month, ratio, share } from "./format.ts";

test("shillings have no cents from a thousand on, a price per gram keeps them, manats always do", () => {
  assert.equal(money("15411229.58", "TZS", "sw"), "TSh\u00a015,411,230");
  assert.equal(money("0.45", "TZS", "en"), "TZS\u00a00.45");
  assert.equal(money("12345.60", "AZN", "az"), "12\u00a0345,60\u00a0₼");
  assert.equal(money("9", "AZN", "az"), "9\u00a0₼");
});

test("a Russian day stands in a cell and before a full stop without its year mark", () => {
  assert.equal(day("2026-11-18", "ru"), "18 нояб. 2026");
  assert.equal(day("2026-11-18", "ru", "long"), "18 ноября 2026");
  assert.equal(month("2026-12", "ru"), "дек. 2026");
});

test("what rounds to nothing has no sign", () => {
  assert.equal(share(-0.0001, "en"), "0%");
  assert.equal(share(-0.01, "en"), "-1%");
  assert.equal(ratio(-0.001, "en"), "0");
});
