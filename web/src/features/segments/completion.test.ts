import assert from "node:assert/strict";
import { test } from "node:test";

import { completed } from "./completion.ts";

const at = (marked: string) => ({ text: marked.replace("|", ""), caret: marked.indexOf("|") });
const shown = ({ text, caret }: { text: string; caret: number }) => `${text.slice(0, caret)}|${text.slice(caret)}`;

test("a word takes the place of what was begun, and one writes on behind it", () => {
  assert.equal(shown(completed(at("rec|"), "recency", 3)), "recency |");
  assert.equal(shown(completed(at("all(rec|)"), "recency", 3)), "all(recency |)");
  assert.equal(shown(completed(at("gender = | and age > 9"), "F", 0)), "gender = F| and age > 9");
});

test("a bracket and a comma stand close", () => {
  assert.equal(shown(completed(at("tags |"), "in (", 0)), "tags in (|");
  assert.equal(shown(completed(at("tags in (vip |"), ")", 0)), "tags in (vip) |");
});
