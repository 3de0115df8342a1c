import type { MapDrawing, Shapes, Spot } from "../../charts/drawing.ts";
import type { Answer, Cell } from "../../client/types.ts";
import { cellOf, numberOf } from "./single.ts";

export const MEASURES = ["net", "clients", "net_per_1000", "clients_per_1000"] as const;
export type Measure = (typeof MEASURES)[number];

/** What to say of a row: a heading, and the lines below. */
export interface Telling {
  title: (row: Cell[]) => string;
  lines: (row: Cell[]) => string[];
}

const PADDING = 1.5; // degrees around the towns, where the whole world is drawn

export function countryOf(answer: Answer, row: Cell[]): string {
  return String(cellOf(answer, row, "region") ?? "").slice(0, 2);
}

/** The countries of an answer, in its order: the one that brings most is first. */
export function countriesOf(answer: Answer): string[] {
  return [...new Set(answer.rows.map((row) => countryOf(answer, row)).filter((country) => country !== ""))];
}

/** A shape may hold several of our regions, where borders have changed: it is as full as the fullest, and tells of each. */
export function areasOf(shapes: Shapes, regions: Answer, measure: Measure, tell: Telling): MapDrawing["areas"] {
  const rows = new Map(regions.rows.map((row) => [String(cellOf(regions, row, "region")), row]));
  return shapes.features.flatMap(({ properties }) => {
    const inside = properties.regions.map((code) => rows.get(code)).filter((row) => row !== undefined);
    const values = inside.map((row) => numberOf(regions, row, measure) ?? 0);
    if (inside.length === 0) return [];
    const [only] = inside;
    const title = inside.length === 1 && only ? tell.title(only) : inside.map(tell.title).join(", ");
    const lines =
      inside.length === 1 && only ? tell.lines(only) : inside.flatMap((row) => [tell.title(row), ...tell.lines(row)]);
    return [{ shape: properties.name, value: Math.max(...values), title, lines }];
  });
}

/** Towns of one country where they lie; those without coordinates cannot be drawn. */
export function spotsOf(answer: Answer, country: string, measure: Measure | undefined, tell: Telling): Spot[] {
  return answer.rows
    .filter((row) => countryOf(answer, row) === country)
    .flatMap((row) => {
      const [x, y] = [numberOf(answer, row, "longitude"), numberOf(answer, row, "latitude")];
      if (x === null || y === null) return [];
      const value = measure ? (numberOf(answer, row, measure) ?? 0) : 0;
      return [{ x, y, value, title: tell.title(row), lines: tell.lines(row) }];
    });
}

/** The part of the world in which the towns lie. */
export function frameOf(spots: readonly Spot[]): MapDrawing["frame"] {
  if (spots.length === 0) return undefined;
  const [xs, ys] = [spots.map(({ x }) => x), spots.map(({ y }) => y)];
  return [
    [Math.min(...xs) - PADDING, Math.max(...ys) + PADDING],
    [Math.max(...xs) + PADDING, Math.min(...ys) - PADDING],
  ];
}
