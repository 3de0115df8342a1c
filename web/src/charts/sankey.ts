import type { EChartsCoreOption } from "echarts/core";

import { common, labels, tip } from "./common.ts";
import type { SankeyDrawing, Scheme } from "./drawing.ts";
import { colourAt, PALETTES } from "./palette.ts";

/** Two names facing each other fit into a phone; a longer one takes two lines. */
const LABEL_PX = 126;

interface Hovered {
  dataType: "node" | "edge";
  dataIndex: number;
}

/** How many went from where to where; the places keep the order of the answer. */
export function sankeyOption({ nodes, flows }: SankeyDrawing, scheme: Scheme, isStill: boolean): EChartsCoreOption {
  const shared = common(scheme, isStill);
  const nameOf = (id: string) => nodes.find((node) => node.id === id)?.name ?? "";
  const tipOf = ({ dataType, dataIndex }: Hovered) => {
    const flow = flows[dataIndex];
    if (dataType === "node" || !flow) return tip(nodes[dataIndex]?.name ?? "", []);
    return tip(`${nameOf(flow.from)} → ${nameOf(flow.to)}`, [flow.text]);
  };
  return {
    ...shared,
    tooltip: { ...shared.tooltip, formatter: tipOf },
    series: [
      {
        type: "sankey",
        left: 2,
        right: 2,
        top: 8,
        bottom: 8,
        nodeWidth: 12,
        nodeGap: 10,
        layoutIterations: 0,
        draggable: false,
        labelLayout: { hideOverlap: true },
        emphasis: { focus: "adjacency" },
        lineStyle: { color: "source", opacity: 0.28, curveness: 0.5 },
        data: nodes.map(({ id, name, colour, isRight }) => ({
          name: id,
          itemStyle: { color: colourAt(scheme, colour) },
          label: {
            ...labels(scheme),
            formatter: () => name,
            position: isRight ? "left" : "right",
            width: LABEL_PX,
            lineHeight: 12,
            overflow: "break",
            textBorderColor: PALETTES[scheme].surface,
            textBorderWidth: 2,
          },
        })),
        links: flows.map(({ from, to, value }) => ({ source: from, target: to, value })),
      },
    ],
  };
}
