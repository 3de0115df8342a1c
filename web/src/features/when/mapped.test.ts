import assert from "node:assert/strict";
import { test } from "node:test";

import type { Shapes } from "../../charts/drawing.ts";
import type { Answer } from "../../client/types.ts";
import { areasOf, countriesOf, frameOf, spotsOf } from "./mapped.ts";

const columns = ["region", "net", "latitude", "longitude"].map((name) => ({ name, title: name, unit: "text" }));
const answer = {
  grain: ["region"],
  columns,
  rows: [
    ["KZ.1", "70", 43, 77],
    ["KZ.2", "30", 51, 71],
    ["AZ.09", "20", 40, 50],
    [null, "10", null, null],
  ],
} as unknown as Answer;
const tell = { title: (row: unknown[]) => String(row[0]), lines: (row: unknown[]) => [`net ${String(row[1])}`] };

function shape(name: string, regions: string[]): Shapes["features"][number] {
  return { type: "Feature", properties: { name, regions }, geometry: { type: "MultiPolygon", coordinates: [] } };
}

test("countries come in the order of the answer, and who is nowhere is in none", () => {
  assert.deepEqual(countriesOf(answer), ["KZ", "AZ"]);
});

test("a shape with several regions is as full as the fullest and tells of each", () => {
  const shapes = { type: "FeatureCollection", features: [shape("A", ["KZ.1", "KZ.2"]), shape("B", ["KZ.9"])] };
  assert.deepEqual(areasOf(shapes, answer, "net", tell), [
    { shape: "A", value: 70, title: "KZ.1, KZ.2", lines: ["KZ.1", "net 70", "KZ.2", "net 30"] },
  ]);
});

test("towns of the country stand where they lie", () => {
  const spots = spotsOf(answer, "KZ", "net", tell);
  assert.deepEqual(
    spots.map(({ x, y, value }) => [x, y, value]),
    [
      [77, 43, 70],
      [71, 51, 30],
    ],
  );
  assert.deepEqual(frameOf(spots), [
    [69.5, 52.5],
    [78.5, 41.5],
  ]);
  assert.equal(frameOf([]), undefined);
});
