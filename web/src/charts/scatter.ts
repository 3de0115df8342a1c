import type { EChartsCoreOption } from "echarts/core";

import { common, labels, nameOf, tip } from "./common.ts";
import type { Axis, Point, ScatterDrawing, Scheme } from "./drawing.ts";
import { colourAt, formAt, PALETTES, SYMBOLS } from "./palette.ts";

const MANY = 300;

function axisOf(axis: Axis, scheme: Scheme, isUpright: boolean) {
  const { line } = PALETTES[scheme];
  return {
    type: axis.isLog ? "log" : "value",
    scale: !axis.isLog,
    ...nameOf(axis.name, scheme, isUpright),
    splitNumber: 4,
    axisLine: { show: true, lineStyle: { color: line } },
    axisLabel: { ...labels(scheme), formatter: axis.text, hideOverlap: true },
    splitLine: { lineStyle: { color: line } },
  };
}

/** Who stands where: a point for each row, told apart by colour and by form. */
export function scatterOption({ x, y, groups }: ScatterDrawing, scheme: Scheme, isStill: boolean): EChartsCoreOption {
  const shared = common(scheme, isStill);
  const isCrowded = groups.reduce((sum, group) => sum + group.points.length, 0) > MANY;
  const tipOf = ({ seriesIndex, dataIndex }: { seriesIndex: number; dataIndex: number }) => {
    const group = groups[seriesIndex];
    const point: Point | undefined = group?.points[dataIndex];
    if (!group || !point) return "";
    const lines = [`${x.name}: ${x.text(point.x)}`, `${y.name}: ${y.text(point.y)}`];
    return tip(point.name, group.name ? [group.name, ...lines] : lines);
  };
  return {
    ...shared,
    grid: { left: 4, right: 18, top: 28, bottom: 8, outerBoundsMode: "same" },
    tooltip: { ...shared.tooltip, formatter: tipOf },
    xAxis: axisOf(x, scheme, false),
    yAxis: axisOf(y, scheme, true),
    series: groups.map(({ name, colour, points }) => ({
      type: "scatter",
      name,
      symbol: formAt(SYMBOLS, colour),
      symbolSize: isCrowded ? 6 : 9,
      itemStyle: { color: colourAt(scheme, colour), opacity: isCrowded ? 0.7 : 0.85 },
      data: points.map((point) => [point.x, point.y]),
    })),
  };
}
