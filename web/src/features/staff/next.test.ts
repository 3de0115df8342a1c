import assert from "node:assert/strict";
import { test } from "node:test";

import { insidePath } from "./next.ts";

test("after the sign-in nobody is sent to another site", () => {
  assert.equal(insidePath("//evil.example"), "/");
  assert.equal(insidePath("/\\evil.example"), "/");
  assert.equal(insidePath("https://evil.example"), "/");
});

test("the page asked for before the sign-in opens after it", () => {
  assert.equal(insidePath("/clients?q=a"), "/clients?q=a");
});
