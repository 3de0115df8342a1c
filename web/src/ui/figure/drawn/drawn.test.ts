import assert from "node:assert/strict";
import { test } from "node:test";

import type { Answer, Cell, Column, Unit } from "../../../client/types.ts";
import { intervalOf } from "../answer.ts";
import { fitting, remarkOf, suitableVisual, wantedColumns } from "../visual.ts";
import { flowsOf } from "./flows.ts";
import { progressPair } from "./pair.ts";
import { partsOf } from "./parts.ts";
import { pointsOf } from "./points.ts";
import type { Saying } from "./saying.ts";
import { seriesOf } from "./series.ts";

const saying: Saying = {
  cell: (_, column, value) => (value === null ? "–" : column.unit === "share" ? `${value} share` : String(value)),
  brief: (_, __, value) => String(value),
  sign: () => "₼",
  short: (_, value) => String(value),
  before: (since, until) => `Before: ${since} – ${until}`,
};

function answer(grain: string[], units: Record<string, Unit>, rows: Cell[][], more: Partial<Answer> = {}): Answer {
  const columns = Object.entries(units).map(([name, unit]): Column => ({ name, unit, title: name.toUpperCase() }));
  return {
    name: "some",
    grain,
    columns,
    rows,
    count: rows.length,
    currency: "AZN",
    labels: {},
    partial: [],
    ...more,
  } as Answer;
}

test("one line is drawn for each wanted figure of the same unit, earlier ones in grey", () => {
  const months = answer("month".split(" "), { month: "month", net: "money", sales: "count", net_before: "money" }, [
    ["2026-01-01", "10", 1, "8"],
    ["2026-02-01", null, 2, "9"],
  ]);
  const drawn = seriesOf(months, "line", ["net", "sales", "net_before"], saying);
  assert.deepEqual(
    drawn?.series.map(({ name, values, isBefore }) => [name, values, isBefore]),
    [
      ["NET", [10, null], false],
      ["NET_BEFORE", [8, 9], true],
    ],
  );
});

test("lowest and highest values that stand beside a figure become its band", () => {
  const forecast = answer(["month"], { month: "month", net: "money", net_low: "money", net_high: "money" }, [
    ["2026-01-01", "10", "8", "13"],
  ]);
  const [net] = seriesOf(forecast, "line", ["net"], saying)?.series ?? [];
  assert.deepEqual([net?.low, net?.high], [[8], [13]]);
});

test("the period it is compared with lies behind, day beside day", () => {
  const days = answer(["day"], { day: "date", net: "money" }, [["2026-11-02", "5"]], {
    compared: { since: "2026-11-01", until: "2026-11-01", rows: [["2026-11-01", "4"]], changes: [[null, 0.25]] },
  });
  const drawn = seriesOf(days, "line", ["net"], saying);
  assert.deepEqual(drawn?.series[1], {
    name: "Before: 2026-11-01 – 2026-11-01",
    values: [4],
    isBefore: true,
    isWhole: true,
  });
});

test("a day that is not over is told apart, and the days it is compared with are whole", () => {
  const days = answer(
    ["day"],
    { day: "date", net: "money" },
    [
      ["2026-11-01", "5"],
      ["2026-11-02", "1"],
    ],
    {
      partial: [{ row: 1, words: "today so far" }],
      compared: { since: "2026-10-30", until: "2026-10-31", rows: [["2026-10-30", "4"], null], changes: [null, null] },
    },
  );
  const drawn = seriesOf(days, "line", ["net"], saying);
  assert.deepEqual(drawn?.partial, [{ at: 1, words: "today so far" }]);
  assert.deepEqual(
    drawn?.series.map(({ isWhole }) => isWhole),
    [undefined, true],
  );
});

test("a picture says what is drawn apart in it, a number that it stands beside whole days", () => {
  const partial = [0, 1].map((row) => ({ row, words: "up to 9 Nov" }));
  const compared = { since: "2026-10-30", until: "2026-10-31", rows: [], changes: [], note: "today is not over" };
  const days = answer(["day"], { day: "date", net: "money" }, [], { partial, compared });
  const t = ((key: string, { words }: { words: string }) => `${key} ${words}`) as never;
  assert.equal(remarkOf(days, "line", t), "figure.not_whole up to 9 Nov");
  assert.equal(remarkOf(days, "kpi", t), "today is not over");
  assert.equal(remarkOf(answer(["day"], { day: "date" }, [], { partial }), "table", t), undefined);
});

test("a place is told apart where none of its rows is whole", () => {
  const rows: Cell[][] = [
    ["2026-10-01", "2026-10-01", 3],
    ["2026-10-01", "2026-11-01", 2],
    ["2026-11-01", "2026-11-01", 1],
  ];
  const partial = [1, 2].map((row) => ({ row, words: "up to 9 Nov" }));
  const groups = answer(["first", "month"], { first: "month", month: "month", n: "count" }, rows, { partial });
  assert.deepEqual(seriesOf(groups, "bar", ["n"], saying)?.partial, [{ at: 1, words: "up to 9 Nov" }]);
});

test("a second grain makes series, and what is missing stays a gap", () => {
  const branches = answer(["month", "branch"], { month: "month", branch: "text", net: "money" }, [
    ["2026-01-01", "North", "1"],
    ["2026-02-01", "North", "2"],
    ["2026-02-01", "South", "3"],
  ]);
  const drawn = seriesOf(branches, "bar", ["net"], saying);
  assert.deepEqual(drawn?.categories, ["2026-01-01", "2026-02-01"]);
  assert.deepEqual(
    drawn?.series.map(({ name, values }) => [name, values]),
    [
      ["North", [1, 2]],
      ["South", [null, 3]],
    ],
  );
  assert.equal(drawn?.isStacked, true);
});

test("bars with long names lie, bars along time never do", () => {
  const named = answer(["product"], { product: "text", net: "money" }, [
    ["A very long name of a product", "1"],
    ["B", "1"],
  ]);
  const dated = answer(["month"], { month: "month", net: "money" }, [["2026-01-01 and so on", "1"]]);
  assert.equal(seriesOf(named, "bar", ["net"], saying)?.isLying, true);
  const trends = ["Ушёл", "Вернулся", "Растёт", "Снижается", "Новый", "Стабилен"].map((name): Cell[] => [name, 1]);
  const few = answer(["trend"], { trend: "text", clients: "count" }, trends);
  assert.equal(seriesOf(few, "bar", ["clients"], saying)?.isLying, true, "all six would not fit below their bars");
  const classes = answer(["abc"], { abc: "text", net: "money" }, [
    ["A", "3"],
    ["B", "2"],
    ["C", "1"],
  ]);
  assert.equal(seriesOf(classes, "bar", ["net"], saying)?.isLying, false);
  assert.equal(seriesOf(dated, "bar", ["net"], saying)?.isLying, false);
});

test("bars lie as soon as their names have no room side by side", () => {
  const branches = ["Fountain", "Old Town", "Harbour", "Station", "Airport", "Market"];
  const few = answer(
    ["branch"],
    { branch: "text", net: "money" },
    branches.slice(0, 4).map((name) => [name, "1"]),
  );
  const many = answer(
    ["branch"],
    { branch: "text", net: "money" },
    branches.map((name) => [name, "1"]),
  );
  assert.equal(seriesOf(few, "bar", ["net"], saying)?.isLying, false);
  assert.equal(seriesOf(many, "bar", ["net"], saying)?.isLying, true);
});

test("an axis says what it counts, and only in which money where a key names the rest", () => {
  const months = answer(["month"], { month: "month", net: "money", net_before: "money", sales: "count" }, [
    ["2026-01-01", "10", "8", 3],
  ]);
  assert.equal(seriesOf(months, "bar", ["net"], saying)?.axisName, "NET, ₼");
  assert.equal(seriesOf(months, "bar", ["net", "net_before"], saying)?.axisName, "₼");
  assert.equal(seriesOf(months, "bar", ["sales"], saying)?.axisName, "SALES");
});

test("a ring is marked with the share that stands right behind its amount", () => {
  const units = { abc: "code", products: "count", product_share: "share", value: "money", share: "share" } as const;
  const classes = answer(["abc"], units, [["A", 2, 0.4, "80", 0.8]]);
  assert.equal(partsOf(classes, ["products"], saying)?.parts[0]?.mark, "0.4 share");
  assert.equal(partsOf(classes, ["value"], saying)?.parts[0]?.mark, "0.8 share");
});

test("no ring is drawn of too many parts, of a part of the rows, or of less than nothing", () => {
  const parts = (rows: Cell[][], more = {}) =>
    partsOf(answer(["branch"], { branch: "text", net: "money" }, rows, more), ["net"], saying);
  assert.equal(parts(Array.from({ length: 11 }, (_, at) => [String(at), "1"])), undefined);
  assert.equal(parts([["a", "1"]], { count: 2 }), undefined);
  assert.equal(parts([["a", "-1"]]), undefined);
  assert.notEqual(parts([["a", "1"]]), undefined);
});

test("points are grouped by segment in the order of the segments, whoever lacks an amount is left out", () => {
  const clients = answer(["client"], { client: "text", recency: "days", monetary: "money", segment: "segment" }, [
    ["Ayla", 300, "10", "hibernating"],
    ["Bahar", 2, "90", "champions"],
    ["Ceyhun", null, "5", "champions"],
  ]);
  const drawn = pointsOf(clients, undefined, saying);
  assert.deepEqual(
    drawn?.groups.map(({ name, colour, points }) => [name, colour, points.length]),
    [
      ["champions", 0, 1],
      ["hibernating", 9, 1],
    ],
  );
  assert.deepEqual(drawn?.groups[0]?.points[0], { name: "Bahar", x: 2, y: 90 });
});

test("an axis counts in powers of ten where one far point would press the rest together", () => {
  const spread = (top: string) =>
    pointsOf(
      answer(["c"], { c: "text", days: "days", net: "money" }, [
        ["a", 1, "10"],
        ["b", 2, "11"],
        ["c", 3, top],
      ]),
      undefined,
      saying,
    );
  assert.equal(spread("100")?.y.isLog, false);
  assert.equal(spread("10000")?.y.isLog, true);
});

test("segments before and after are two sides, even where everybody only rose", () => {
  const moved = answer(["before", "after"], { before: "segment", after: "segment", clients: "count" }, [
    ["new", "loyal", 3],
    ["loyal", "champions", 2],
    ["new", "new", 0],
  ]);
  const drawn = flowsOf(moved, undefined, saying);
  assert.deepEqual(
    drawn?.flows.map(({ from, to, value }) => [from, to, value]),
    [
      ["from new", "to loyal", 3],
      ["from loyal", "to champions", 2],
    ],
  );
  const colours = new Map(drawn?.nodes.map(({ id, colour }) => [id, colour]));
  assert.equal(colours.get("from loyal"), colours.get("to loyal"));
});

test("stages that lead on are one chain", () => {
  const pipeline = answer(["from_stage", "to_stage"], { from_stage: "code", to_stage: "code", deals: "count" }, [
    ["lead", "offer", 5],
    ["offer", "won", 2],
  ]);
  const drawn = flowsOf(pipeline, undefined, saying);
  assert.deepEqual(drawn?.nodes.map(({ id }) => id).toSorted(), ["lead", "offer", "won"]);
  assert.deepEqual(drawn?.nodes.find(({ id }) => id === "offer")?.isRight, false);
});

test("stages that come back are two sides, for a chain would have no end", () => {
  const circle = answer(["from_stage", "to_stage"], { from_stage: "code", to_stage: "code", deals: "count" }, [
    ["open", "paused", 5],
    ["paused", "open", 2],
  ]);
  assert.equal(flowsOf(circle, undefined, saying)?.nodes.length, 4);
});

test("progress is an amount towards its target with the answer's own share, else a share alone", () => {
  const seller = { seller: "text", net: "money", target: "money", reached: "share" } as const;
  const pair = progressPair(answer(["seller"], seller, []));
  assert.deepEqual([pair?.now.name, pair?.target?.name, pair?.share?.name], ["net", "target", "reached"]);
  assert.equal(progressPair(answer(["b"], { b: "text", share: "share" }, []))?.now.name, "share");
  assert.equal(progressPair(answer(["b"], { b: "text", net: "money" }, [])), undefined);
});

test("the suitable picture follows from grain and units", () => {
  const row: Cell[][] = [["x", "y", 1]];
  assert.equal(suitableVisual(answer([], { net: "money" }, [])), "kpi");
  assert.equal(suitableVisual(answer(["day"], { day: "date", net: "money" }, [])), "line");
  assert.equal(suitableVisual(answer(["stage"], { stage: "code", deals: "count" }, [])), "funnel");
  assert.equal(
    suitableVisual(answer(["from_stage", "to_stage"], { from_stage: "code", to_stage: "code", n: "count" }, row)),
    "sankey",
  );
  assert.equal(suitableVisual(answer(["w", "h"], { w: "weekday", h: "hour", n: "count" }, row)), "heatmap");
});

test("only pictures that can be drawn are offered", () => {
  assert.deepEqual(fitting(answer([], { net: "money" }, [])), ["kpi", "table"]);
  assert.deepEqual(fitting(answer(["day"], { day: "date", net: "money" }, [])), ["line", "bar", "table"]);
  assert.deepEqual(fitting(answer(["c"], { c: "client", last: "date" }, [])), ["table"]);
  assert.ok(fitting(answer(["c"], { c: "client", days: "days", net: "money" }, [])).includes("scatter"));
});

test("the first picture of a figure shows what it is about, not where its rows stand", () => {
  const units = { stage: "stage", position: "count", entered: "count", rate: "share" } as const;
  const funnel = answer(["stage"], units, [["Lead", 1, 40, 0.5]]);
  assert.equal(fitting(funnel)[0], "funnel");
  assert.deepEqual(seriesOf(funnel, "bar", undefined, saying)?.series[0]?.values, [40]);
  assert.deepEqual(seriesOf(funnel, "bar", ["position"], saying)?.series[0]?.values, [1]);
  const growth = answer(["b"], { b: "branch", trend: "code", net: "money" }, [["x", "growing", 7]]);
  assert.deepEqual(seriesOf(growth, "bar", undefined, saying)?.series[0]?.values, [7]);
  assert.equal(fitting(answer(["c"], { c: "client", net: "money" }, []))[0], "table");
});

test("the server makes only the columns that are drawn, and all of key figures, which share one answer", () => {
  assert.deepEqual(wantedColumns("bar", ["net", "sales"]), { columns: "net,sales" });
  assert.deepEqual(wantedColumns("progress", ["share"]), { columns: "share" });
  assert.deepEqual(wantedColumns("progress", ["net", "target"]), {});
  assert.deepEqual(wantedColumns("kpi", ["net"]), {});
  assert.deepEqual(wantedColumns(undefined, ["net"]), {});
  assert.deepEqual(wantedColumns("table", []), {});
});

test("a rate knows the ends of its interval, also where its name says what it is a share of", () => {
  const shares = Object.fromEntries(
    ["sale_share", "sale_low", "sale_high", "rate", "rate_low"].map((name) => [name, "share" as const]),
  );
  const some = answer([], shares, []);
  const ends = (name: string) => intervalOf(some, { name, unit: "share", title: "" })?.map((end) => end.name);
  assert.deepEqual(ends("sale_share"), ["sale_low", "sale_high"]);
  assert.equal(ends("rate"), undefined);
});
