import assert from "node:assert/strict";
import { test } from "node:test";

import { common, escaped } from "./common.ts";
import type { Scheme, SeriesDrawing } from "./drawing.ts";
import { PALETTES } from "./palette.ts";
import { pieOption } from "./pie.ts";
import { sankeyOption } from "./sankey.ts";
import { scatterOption } from "./scatter.ts";
import { seriesOption } from "./series.ts";

const SCHEMES: Scheme[] = ["light", "dark"];

function brightness(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [brightness(one), brightness(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const lines: SeriesDrawing = {
  kind: "line",
  categories: ["Jan"],
  series: [{ name: "<b>Net</b>", values: [5], low: [-2], high: [9] }],
  axisText: String,
  valueText: (value) => `${value} ₼`,
};

type Loose = Record<string, any>;

test("every colour stands out from its surface, in the light and in the dark", () => {
  for (const scheme of SCHEMES) {
    const { series, before, surface, text } = PALETTES[scheme];
    for (const colour of [...series, before]) assert.ok(contrast(colour, surface) >= 3, `${scheme} ${colour}`);
    assert.ok(contrast(text, surface) >= 4.5, `${scheme} text`);
  }
});

test("a name is shown as typed, never run", () => {
  assert.equal(escaped(`<img src=x onerror="a('b')">&`), "&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;");
  const option: Loose = seriesOption(lines, "light", false);
  assert.equal(
    option["tooltip"].formatter([{ dataIndex: 0 }]),
    "<strong>Jan</strong><br>&lt;b&gt;Net&lt;/b&gt;: 5 ₼ (-2 ₼ – 9 ₼)",
  );
});

test("a band reaches from its lower to its upper edge, also below zero", () => {
  const option: Loose = seriesOption(lines, "light", false);
  const [low, height, line] = option["series"];
  assert.deepEqual([low.data, height.data, line.data], [[-2], [11], [5]]);
  assert.equal(low.stackStrategy, "all");
});

test("lines differ in their dashes, not in colour alone", () => {
  const three = [1, 2, 3].map((at) => ({ name: String(at), values: [at] }));
  const option: Loose = seriesOption({ ...lines, series: three }, "dark", false);
  assert.equal(new Set(option["series"].map((one: Loose) => JSON.stringify(one["lineStyle"].type))).size, 3);
});

test("the piece of a line to a day that is not over is dashed, and that of whole days is not", () => {
  const days = { ...lines, categories: ["a", "b", "c"], partial: [{ at: 2, words: "so far" }] };
  const series = [
    { name: "Net", values: [5, 6, 1] },
    { name: "Before", values: [4, 4, 4], isBefore: true, isWhole: true },
  ];
  const option: Loose = seriesOption({ ...days, series }, "light", false);
  assert.deepEqual(
    option["series"].map((one: Loose) => one["data"]),
    [
      [5, 6, null],
      [null, 6, 1],
      [4, 4, 4],
    ],
  );
  const [whole, apart] = option["series"].map((one: Loose) => one["lineStyle"].type);
  assert.notDeepEqual(whole, apart);
  assert.match(option["tooltip"].formatter([{ dataIndex: 2 }]), /<strong>c, so far<\/strong>/);
  assert.match(option["tooltip"].formatter([{ dataIndex: 1 }]), /<strong>b<\/strong>/);
});

test("the bar of a month that is not over is paler and dashed", () => {
  const months = { ...lines, kind: "bar" as const, partial: [{ at: 1, words: "so far" }] };
  const option: Loose = seriesOption({ ...months, series: [{ name: "Net", values: [5, 1] }] }, "light", false);
  const [whole, apart] = option["series"][0].data;
  assert.equal(whole, 5);
  assert.equal(apart.value, 1);
  assert.notEqual(apart.itemStyle.color, option["series"][0].itemStyle.color);
});

test("points of different groups differ in form and colour", () => {
  const axis = { name: "", text: String, isLog: false };
  const groups = ["a", "b"].map((name, colour) => ({ name, colour, points: [{ name, x: 1, y: 2 }] }));
  const option: Loose = scatterOption({ kind: "scatter", x: axis, y: axis, groups }, "light", false);
  assert.equal(new Set(option["series"].map((one: Loose) => one["symbol"])).size, 2);
  assert.equal(new Set(option["series"].map((one: Loose) => one["itemStyle"].color)).size, 2);
});

test("lying bars keep the first row on top", () => {
  const option: Loose = seriesOption({ ...lines, kind: "bar", isLying: true }, "light", false);
  assert.deepEqual([option["yAxis"].type, option["yAxis"].inverse], ["category", true]);
});

test("nothing moves for who asked for less motion", () => {
  assert.equal((seriesOption(lines, "light", true) as Loose)["animation"], false);
  assert.equal((pieOption({ kind: "pie", parts: [] }, "light", true) as Loose)["animation"], false);
  assert.equal((sankeyOption({ kind: "sankey", nodes: [], flows: [] }, "light", true) as Loose)["animation"], false);
});

test("a long line of a tip breaks instead of widening the page of a phone", () => {
  const { extraCssText } = common("light", true).tooltip;
  assert.match(extraCssText, /max-width: 100%/);
  assert.match(extraCssText, /white-space: normal/);
});
