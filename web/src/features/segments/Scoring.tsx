import { Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { ScoreLimits, ScoringRule } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { DataTable, type TableColumn } from "../../ui/DataTable.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { ScoringForm } from "./ScoringForm.tsx";

function range(from: string, to: string): string {
  return from === to ? from : `${from} – ${to}`;
}

function useLimitColumns(): TableColumn<ScoreLimits>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const { quantity, money } = format;
  return [
    { key: "score", title: t("segments.score"), cell: ({ score }) => score },
    {
      key: "recency",
      title: t("segments.recency_in_days"),
      figure: true,
      cell: (limits) => range(quantity(limits.recency_from), quantity(limits.recency_to)),
    },
    {
      key: "frequency",
      title: t("clients.frequency"),
      figure: true,
      cell: (limits) => range(quantity(limits.frequency_from), quantity(limits.frequency_to)),
    },
    {
      key: "monetary",
      title: t("clients.monetary"),
      figure: true,
      cell: (limits) => range(money(limits.monetary_from), money(limits.monetary_to)),
    },
  ];
}

function Earned({ rule }: { rule: ScoringRule }) {
  const { t } = useTranslation();
  const columns = useLimitColumns();
  return (
    <Paper withBorder p="md" component="section" aria-label={t("segments.earned")}>
      <Title order={2} fz="sm" fw={600}>
        {t("segments.earned")}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("segments.earned_hint")}
      </Text>
      <DataTable
        caption={t("segments.earned")}
        columns={columns}
        rows={rule.limits.toSorted((one, other) => other.score - one.score)}
        rowKey={({ score }) => score}
      />
    </Paper>
  );
}

function Groups({ rule }: { rule: ScoringRule }) {
  const { t } = useTranslation();
  const cells = (of: [number, number][]) =>
    of
      .map(([r, f]) => `${t("segments.r", { score: r })} ${t("segments.f", { score: f })}`.replaceAll(" ", "\u00A0"))
      .join(", ");
  return (
    <Paper withBorder p="md" component="section" aria-label={t("segments.groups")}>
      <Title order={2} fz="sm" fw={600}>
        {t("segments.groups")}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("segments.groups_hint", { rule: `${rule.id}/${rule.version}` })}
      </Text>
      <DataTable
        caption={t("segments.groups")}
        columns={[
          { key: "segment", title: t("field.segment"), cell: ([segment]) => t(`segment.${segment}`) },
          { key: "cells", title: t("segments.cells"), cell: ([, of]) => cells(of) },
        ]}
        rows={Object.entries(rule.segments)}
        rowKey={([segment]) => segment}
      />
    </Paper>
  );
}

/** How clients are scored: the rule, what earned each score today, and the cells of each segment. */
export function Scoring() {
  const { t } = useTranslation();
  const may = useMay();
  const rule = useQuery({
    queryKey: ["segments", "definition"],
    queryFn: () => call<ScoringRule>("GET", "/segments/definition"),
  });
  if (rule.error) return <ErrorBox error={rule.error} onRetry={() => void rule.refetch()} />;
  if (!rule.data) return <Skeleton height={420} />;
  return (
    <Stack>
      <Paper withBorder p="md" component="section" aria-label={t("segments.tab_scoring")}>
        <Title order={2} fz="sm" fw={600}>
          {t("segments.tab_scoring")}
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          {t("segments.scoring_hint")}
        </Text>
        {/* A rule that changed, here or elsewhere, is a fresh form. */}
        <ScoringForm key={JSON.stringify(rule.data.cutoffs)} rule={rule.data} readOnly={!may("segments:write")} />
      </Paper>
      <Earned rule={rule.data} />
      <Groups rule={rule.data} />
    </Stack>
  );
}
