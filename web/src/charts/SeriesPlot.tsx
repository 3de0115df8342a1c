import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";

import type { SeriesDrawing } from "./drawing.ts";
import { Plot, type PlotProps } from "./Plot.tsx";
import { seriesOption } from "./series.ts";

use([BarChart, LineChart, GridComponent, TooltipComponent]);

export default function SeriesPlot(props: PlotProps<SeriesDrawing>) {
  const { drawing, onPick } = props;
  // What stands there for comparison is another time
  const isBefore = (name: string) => drawing.series.some((one) => one.isBefore && one.name === name);
  const choose = onPick && ((at: number, name: string) => isBefore(name) || onPick(at, name));
  return <Plot {...props} onPick={choose} isPickedByColumn={drawing.kind === "line"} optionOf={seriesOption} />;
}
