import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";

export interface ChartProps {
  kind: "line" | "bar";
  /** Read aloud in place of the picture. */
  title: string;
  categories: string[];
  series: { name: string; values: (number | null)[] }[];
  axisText: (value: number) => string;
  valueText: (value: number) => string;
}

export const CHART_HEIGHT = 260;

const Plot = lazy(() => import("./Plot.tsx"));

/** A chart; the drawing library arrives with the first one that is shown. */
export function Chart(props: ChartProps) {
  return (
    <Suspense fallback={<Skeleton height={CHART_HEIGHT} />}>
      <Plot {...props} />
    </Suspense>
  );
}
