import { useReducedMotion } from "@mantine/hooks";
import { useComputedColorScheme } from "@mantine/core";
import { init, use, type EChartsCoreOption, type EChartsType } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

import type { Scheme } from "./drawing.ts";

use([SVGRenderer]);

export interface PlotProps<D> {
  drawing: D;
  /** Read aloud in place of the picture. */
  label: string;
  height: number | string;
  /** When a mark is chosen: its place in its series, and what that is called; no name where a column is chosen. */
  onPick?: ((at: number, series: string) => void) | undefined;
}

interface Props<D> extends PlotProps<D> {
  optionOf: (drawing: D, scheme: Scheme, isStill: boolean) => EChartsCoreOption;
  /** A line has hardly a mark to be hit: there the whole height above a name stands for its place. */
  isPickedByColumn?: boolean;
}

type OnPick = NonNullable<PlotProps<unknown>["onPick"]>;

/** Returns how to stop hearing. */
function hearMarks(chart: EChartsType, onPick: OnPick): () => void {
  const heard = ({ dataIndex, seriesName = "" }: { dataIndex?: number | undefined; seriesName?: string }) =>
    dataIndex !== undefined && onPick(dataIndex, seriesName);
  chart.on("click", heard);
  return () => void chart.off("click", heard);
}

interface Point {
  offsetX: number;
  offsetY: number;
}

function hearColumns(chart: EChartsType, onPick: OnPick): () => void {
  const ground = chart.getZr();
  const isInside = ({ offsetX, offsetY }: Point) => chart.containPixel("grid", [offsetX, offsetY]);
  const heard = (point: Point) =>
    isInside(point) && onPick(chart.convertFromPixel({ xAxisIndex: 0 }, point.offsetX), "");
  const point = (point: Point) => ground.setCursorStyle(isInside(point) ? "pointer" : "default");
  ground.on("click", heard);
  ground.on("mousemove", point);
  return () => {
    ground.off("click", heard);
    ground.off("mousemove", point);
  };
}

/** Draws with ECharts into its own box, and follows the size of the box and the colour scheme. */
export function Plot<D>({ drawing, label, height, onPick, optionOf, isPickedByColumn = false }: Props<D>) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const scheme = useComputedColorScheme("light");
  const isStill = useReducedMotion();

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
    chart.current?.setOption(optionOf(drawing, scheme, isStill), { notMerge: true });
  }, [drawing, scheme, isStill, optionOf]);

  useEffect(() => {
    const made = chart.current;
    if (!made || !onPick) return undefined;
    const stop = (isPickedByColumn ? hearColumns : hearMarks)(made, onPick);
    return () => {
      if (!made.isDisposed()) stop();
    };
  }, [onPick, isPickedByColumn]);

  return <div ref={box} role="img" aria-label={label} style={{ height }} />;
}
