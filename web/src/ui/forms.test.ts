import assert from "node:assert/strict";
import { test } from "node:test";

import { decimalText, orNull } from "./forms.ts";

test("money typed with a comma and spaces reaches the server as a plain decimal", () => {
  assert.equal(decimalText("1 280,75"), "1280.75");
  assert.equal(decimalText("12.5"), "12.5");
});

test("an ambiguous number is left for the server to refuse", () => {
  assert.equal(decimalText("1,280.75"), "1,280.75");
});

test("a blank field is no value", () => {
  assert.equal(orNull("   "), null);
  assert.equal(orNull(" a "), "a");
});
