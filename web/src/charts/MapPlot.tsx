import { MapChart, ScatterChart } from "echarts/charts";
import { GeoComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { registerMap, use } from "echarts/core";

import type { MapDrawing } from "./drawing.ts";
import { mapOption } from "./map.ts";
import { Plot, type PlotProps } from "./Plot.tsx";

use([MapChart, ScatterChart, GeoComponent, TooltipComponent, VisualMapComponent]);

/** The shapes are registered before the first drawing of them; the library keeps them by name. */
export default function MapPlot(props: PlotProps<MapDrawing>) {
  registerMap(props.drawing.name, props.drawing.shapes as unknown as Parameters<typeof registerMap>[1]);
  return <Plot {...props} optionOf={mapOption} />;
}
