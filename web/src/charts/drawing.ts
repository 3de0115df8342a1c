/** What a chart is made of: names and numbers, with the words for each number beside it. */

export interface Series {
  name: string;
  values: (number | null)[];
  /** Between which values it may lie, drawn as a band around a line. */
  low?: (number | null)[];
  high?: (number | null)[];
  /** A comparison, in grey behind the rest. */
  isBefore?: boolean;
  /** Whole also where the drawing is `partial`: a period that is over. */
  isWhole?: boolean;
}

/** A place along the names whose amounts are not all in yet, drawn apart, and how far they are in words. */
export interface PartialPlace {
  at: number;
  words: string;
}

export interface SeriesDrawing {
  kind: "line" | "bar";
  categories: string[];
  series: Series[];
  /** Bars that lie, for long names. */
  isLying?: boolean;
  isStacked?: boolean;
  partial?: PartialPlace[];
  /** What the axis of the amounts counts, or in which money. */
  axisName?: string;
  /** Where the axis of the amounts ends because there is no more: 1 for a probability. */
  most?: number;
  axisText: (value: number) => string;
  valueText: (value: number) => string;
}

export interface Part {
  name: string;
  value: number;
  /** The figure in words, as a list beside the ring says it. */
  text: string;
  /** As short as it stands at the ring itself. */
  mark: string;
}

export interface PieDrawing {
  kind: "pie";
  parts: Part[];
}

export interface Axis {
  name: string;
  text: (value: number) => string;
  /** Powers of ten, where a few values would press all others into a corner. */
  isLog: boolean;
}

export interface Point {
  name: string;
  x: number;
  y: number;
}

export interface ScatterDrawing {
  kind: "scatter";
  x: Axis;
  y: Axis;
  groups: { name: string; colour: number; points: Point[] }[];
}

export interface SankeyDrawing {
  kind: "sankey";
  nodes: { id: string; name: string; colour: number; isRight: boolean }[];
  flows: { from: string; to: string; value: number; text: string }[];
}

/** Borders: each shape has a name of its own and the regions inside of it. */
export interface Shapes {
  type: string;
  features: {
    type: string;
    properties: { name: string; regions: string[] };
    geometry: { type: string; coordinates: number[][][][] };
  }[];
}

export interface Spot {
  x: number;
  y: number;
  value: number;
  title: string;
  lines: string[];
}

export interface MapDrawing {
  kind: "map";
  /** What the shapes are of; equal names have equal shapes. */
  name: string;
  shapes: Shapes;
  /** What part of it to show, [west, north] and [east, south]; all of it, if not said. */
  frame?: [[number, number], [number, number]] | undefined;
  areas: { shape: string; value: number; title: string; lines: string[] }[];
  points: Spot[];
  /** Places where something is missing. */
  openings: Spot[];
  /** Where the business itself stands. */
  branches: Spot[];
}

export type Drawing = SeriesDrawing | PieDrawing | ScatterDrawing | SankeyDrawing | MapDrawing;
export type Scheme = "light" | "dark";
