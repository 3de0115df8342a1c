import type { EChartsCoreOption } from "echarts/core";

import { common, labels, nameOf, tip } from "./common.ts";
import type { Scheme, Series, SeriesDrawing } from "./drawing.ts";
import { colourAt, DASHES, formAt, PALETTES } from "./palette.ts";

const FEW_POINTS = 3;
/** What is not all in: short dashes, and half see-through (two digits behind the colour) where there is an area. */
const APART = { dash: [2, 3], veil: "80" };

function colours(series: readonly Series[], scheme: Scheme): string[] {
  let place = 0;
  return series.map(({ isBefore }) => (isBefore ? PALETTES[scheme].before : colourAt(scheme, place++)));
}

/** Where the amounts of a series are not all in. */
function partialOf(one: Series, { partial }: SeriesDrawing): Set<number> {
  return new Set(one.isWhole ? [] : partial?.map(({ at }) => at));
}

function bar(one: Series, color: string, drawing: SeriesDrawing, isTop: boolean) {
  const { isLying, isStacked } = drawing;
  const end = isLying ? [0, 3, 3, 0] : [3, 3, 0, 0];
  const partial = partialOf(one, drawing);
  const apart = { color: color + APART.veil, borderColor: color, borderType: APART.dash, borderWidth: 1 };
  return {
    type: "bar",
    name: one.name,
    data: one.values.map((value, at) => (partial.has(at) ? { value, itemStyle: apart } : value)),
    barMaxWidth: isLying ? 22 : 34,
    ...(isStacked ? { stack: "all" } : {}),
    itemStyle: { color, borderRadius: !isStacked || isTop ? end : 0 },
  };
}

/** A line, and beside it another one for its pieces to and from points that are not all in. */
function line(one: Series, color: string, place: number, drawing: SeriesDrawing) {
  const partial = partialOf(one, drawing);
  const shared = {
    type: "line",
    name: one.name,
    showSymbol: one.values.length < FEW_POINTS,
    symbol: "circle",
    z: one.isBefore ? 2 : 3,
    itemStyle: { color },
  };
  const width = one.isBefore ? 1.5 : 2;
  const type = one.isBefore ? [4, 4] : formAt(DASHES, place);
  const whole = one.values.map((value, at) => (partial.has(at) ? null : value));
  const apart = one.values.map((value, at) => ([at - 1, at, at + 1].some((near) => partial.has(near)) ? value : null));
  return [
    { ...shared, data: whole, lineStyle: { width, type } },
    ...(partial.size > 0
      ? [{ ...shared, symbol: "emptyCircle", data: apart, lineStyle: { width, type: APART.dash } }]
      : []),
  ];
}

/** A band is an unseen line at its lower edge with a coloured one stacked on it; edges may lie below zero. */
function band(one: Series, color: string) {
  const { low, high } = one;
  if (!low || !high) return [];
  const shared = { type: "line", stack: `band ${one.name}`, stackStrategy: "all", silent: true, symbol: "none" };
  const height = high.map((top, at) => (top === null || low[at] == null ? null : top - low[at]));
  return [
    { ...shared, data: low, lineStyle: { opacity: 0 } },
    { ...shared, data: height, lineStyle: { opacity: 0 }, areaStyle: { color, opacity: 0.16 } },
  ];
}

function tipOf(drawing: SeriesDrawing, at: number): string {
  const said = (value: number | null | undefined) => (value == null ? "–" : drawing.valueText(value));
  const lines = drawing.series.map(({ name, values, low, high }) => {
    const between = low?.[at] == null ? "" : ` (${said(low[at])} – ${said(high?.[at])})`;
    return `${name}: ${said(values[at])}${between}`;
  });
  const partial = drawing.partial?.filter((place) => place.at === at).map(({ words }) => words) ?? [];
  return tip([drawing.categories[at] ?? "", ...partial].join(", "), lines);
}

/** Lines or bars: quiet axes, the accent colour first, comparisons in grey. */
export function seriesOption(drawing: SeriesDrawing, scheme: Scheme, isStill: boolean): EChartsCoreOption {
  const palette = PALETTES[scheme];
  const shared = common(scheme, isStill);
  const colour = colours(drawing.series, scheme);
  const names = {
    type: "category",
    data: drawing.categories,
    inverse: drawing.isLying === true,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: palette.line } },
    axisLabel: drawing.isLying
      ? { ...labels(scheme), width: 130, overflow: "truncate", interval: 0 }
      : { ...labels(scheme), hideOverlap: true },
  };
  const amounts = {
    type: "value",
    splitNumber: drawing.isLying ? 3 : 4,
    ...(drawing.most === undefined ? {} : { min: 0, max: drawing.most }),
    ...(drawing.axisName ? nameOf(drawing.axisName, scheme, !drawing.isLying) : {}),
    axisLabel: { ...labels(scheme), formatter: drawing.axisText, hideOverlap: true },
    splitLine: { lineStyle: { color: palette.line } },
  };
  const last = drawing.series.length - 1;
  return {
    ...shared,
    grid: {
      left: 4,
      right: 14,
      top: drawing.axisName && !drawing.isLying ? 28 : 12,
      bottom: 8,
      outerBoundsMode: "same",
    },
    tooltip: {
      ...shared.tooltip,
      trigger: "axis",
      axisPointer: { type: drawing.kind === "bar" ? "shadow" : "line", shadowStyle: { opacity: 0.4 } },
      formatter: (found: { dataIndex: number }[]) => tipOf(drawing, found[0]?.dataIndex ?? 0),
    },
    xAxis: drawing.isLying ? amounts : names,
    yAxis: drawing.isLying ? names : amounts,
    series: drawing.series.flatMap((one, at): object[] => {
      const color = colour[at] ?? palette.text;
      if (drawing.kind === "bar") return [bar(one, color, drawing, at === last)];
      return [...band(one, color), ...line(one, color, at, drawing)];
    }),
  };
}
