import { Button, Group, Paper, Skeleton, Text, Title } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Query } from "../../client/call.ts";
import type { Answer } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { ErrorBox } from "../ErrorBox.tsx";
import { EmptyState } from "../EmptyState.tsx";
import { useFilterQuery } from "../filters/filters.ts";
import { Icon } from "../icons.tsx";
import { About } from "./About.tsx";
import { useAnswer } from "./answer.ts";
import { ExportMenu } from "./ExportMenu.tsx";
import { Heat } from "./Heat.tsx";
import { Kpis } from "./Kpis.tsx";
import { Plotted } from "./Plotted.tsx";
import { Rows } from "./Rows.tsx";
import { suitableVisual, type Visual } from "./visual.ts";

export interface FigureProps {
  /** The metric, as in its address: `weekday-hour`. */
  name: string;
  title?: string;
  /** Parameters of the metric itself, beside the filters of the page. */
  params?: Query;
  /** Period and filters instead of those of the page. */
  within?: Query;
  visual?: Visual;
  /** Which figures to show, in this order; without it, those the shape can hold. */
  columns?: readonly string[];
  rowsShown?: number;
  /** Acts that follow from the figure. */
  children?: ReactNode;
}

function Body({
  answer,
  visual,
  title,
  columns,
  rowsShown,
}: Pick<FigureProps, "columns" | "rowsShown"> & { answer: Answer; visual: Visual; title: string }) {
  const { t } = useTranslation();
  if (answer.as_of === null) return <EmptyState icon="clock" title={t("figure.preparing")} />;
  if (answer.rows.length === 0) return <EmptyState title={t("empty.figures")} text={t("empty.figures_hint")} />;
  if (visual === "kpi") return <Kpis answer={answer} columns={columns} />;
  if (visual === "heatmap") return <Heat answer={answer} title={title} measure={columns?.[0]} />;
  if (visual === "table") return <Rows answer={answer} title={title} columns={columns} rowsShown={rowsShown} />;
  return <Plotted answer={answer} kind={visual} title={title} columns={columns} />;
}

function Foot({
  answer,
  tabled,
  onTable,
}: {
  answer: Answer;
  tabled?: boolean | undefined;
  onTable?: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Group justify="space-between" mt="xs" gap="xs">
      <Text size="xs" c="dimmed">
        {t("figure.as_of", { time: format.time(answer.as_of) })}
      </Text>
      {onTable && (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<Icon name="table" size={14} />}
          aria-expanded={tabled}
          onClick={onTable}
        >
          {t(tabled ? "figure.hide_table" : "figure.show_table")}
        </Button>
      )}
    </Group>
  );
}

/** Any metric: fetched for the filters of the page, drawn as its grain suggests, explained and exportable. */
export function Figure({ name, title, params, within, visual, columns, rowsShown, children }: FigureProps) {
  const [tabled, setTabled] = useState(false);
  const filters = useFilterQuery();
  const query = { ...(within ?? filters), ...params };
  const { data: answer, error, refetch } = useAnswer(name, query);
  const heading = title ?? answer?.title ?? "";
  const shape = answer && (visual ?? suitableVisual(answer));
  const charted = shape === "line" || shape === "bar";
  return (
    <Paper withBorder p="md" component="section" aria-label={heading} aria-busy={!answer && !error}>
      <Group justify="space-between" wrap="nowrap" gap="xs" mb="xs" align="flex-start">
        <Title order={2} fz="sm" fw={600}>
          {heading || <Skeleton height={20} width={140} />}
        </Title>
        {answer && (
          <Group gap={0} wrap="nowrap" mt={-4} mr={-6}>
            {shape !== "kpi" && <ExportMenu name={name} query={query} heading={heading} />}
            <About answer={answer} heading={heading} filtered={!within} />
          </Group>
        )}
      </Group>
      {error && !answer && <ErrorBox error={error} onRetry={() => void refetch()} />}
      {!answer && !error && <Skeleton height={visual === "kpi" ? 34 : 200} />}
      {answer && shape && (
        <>
          <Body answer={answer} visual={shape} title={heading} columns={columns} rowsShown={rowsShown} />
          {charted && tabled && <Rows answer={answer} title={heading} columns={columns} />}
          {children}
          <Foot answer={answer} tabled={tabled} onTable={charted ? () => setTabled(!tabled) : undefined} />
        </>
      )}
    </Paper>
  );
}
