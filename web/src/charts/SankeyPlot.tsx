import { SankeyChart } from "echarts/charts";
import { TooltipComponent } from "echarts/components";
import { use } from "echarts/core";

import type { SankeyDrawing } from "./drawing.ts";
import { sankeyOption } from "./sankey.ts";
import { Plot, type PlotProps } from "./Plot.tsx";

use([SankeyChart, TooltipComponent]);

export default function SankeyPlot(props: PlotProps<SankeyDrawing>) {
  return <Plot {...props} optionOf={sankeyOption} />;
}
