import { PieChart } from "echarts/charts";
import { TooltipComponent } from "echarts/components";
import { use } from "echarts/core";

import type { PieDrawing } from "./drawing.ts";
import { pieOption } from "./pie.ts";
import { Plot, type PlotProps } from "./Plot.tsx";

use([PieChart, TooltipComponent]);

export default function PiePlot(props: PlotProps<PieDrawing>) {
  return <Plot {...props} optionOf={pieOption} />;
}
