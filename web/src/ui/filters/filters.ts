import { useNavigate, useSearch } from "@tanstack/react-router";
import { createContext, use, useMemo } from "react";

import type { Query } from "../../client/call.ts";
import { useOwnBranch } from "../../client/session.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { DEFAULT_PERIOD, isDay, isPeriodName, periodDays, type PeriodName } from "./period.ts";

/** What narrows a page, besides the period; each is a name in the URL and in the question to the server alike. */
export const NARROWINGS = ["branch", "segment", "product", "category", "seller", "source"] as const;

export type Narrowing = (typeof NARROWINGS)[number];

export interface Filters extends Partial<Record<Narrowing, string>> {
  period?: PeriodName;
  since?: string;
  until?: string;
}

export const FILTER_NAMES = ["period", "since", "until", ...NARROWINGS] as const;

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Read the filters off a URL; what cannot be understood is left out, so an old link still opens. */
export function readFilters(search: Record<string, unknown>): Filters {
  const filters: Filters = {};
  if (isPeriodName(search["period"])) filters.period = search["period"];
  if (isDay(search["since"])) filters.since = search["since"];
  if (isDay(search["until"])) filters.until = search["until"];
  for (const name of NARROWINGS) {
    const value = text(search[name]);
    if (value) filters[name] = value;
  }
  return filters;
}

/** The filters of the page; who works in one branch always looks at that one, whatever a link says. */
export function useFilters(): Filters {
  const search = useSearch({ strict: false });
  const branch = useOwnBranch();
  return useMemo(() => {
    const filters = readFilters(search as Record<string, unknown>);
    return branch === undefined ? filters : { ...filters, branch };
  }, [search, branch]);
}

/** Change some filters of the page; `undefined` removes one. Typing in the bar leaves no trail in the history. */
export function useSetFilters(): (patch: Partial<Filters>) => void {
  const navigate = useNavigate();
  return (patch) => {
    void navigate({ to: ".", search: (now: Filters) => ({ ...now, ...patch }), replace: true });
  };
}

/** The period of a page whose figures need a longer look back, until somebody chooses one. */
export const PeriodOfPage = createContext<PeriodName>(DEFAULT_PERIOD);

/** The filters as the server takes them: days instead of a period's name. */
export function useFilterQuery(): Query {
  const filters = useFilters();
  const usual = use(PeriodOfPage);
  const today = useFormat().today();
  return useMemo(() => {
    const { period = usual, since, until, ...narrowings } = filters;
    const days = periodDays(period, today);
    if (period !== "custom") return { ...days, ...narrowings };
    // What is to come nobody knows: figures end today, and who will be in a segment is refused
    const last = until && until < today ? until : today;
    return { since: since ?? days.since, until: last, ...narrowings };
  }, [filters, usual, today]);
}
