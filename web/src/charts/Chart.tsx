import { Skeleton, useComputedColorScheme } from "@mantine/core";
import { Suspense } from "react";

import { lazily } from "./lazily.ts";
import classes from "./chart.module.css";
import type { Drawing, Scheme } from "./drawing.ts";
import { Key } from "./Key.tsx";
import { PartList } from "./PartList.tsx";

const SeriesPlot = lazily(() => import("./SeriesPlot.tsx"));
const PiePlot = lazily(() => import("./PiePlot.tsx"));
const ScatterPlot = lazily(() => import("./ScatterPlot.tsx"));
const MapPlot = lazily(() => import("./MapPlot.tsx"));
const SankeyPlot = lazily(() => import("./SankeyPlot.tsx"));

export interface ChartProps {
  drawing: Drawing;
  /** Read aloud in place of the picture. */
  label: string;
  /** As high as the box it stands in. */
  isFilling?: boolean | undefined;
  /** When bars or points of a line are chosen, by their place along the names. */
  onPick?: ((at: number) => void) | undefined;
}

const HEIGHT = 260;
const LYING_BAR = 30;
const FLOW = 34;

/** Lying bars and flows need room for each name. */
function heightOf(drawing: Drawing): number | string {
  if (drawing.kind === "map") return "min(27.5rem, 75vw)";
  if (drawing.kind === "bar" && drawing.isLying) return Math.max(HEIGHT, drawing.categories.length * LYING_BAR + 40);
  if (drawing.kind === "sankey") return Math.max(320, drawing.nodes.filter((node) => node.isRight).length * FLOW);
  return drawing.kind === "scatter" ? 360 : HEIGHT;
}

function Drawn({ drawing, label, height, onPick }: Omit<ChartProps, "isFilling"> & { height: number | string }) {
  switch (drawing.kind) {
    case "pie":
      return <PiePlot drawing={drawing} label={label} height={height} />;
    case "scatter":
      return <ScatterPlot drawing={drawing} label={label} height={height} />;
    case "sankey":
      return <SankeyPlot drawing={drawing} label={label} height={height} />;
    case "map":
      return <MapPlot drawing={drawing} label={label} height={height} />;
    default:
      return <SeriesPlot drawing={drawing} label={label} height={height} onPick={onPick} />;
  }
}

/** A chart; the drawing library arrives with the first one that is shown, and each kind with its own. */
export function Chart({ drawing, label, isFilling, onPick }: ChartProps) {
  const scheme: Scheme = useComputedColorScheme("light");
  const height = isFilling ? "100%" : drawing.kind === "pie" ? 220 : heightOf(drawing);
  const box = drawing.kind === "pie" ? classes["ring"] : classes["whole"];
  return (
    <div className={classes["box"]} data-filling={isFilling || undefined}>
      <div className={box} data-filling={isFilling || undefined}>
        {drawing.kind !== "pie" && <Key drawing={drawing} scheme={scheme} />}
        <div className={classes["plot"]}>
          <Suspense fallback={<Skeleton height={height} />}>
            <Drawn drawing={drawing} label={label} height={height} onPick={onPick} />
          </Suspense>
        </div>
        {drawing.kind === "pie" && <PartList parts={drawing.parts} scheme={scheme} />}
      </div>
    </div>
  );
}
