import type { EChartsCoreOption } from "echarts/core";

import { common, tip } from "./common.ts";
import type { MapDrawing, Scheme } from "./drawing.ts";
import { colourAt, PALETTES } from "./palette.ts";

const LAND: Record<Scheme, { empty: string; full: string }> = {
  light: { empty: "#eef1f1", full: "#1f7a6c" },
  dark: { empty: "#2a2f31", full: "#68beae" },
};
const SMALLEST = 7;
const LARGEST = 30;

/** A degree of longitude is narrower the farther from the equator. */
function widthOfLongitude({ shapes }: MapDrawing): number {
  const latitudes = shapes.features.flatMap(({ geometry }) => geometry.coordinates.flat(2).map(([, y]) => y ?? 0));
  const middle = (Math.min(...latitudes) + Math.max(...latitudes)) / 2;
  return Math.cos((middle * Math.PI) / 180);
}

/** The root, so that one capital does not leave the rest of a country pale. */
function depth(value: number): number {
  return Math.sqrt(Math.max(0, value));
}

/** Regions coloured by how much, towns as circles as large as how much, places to go to as empty ones. */
export function mapOption(drawing: MapDrawing, scheme: Scheme, isStill: boolean): EChartsCoreOption {
  const shared = common(scheme, isStill);
  const palette = PALETTES[scheme];
  const { empty, full } = LAND[scheme];
  const most = Math.max(...drawing.areas.map(({ value }) => depth(value)), 0) || 1;
  const largest = Math.max(...drawing.points.map(({ value }) => value), 0) || 1;
  const border = { areaColor: empty, borderColor: palette.surface, borderWidth: 1 };
  const size = (value: number) => SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(Math.max(0, value) / largest);
  return {
    ...shared,
    tooltip: {
      ...shared.tooltip,
      formatter: ({ data }: { data?: { title?: string; lines?: string[] } }) =>
        data?.title ? tip(data.title, data.lines ?? []) : "",
    },
    geo: {
      map: drawing.name,
      preserveAspect: true,
      aspectScale: widthOfLongitude(drawing),
      top: 8,
      bottom: 8,
      left: 8,
      right: 8,
      ...(drawing.frame ? { boundingCoords: drawing.frame } : {}),
      itemStyle: border,
      emphasis: { disabled: true },
      label: { show: false },
      tooltip: { show: false },
      silent: drawing.areas.length === 0,
    },
    visualMap: {
      show: false,
      seriesIndex: 0,
      min: 0,
      max: most,
      inRange: { color: [empty, full] },
    },
    series: [
      {
        type: "map",
        geoIndex: 0,
        data: drawing.areas.map(({ shape, title, lines, value }) => ({
          name: shape,
          title,
          lines,
          value: depth(value),
        })),
      },
      {
        type: "scatter",
        coordinateSystem: "geo",
        symbol: "circle",
        itemStyle: { color: colourAt(scheme, 1), opacity: 0.85, borderColor: palette.surface, borderWidth: 1 },
        data: drawing.points.map(({ x, y, value, title, lines }) => ({
          value: [x, y, value],
          symbolSize: size(value),
          title,
          lines,
        })),
      },
      {
        type: "scatter",
        coordinateSystem: "geo",
        symbol: "diamond",
        symbolSize: 13,
        itemStyle: { color: "transparent", borderColor: colourAt(scheme, 3), borderWidth: 2 },
        data: drawing.openings.map(({ x, y, title, lines }) => ({ value: [x, y, 0], title, lines })),
      },
      {
        type: "scatter",
        coordinateSystem: "geo",
        symbol: "pin",
        symbolSize: 22,
        symbolOffset: [0, "-50%"],
        itemStyle: { color: palette.text, borderColor: palette.surface, borderWidth: 1 },
        data: drawing.branches.map(({ x, y, title, lines }) => ({ value: [x, y, 0], title, lines })),
      },
    ],
  };
}
