import { ScatterChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";

import type { ScatterDrawing } from "./drawing.ts";
import { scatterOption } from "./scatter.ts";
import { Plot, type PlotProps } from "./Plot.tsx";

use([ScatterChart, GridComponent, TooltipComponent]);

export default function ScatterPlot(props: PlotProps<ScatterDrawing>) {
  return <Plot {...props} optionOf={scatterOption} />;
}
