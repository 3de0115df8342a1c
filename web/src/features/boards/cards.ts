import type { Query } from "../../client/call.ts";
import { freshKey } from "../../client/call.ts";
import type { BoardCard, CardFilters, FigureAbout } from "../../client/types.ts";
import { isPeriodName, periodDays } from "../../ui/filters/period.ts";
import { fitting, type Visual } from "../../ui/figure/visual.ts";
import { bottom, type Placed } from "./placing.ts";

export const NO_FILTERS: CardFilters = {
  period: null,
  since: null,
  until: null,
  branch: [],
  segment: [],
  product: [],
  category: [],
  seller: [],
  source: [],
};

/** How much room a picture likes, in columns and rows. */
const ROOM: Record<Visual, { w: number; h: number }> = {
  kpi: { w: 3, h: 4 },
  line: { w: 8, h: 6 },
  bar: { w: 6, h: 6 },
  pie: { w: 5, h: 6 },
  progress: { w: 4, h: 6 },
  scatter: { w: 7, h: 8 },
  heatmap: { w: 8, h: 7 },
  sankey: { w: 8, h: 8 },
  funnel: { w: 5, h: 7 },
  table: { w: 6, h: 7 },
};

function blank(board: readonly Placed[]): BoardCard {
  return {
    id: freshKey().slice(0, 8),
    figure: null,
    title: null,
    note: null,
    visual: null,
    columns: [],
    params: {},
    compare: null,
    filters: NO_FILTERS,
    problem: null,
    x: 0,
    y: bottom(board),
    w: 6,
    h: 3,
  };
}

export function noteCard(board: readonly Placed[], note: string): BoardCard {
  return { ...blank(board), note, w: 12, h: 2 };
}

/** A new card of a figure, drawn in the most telling way, below everything. */
export function figureCard(board: readonly Placed[], about: FigureAbout): BoardCard {
  const visual = fitting(about)[0] ?? "table";
  const compare = visual === "kpi" ? "previous" : null;
  return { ...blank(board), figure: about.name, visual, compare, ...ROOM[visual] };
}

/** The card drawn in another way, with the room that way likes. */
export function drawnAs(card: BoardCard, visual: Visual): BoardCard {
  const { w, h } = ROOM[visual];
  return { ...card, visual, w: Math.min(w, 12 - card.x), h };
}

function text(values: readonly (string | number)[]): string | undefined {
  return values.length > 0 ? values.join(",") : undefined;
}

/** What a card asks: the filters of the page, its own over them. */
export function queryOf({ filters, params }: BoardCard, page: Query, today: string): Query {
  const { period, since, until, ...narrowings } = filters;
  const own = Object.entries(narrowings).flatMap(([name, values]) => {
    const value = text(values);
    return value === undefined ? [] : [[name, value] as const];
  });
  const days = period === "custom" ? { since, until } : isPeriodName(period) ? periodDays(period, today) : {};
  return { ...page, ...days, ...Object.fromEntries(own), ...params };
}
