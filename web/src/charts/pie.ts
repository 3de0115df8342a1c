import type { EChartsCoreOption } from "echarts/core";

import { common, labels, tip } from "./common.ts";
import type { PieDrawing, Scheme } from "./drawing.ts";
import { colourAt, PALETTES } from "./palette.ts";

/** A ring, clockwise from the top in the order of the answer; the names stand in a list beside it. */
export function pieOption({ parts }: PieDrawing, scheme: Scheme, isStill: boolean): EChartsCoreOption {
  const shared = common(scheme, isStill);
  const { surface, line } = PALETTES[scheme];
  const said = ({ dataIndex }: { dataIndex: number }) => parts[dataIndex];
  return {
    ...shared,
    tooltip: {
      ...shared.tooltip,
      formatter: (at: { dataIndex: number }) => tip(said(at)?.name ?? "", [said(at)?.text ?? ""]),
    },
    series: [
      {
        type: "pie",
        radius: ["40%", "62%"],
        minShowLabelAngle: 12,
        label: {
          ...labels(scheme),
          overflow: "none",
          edgeDistance: 2,
          bleedMargin: 0,
          formatter: (at: { dataIndex: number }) => said(at)?.mark ?? "",
        },
        labelLine: { length: 6, length2: 6, lineStyle: { color: line } },
        itemStyle: { borderColor: surface, borderWidth: 2 },
        data: parts.map(({ name, value }, at) => ({ name, value, itemStyle: { color: colourAt(scheme, at) } })),
      },
    ],
  };
}
