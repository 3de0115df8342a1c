import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";

import type { SeriesDrawing } from "./drawing.ts";
import { Plot, type PlotProps } from "./Plot.tsx";
import { seriesOption } from "./series.ts";

use([BarChart, LineChart, GridComponent, TooltipComponent]);

export default function SeriesPlot(props: PlotProps<SeriesDrawing>) {
  return <Plot {...props} optionOf={seriesOption} />;
}
