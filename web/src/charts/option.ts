import type { EChartsCoreOption } from "echarts/core";

import type { ChartProps } from "./Chart.tsx";

interface Palette {
  series: string[];
  text: string;
  line: string;
  surface: string;
}

const PALETTES: Record<"light" | "dark", Palette> = {
  light: { series: ["#1f7a6c", "#9aa5ad", "#b7791f"], text: "#5a6570", line: "#e3e7e8", surface: "#ffffff" },
  dark: { series: ["#68beae", "#7d8890", "#e0b060"], text: "#a3adb5", line: "#2e3436", surface: "#232829" },
};

function oneSeries(props: ChartProps, name: string, values: (number | null)[]) {
  if (props.kind === "bar")
    return { type: "bar", name, data: values, barMaxWidth: 34, itemStyle: { borderRadius: [3, 3, 0, 0] } };
  return { type: "line", name, data: values, showSymbol: values.length < 3, lineStyle: { width: 2 } };
}

/** The ECharts option of a chart: quiet axes, the accent colour first, comparisons in grey. */
export function chartOption(props: ChartProps, scheme: "light" | "dark"): EChartsCoreOption {
  const palette = PALETTES[scheme];
  const labels = { color: palette.text, fontSize: 11 };
  const legend = props.series.length > 1;
  return {
    color: palette.series,
    animationDuration: 200,
    textStyle: { fontFamily: "inherit" },
    grid: { left: 4, right: 12, top: legend ? 36 : 12, bottom: 10, outerBoundsMode: "same" },
    legend: {
      show: legend,
      top: 0,
      left: 0,
      icon: "roundRect",
      itemWidth: 12,
      itemHeight: 4,
      itemGap: 20,
      textStyle: labels,
    },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.text, fontSize: 12 },
      valueFormatter: (value: unknown) =>
        value === null || value === undefined ? "–" : props.valueText(Number(value)),
    },
    xAxis: {
      type: "category",
      data: props.categories,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { ...labels, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      splitNumber: 4,
      axisLabel: { ...labels, formatter: props.axisText },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: props.series.map(({ name, values }) => oneSeries(props, name, values)),
  };
}
