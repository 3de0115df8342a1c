import { Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { BoardCard as Card } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Figure } from "../../ui/figure/Figure.tsx";
import { NARROWINGS, useFilterQuery } from "../../ui/filters/filters.ts";
import { useFilterWord } from "../../ui/filters/useFilterWords.ts";
import classes from "./board.module.css";
import { queryOf } from "./cards.ts";

function Note({ card }: { card: Card }) {
  return (
    <Paper p="md" className={classes["note"]} component="section">
      {card.title && (
        <Title order={2} fz="md" fw={650} mb={4}>
          {card.title}
        </Title>
      )}
      <Text size="sm" style={{ whiteSpace: "pre-line" }}>
        {card.note}
      </Text>
    </Paper>
  );
}

/** The period and filters of the card's own, in words. */
function useOwnWords({ filters }: Card): string[] {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useFilterWord(filters.product[0]?.toString());
  const { period, since, until } = filters;
  const days = period === "custom" ? `${format.day(since)} – ${format.day(until)}` : period && t(`period.${period}`);
  const narrowed = NARROWINGS.flatMap((name) => filters[name].map((value) => word(name, String(value))));
  return [...(days ? [days] : []), ...narrowed];
}

/** One card: a figure, a note, or the reason why there is nothing to see. */
export function BoardCard({ card, isFilling }: { card: Card; isFilling: boolean }) {
  const { t } = useTranslation();
  const words = useOwnWords(card);
  const page = useFilterQuery();
  const today = useFormat().today();
  if (card.figure === null) return <Note card={card} />;
  if (card.problem)
    return (
      <Paper withBorder p="md" h="100%" component="section" aria-label={card.title ?? card.figure}>
        <EmptyState icon="info" title={t("boards.cannot_show")} text={card.problem} />
      </Paper>
    );
  return (
    <Figure
      name={card.figure}
      title={card.title ?? undefined}
      visual={card.visual ?? undefined}
      columns={card.columns.length > 0 ? card.columns : undefined}
      compare={card.compare ?? undefined}
      within={queryOf(card, page, today)}
      subtitle={words.join(" · ") || undefined}
      isFilling={isFilling}
    />
  );
}
