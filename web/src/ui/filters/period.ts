/** Named periods in whole local days. Weeks begin on Monday. */
export const PERIODS = ["today", "7d", "30d", "90d", "month", "last-month", "year", "12m", "all"] as const;

export type PeriodName = (typeof PERIODS)[number] | "custom";

export interface Period {
  since: string;
  until: string;
}

export const DEFAULT_PERIOD = "30d";

/** No merchant's books on paper reach further back; the server answers from the first sale on. */
const BEGINNING = "2000-01-01";

function shift(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

function monthStart(day: string, months: number): string {
  const at = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + months);
  return at.toISOString().slice(0, 10);
}

/** The first and last day of the month that a day lies in. */
export function monthOf(day: string): Period {
  return { since: monthStart(day, 0), until: shift(monthStart(day, 1), -1) };
}

/** The first and last day of a named period as seen on `today`; both ends are included. */
export function periodDays(name: PeriodName, today: string): Period {
  switch (name) {
    case "today":
      return { since: today, until: today };
    case "7d":
      return { since: shift(today, -6), until: today };
    case "90d":
      return { since: shift(today, -89), until: today };
    case "month":
      return { since: monthStart(today, 0), until: today };
    case "last-month":
      return { since: monthStart(today, -1), until: shift(monthStart(today, 0), -1) };
    case "year":
      return { since: `${today.slice(0, 4)}-01-01`, until: today };
    case "12m":
      return { since: monthStart(today, -11), until: today };
    case "all":
      return { since: BEGINNING, until: today };
    default:
      return { since: shift(today, -29), until: today };
  }
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function isDay(value: unknown): value is string {
  return typeof value === "string" && DAY.test(value) && !Number.isNaN(Date.parse(value));
}

export function isPeriodName(value: unknown): value is PeriodName {
  return value === "custom" || PERIODS.some((period) => period === value);
}
