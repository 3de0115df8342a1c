import type { ScoreCutoffs, ScoreLimits, ScoringRule } from "../../client/types.ts";

export const MEASURES = ["recency_in_days", "frequency", "monetary"] as const;

/** What fixed limits are given for, in their order; the rest earns 1. */
export const SCORES_WITH_LIMIT = [5, 4, 3, 2] as const;

type Measure = (typeof MEASURES)[number];

/** Fixed limits as people type them. */
export type Typed = Record<Measure, string[]>;

const WORST_OF: Record<Measure, keyof ScoreLimits> = {
  recency_in_days: "recency_to",
  frequency: "frequency_from",
  monetary: "monetary_from",
};

/** The limits that hold, or the ones that today's fifths come to: a place to begin from. */
export function startingLimits({ cutoffs, limits }: Pick<ScoringRule, "cutoffs" | "limits">): Typed {
  const today = (measure: Measure) =>
    SCORES_WITH_LIMIT.map((score) => limits.find((each) => each.score === score)?.[WORST_OF[measure]] ?? "");
  const given = (measure: Measure, held: ScoreCutoffs | null) => (held ? held[measure] : today(measure)).map(String);
  return Object.fromEntries(MEASURES.map((measure) => [measure, given(measure, cutoffs)])) as Typed;
}
