import { useComputedColorScheme } from "@mantine/core";
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

import { CHART_HEIGHT, type ChartProps } from "./Chart.tsx";
import { chartOption } from "./option.ts";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

/** Draws with ECharts into its own box, and follows the size of the box and the colour scheme. */
export default function Plot(props: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const scheme = useComputedColorScheme("light");

  useEffect(() => {
    if (!box.current) return undefined;
    const made = init(box.current, null, { renderer: "svg" });
    chart.current = made;
    const watcher = new ResizeObserver(() => made.resize());
    watcher.observe(box.current);
    return () => {
      watcher.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(chartOption(props, scheme), { notMerge: true });
  }, [props, scheme]);

  return <div ref={box} role="img" aria-label={props.title} style={{ height: CHART_HEIGHT }} />;
}
