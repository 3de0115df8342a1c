import { useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Chart } from "../../../charts/Chart.tsx";
import type { Drawing } from "../../../charts/drawing.ts";
import type { Answer } from "../../../client/types.ts";
import { useFormat } from "../../../i18n/useFormat.ts";
import { EmptyState } from "../../EmptyState.tsx";
import { amountColumns, grainColumns, notWhole } from "../answer.ts";
import { placeOf, type OnPick } from "../picking.ts";
import type { Visual } from "../visual.ts";
import { useWords } from "../words.ts";
import { flowsOf } from "./flows.ts";
import { Funnel } from "./Funnel.tsx";
import { Heat } from "./Heat.tsx";
import { partsOf } from "./parts.ts";
import { pointsOf } from "./points.ts";
import { Progress } from "./Progress.tsx";
import { cellAt, numberAt, type Saying } from "./saying.ts";
import { seriesOf } from "./series.ts";

interface Props {
  answer: Answer;
  visual: Visual;
  title: string;
  columns?: readonly string[] | undefined;
  isFilling?: boolean | undefined;
  /** In place of a picture in which nothing would stand. */
  blank: ReactNode;
  /** To the clients behind a row that is chosen in a heatmap, a funnel, among bars or along a line. */
  onPick?: OnPick | undefined;
}

function drawingOf(answer: Answer, visual: Visual, columns: Props["columns"], saying: Saying): Drawing | undefined {
  switch (visual) {
    case "pie":
      return partsOf(answer, columns, saying) ?? seriesOf(answer, "bar", columns, saying);
    case "scatter":
      return pointsOf(answer, columns, saying);
    case "sankey":
      return flowsOf(answer, columns, saying);
    default:
      return seriesOf(answer, visual === "line" ? "line" : "bar", columns, saying);
  }
}

/** Bars, lines or a ring of nothing but gaps and zeros: an empty frame that would explain nothing. */
function isBlank(drawing: Drawing): boolean {
  if ("parts" in drawing) return drawing.parts.every(({ value }) => value === 0);
  return "series" in drawing && drawing.series.every(({ values }) => values.every((value) => !value));
}

/** A funnel that nobody entered: the period is too short, or no deal is old enough yet. */
function isZero(answer: Answer, columns: Props["columns"]): boolean {
  const [lead] = amountColumns(answer, columns);
  return lead !== undefined && answer.rows.every((row) => !numberAt(answer, row, lead));
}

function useSaying(): Saying {
  const { t } = useTranslation();
  const { cell } = useWords();
  const format = useFormat();
  return useMemo(
    () => ({
      cell,
      brief: (answer, column, value) => {
        if (column.unit === "weekday") return format.weekday(Number(value));
        if (column.unit === "calendar_month") return format.calendarMonth(Number(value), "short");
        return cell(answer, column, value);
      },
      sign: (answer) => format.sign(answer.currency),
      short: (unit, value) => (unit === "share" ? format.share(value) : format.moneyShort(value)),
      before: (since, until) => `${t("figure.before")}: ${format.day(since)} – ${format.day(until)}`,
    }),
    // The format changes with the language, and with it all words do.
    [format],
  );
}

/** What somebody hears in place of the picture: its kind, how many rows, where most is, and what is not all in. */
function useReadAloud({ answer, visual, title, columns }: Props): string {
  const { t } = useTranslation();
  const words = useWords();
  const [lead] = amountColumns(answer, columns);
  if (!lead) return title;
  const top = answer.rows.reduce((best, row) =>
    (numberAt(answer, row, lead) ?? -Infinity) > (numberAt(answer, best, lead) ?? -Infinity) ? row : best,
  );
  const where = grainColumns(answer).map((column) => words.cell(answer, column, cellAt(answer, top, column)));
  const said = t("figure.aloud", {
    title,
    kind: t(`visual.${visual}`),
    rows: answer.count,
    most: where.join(", "),
    value: words.cell(answer, lead, cellAt(answer, top, lead)),
  });
  return [said, notWhole(answer, t)].filter(Boolean).join(" ");
}

/** What to do when bars or points are chosen by their place; where there are two grains, a place is no row. */
function atPlace(answer: Answer, onPick: OnPick | undefined) {
  if (!onPick || answer.grain.length !== 1) return undefined;
  return (at: number) => {
    const place = placeOf(answer, answer.rows[at] ?? []);
    if (place) onPick(place);
  };
}

/** An answer as a picture of the wanted kind. */
export default function Drawn(props: Props) {
  const { answer, visual, title, columns, isFilling, blank, onPick } = props;
  const { t } = useTranslation();
  const saying = useSaying();
  const label = useReadAloud(props);
  const isHtml = visual === "heatmap" || visual === "progress" || visual === "funnel";
  const drawing = useMemo(
    () => (isHtml ? undefined : drawingOf(answer, visual, columns, saying)),
    [answer, visual, columns, saying, isHtml],
  );
  if (!isHtml && !drawing) return <EmptyState title={t("figure.does_not_fit")} />;
  if (drawing ? isBlank(drawing) : visual === "funnel" && isZero(answer, columns)) return blank;
  if (visual === "heatmap") return <Heat answer={answer} title={title} measure={columns?.[0]} onPick={onPick} />;
  if (visual === "progress") return <Progress answer={answer} columns={columns} />;
  if (visual === "funnel") return <Funnel answer={answer} columns={columns} onPick={onPick} />;
  return drawing && <Chart drawing={drawing} label={label} isFilling={isFilling} onPick={atPlace(answer, onPick)} />;
}
