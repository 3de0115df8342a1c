import { Button, Group, Paper, Skeleton, Text, Title } from "@mantine/core";
import { Suspense, use, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Query } from "../../client/call.ts";
import type { Answer } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { ErrorBox } from "../ErrorBox.tsx";
import { EmptyState } from "../EmptyState.tsx";
import { useFilterQuery } from "../filters/filters.ts";
import { Icon } from "../icons.tsx";
import { lazily } from "../../charts/lazily.ts";
import { useAnswer } from "./answer.ts";
import classes from "./figure.module.css";
import { FigureBoundary } from "./FigureBoundary.tsx";
import { Kpis } from "./Kpis.tsx";
import { ForLooking, type OnPick, type Place } from "./picking.ts";
import { Rows } from "./Rows.tsx";
import { hasTableBeside, remarkOf, suitableVisual, titleOf, wantedColumns, type Visual } from "./visual.ts";

const Drawn = lazily(() => import("./drawn/Drawn.tsx"));
const ClientsBehind = lazily(() => import("./ClientsBehind.tsx"));
const Tools = lazily(() => import("./Tools.tsx"));

export interface FigureProps {
  /** The metric, as in its address: `weekday-hour`. */
  name: string;
  title?: string | undefined;
  /** What is special about this one, below its title. */
  subtitle?: string | undefined;
  /** Parameters of the metric itself, beside the filters of the page. */
  params?: Query | undefined;
  /** Period and filters instead of those of the page. */
  within?: Query | undefined;
  visual?: Visual | undefined;
  /** Which figures to show, in this order; without it, those the shape can hold. */
  columns?: readonly string[] | undefined;
  /** Beside which period: the one before, or a year ago. */
  compare?: "previous" | "year" | undefined;
  rowsShown?: number;
  /** As high as the box it stands in, instead of as high as it likes. */
  isFilling?: boolean;
  /** Instead of the usual words where there is nothing to show, or nothing but zeros to draw. */
  empty?: ReactNode;
  /** Acts that follow from the figure. */
  children?: ReactNode;
}

function Body({
  answer,
  visual,
  title,
  columns,
  rowsShown,
  isFilling,
  empty,
  onPick,
}: Pick<FigureProps, "columns" | "rowsShown" | "isFilling" | "empty"> & {
  answer: Answer;
  visual: Visual;
  title: string;
  onPick?: OnPick | undefined;
}) {
  const { t } = useTranslation();
  if (answer.as_of === null) return <EmptyState icon="clock" title={t("figure.preparing")} />;
  const nothing = empty ?? <EmptyState title={t("empty.figures")} text={t("empty.figures_hint")} />;
  if (answer.rows.length === 0) return nothing;
  if (visual === "kpi") return <Kpis answer={answer} columns={columns} />;
  if (visual === "table")
    return <Rows answer={answer} title={title} columns={columns} rowsShown={rowsShown} onPick={onPick} />;
  return (
    <Suspense fallback={<Skeleton height={200} />}>
      <Drawn
        answer={answer}
        visual={visual}
        title={title}
        columns={columns}
        isFilling={isFilling}
        blank={nothing}
        onPick={onPick}
      />
    </Suspense>
  );
}

function Foot({
  answer,
  remark,
  tabled,
  onTable,
}: {
  answer: Answer;
  remark?: string | undefined;
  tabled?: boolean | undefined;
  onTable?: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Group justify="space-between" mt="xs" gap="xs">
      <Text size="xs" c="dimmed" data-foot>
        {t("figure.as_of", { time: format.time(answer.as_of) })}
        {answer.count > answer.rows.length &&
          ` · ${t("figure.part", { shown: format.quantity(answer.rows.length), count: format.quantity(answer.count) })}`}
        {remark && ` · ${remark}`}
      </Text>
      {onTable && (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<Icon name="table" size={14} />}
          aria-expanded={tabled}
          onClick={onTable}
          data-hand
        >
          {t(tabled ? "figure.hide_table" : "figure.show_table")}
        </Button>
      )}
    </Group>
  );
}

/** What stands for the whole figure: of a number alone, what it counts. */
function wholeOf({ clients }: Answer, columns: readonly string[] | undefined): Place {
  const [only, ...others] = columns ?? [];
  return (only && others.length === 0 && clients?.of[only]) || {};
}

function Whole({
  name,
  title,
  subtitle,
  params,
  within,
  visual,
  columns,
  compare,
  rowsShown,
  isFilling = false,
  empty,
  children,
}: FigureProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [tabled, setTabled] = useState(false);
  const [at, setAt] = useState<Place>();
  const isForLooking = use(ForLooking);
  const filters = useFilterQuery();
  const narrowed = within ?? filters;
  const query = { ...narrowed, ...params };
  const asked = { ...query, ...(compare && { compare }), ...wantedColumns(visual, columns) };
  const { data: answer, error, refetch } = useAnswer(name, asked);
  const shape = answer && (visual ?? suitableVisual(answer));
  const heading = title ?? (answer && shape && titleOf(answer, shape, columns)) ?? "";
  const remark = answer && shape && remarkOf(answer, shape, t);
  const onPick = answer?.clients && !isForLooking ? setAt : undefined;
  const charted = shape !== undefined && hasTableBeside(shape);
  return (
    <Paper
      ref={box}
      withBorder
      p="md"
      component="section"
      aria-label={heading}
      aria-busy={!answer && !error}
      className={isFilling ? classes["filling"] : undefined}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs" mb="xs" align="flex-start">
        <div>
          <Title order={2} fz="sm" fw={600}>
            {heading || <Skeleton height={20} width={140} />}
          </Title>
          {subtitle && (
            <Text size="xs" c="dimmed">
              {subtitle}
            </Text>
          )}
          {answer?.note && <Text size="xs">{answer.note}</Text>}
        </div>
        {answer && (
          <Group gap={0} wrap="nowrap" mt={-4} mr={-6} data-hand>
            <Suspense fallback={<Skeleton height={28} width={56} />}>
              <Tools
                answer={answer}
                query={query}
                heading={heading}
                remark={remark}
                onPick={onPick && (() => onPick(wholeOf(answer, columns)))}
                figureAt={() => box.current}
              />
            </Suspense>
          </Group>
        )}
      </Group>
      {error && !answer && <ErrorBox error={error} onRetry={() => void refetch()} />}
      {!answer && !error && <Skeleton height={visual === "kpi" ? 34 : 200} />}
      {answer && shape && (
        <>
          <div className={classes["body"]} data-body>
            <Body
              answer={answer}
              visual={shape}
              title={heading}
              columns={columns}
              rowsShown={rowsShown}
              isFilling={isFilling && !tabled}
              empty={empty}
              onPick={onPick}
            />
            {charted && tabled && <Rows answer={answer} title={heading} columns={columns} onPick={onPick} />}
          </div>
          {at && answer.clients && (
            <Suspense>
              <ClientsBehind
                answer={answer}
                clients={answer.clients}
                heading={heading}
                query={narrowed}
                at={at}
                onClose={() => setAt(undefined)}
              />
            </Suspense>
          )}
          {children}
          <Foot
            answer={answer}
            remark={remark}
            tabled={tabled}
            onTable={charted ? () => setTabled(!tabled) : undefined}
          />
        </>
      )}
    </Paper>
  );
}

/** Any metric: fetched for the filters of the page, drawn as its grain suggests, explained and exportable. */
export function Figure(props: FigureProps) {
  return (
    <FigureBoundary>
      <Whole {...props} />
    </FigureBoundary>
  );
}
