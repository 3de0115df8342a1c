import { Chart } from "../../charts/Chart.tsx";
import type { Answer, Column } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { columnAt, figureColumns, grainColumns } from "./answer.ts";
import { useWords } from "./words.ts";

interface Props {
  answer: Answer;
  kind: "line" | "bar";
  title: string;
  columns?: readonly string[] | undefined;
}

function values(answer: Answer, column: Column): (number | null)[] {
  const at = columnAt(answer, column.name);
  return answer.rows.map((row) => (row[at] === null || row[at] === undefined ? null : Number(row[at])));
}

/** One line or set of bars for each figure of the same unit as the first. */
export function Plotted({ answer, kind, title, columns }: Props) {
  const words = useWords();
  const format = useFormat();
  const [along] = grainColumns(answer);
  const figures = figureColumns(answer, columns);
  const [lead] = figures;
  if (!along || !lead) return null;

  const alongAt = columnAt(answer, along.name);
  const drawn = columns ? figures.filter((column) => column.unit === lead.unit) : [lead];
  const onAxis = (value: number) => (lead.unit === "share" ? format.share(value) : format.moneyShort(value));
  return (
    <Chart
      kind={kind}
      title={title}
      categories={answer.rows.map((row) => words.cell(answer, along, row[alongAt] ?? null))}
      series={drawn.map((column) => ({ name: column.title, values: values(answer, column) }))}
      axisText={onAxis}
      valueText={(value) => words.cell(answer, lead, value)}
    />
  );
}
