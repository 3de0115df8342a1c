import { Button, Group, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { address, call } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { MessageSummary } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { SegmentCard } from "./SegmentCard.tsx";

function Part({ title, hint, children }: { title: string; hint?: string; children: React.ReactNode }) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Title order={2} fz="sm" fw={600} mb={hint ? 0 : "sm"}>
        {title}
      </Title>
      {hint && (
        <Text size="sm" c="dimmed" mb="sm">
          {hint}
        </Text>
      )}
      {children}
    </Paper>
  );
}

const DOCUMENTS = ["report", "action-plan", "messages", "customers", "high-value", "communications-sample"] as const;

function Documents() {
  const { t } = useTranslation();
  return (
    <Part title={t("messages.documents")} hint={t("messages.documents_hint")}>
      <Group gap="xs">
        {DOCUMENTS.map((name) => (
          <Button
            key={name}
            component="a"
            href={address(`/messages/documents/${name}`, {})}
            download
            variant="default"
            size="compact-sm"
          >
            {t(`messages.document_${name}`)}
          </Button>
        ))}
      </Group>
    </Part>
  );
}

function Numbers({ summary }: { summary: MessageSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const cards = [
    { name: "messages", value: summary.messages, note: "" },
    {
      name: "payments",
      value: summary.payments,
      note: summary.told_again > 0 ? t("messages.told_again", { total: format.quantity(summary.told_again) }) : "",
    },
    {
      name: "people",
      value: summary.clients,
      note:
        summary.without_client > 0 ? t("messages.no_client", { total: format.quantity(summary.without_client) }) : "",
    },
    { name: "unknown", value: summary.unknown, note: "" },
  ];
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }}>
      {cards.map(({ name, value, note }) => (
        <Paper key={name} withBorder p="md">
          <Text size="sm" c="dimmed">
            {t(`messages.card_${name}`)}
          </Text>
          <Text fz={24} fw={650}>
            {format.quantity(value)}
          </Text>
          <Text size="xs" c="dimmed">
            {note}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  );
}

function Money({ summary }: { summary: MessageSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Part title={t("messages.operators")} hint={t("messages.operators_hint")}>
      <DataTable
        caption={t("messages.operators")}
        rows={summary.operators}
        rowKey={(row) => `${row.operator} ${row.currency}`}
        empty={<EmptyState title={t("messages.no_payments")} />}
        columns={[
          { key: "operator", title: t("messages.operator"), cell: (row) => row.operator },
          {
            key: "payments",
            title: t("messages.payments"),
            figure: true,
            cell: (row) => format.quantity(row.payments),
          },
          {
            key: "in",
            title: t("messages.money_in"),
            figure: true,
            cell: (row) => format.money(row.money_in, row.currency),
          },
          {
            key: "out",
            title: t("messages.money_out"),
            figure: true,
            wide: true,
            cell: (row) => format.money(row.money_out, row.currency),
          },
        ]}
      />
    </Part>
  );
}

function Kinds({ summary }: { summary: MessageSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Part title={t("messages.kinds")}>
      <DataTable
        caption={t("messages.kinds")}
        rows={summary.kinds}
        rowKey={(row) => row.kind}
        columns={[
          { key: "kind", title: t("field.kind"), cell: (row) => t(`message_kind.${row.kind}`) },
          { key: "messages", title: t("messages.count"), figure: true, cell: (row) => format.quantity(row.messages) },
        ]}
      />
    </Part>
  );
}

function Formulas({ summary }: { summary: MessageSummary }) {
  const { t } = useTranslation();
  return (
    <Part title={t("messages.formulas")}>
      <Stack gap="xs">
        {summary.formulas.map(({ score, formula }) => (
          <Text key={score} size="sm">
            <b>{t(`messages.${score}`)}</b>: {formula}
          </Text>
        ))}
      </Stack>
    </Part>
  );
}

function BringIn({ isFirst = false }) {
  const { t } = useTranslation();
  const may = useMay();
  if (!may("imports:write")) return null;
  return (
    <Button
      component={Link}
      to="/imports/new"
      search={{ kind: "messages" } as never}
      {...(!isFirst && { size: "compact-sm", variant: "light" })}
    >
      {t("act.import_file")}
    </Button>
  );
}

/** Messages as a whole, the five segments with their next act, and how the scores are made. */
export function Overview() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, refetch } = useQuery({
    queryKey: ["messages", "summary"],
    queryFn: () => call<MessageSummary>("GET", "/messages/summary"),
  });
  if (error) return <ErrorBox error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={400} />;
  if (data.messages === 0) {
    return (
      <EmptyState icon="message" title={t("messages.none")} text={t("messages.none_hint")}>
        <BringIn isFirst />
      </EmptyState>
    );
  }
  return (
    <Stack>
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed">
          {t("messages.as_of", { day: format.day(data.as_of, "long") })}
        </Text>
        <BringIn />
      </Group>
      <Numbers summary={data} />
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {data.segments.map((segment) => (
          <SegmentCard key={segment.segment} segment={segment} />
        ))}
      </SimpleGrid>
      <Money summary={data} />
      <Kinds summary={data} />
      <Documents />
      <Formulas summary={data} />
    </Stack>
  );
}
