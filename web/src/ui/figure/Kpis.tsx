import { Group, SimpleGrid, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Answer, Column } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { columnAt, figureColumns } from "./answer.ts";
import { BigNumber } from "../BigNumber.tsx";
import { useWords } from "./words.ts";

/** What changed since the period before, in the server's figures; without colours, for more is not always better. */
function Change({ answer, column }: { answer: Answer; column: Column }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const at = columnAt(answer, column.name);
  const [before, change] = [answer.compared?.rows[0]?.[at], answer.compared?.changes[0]?.[at]];
  // Nothing to compare with: the business, or its books, had not begun.
  if (!answer.compared || before === null || before === undefined || Number(before) === 0) return null;
  const { since, until } = answer.compared;
  const isPoints = column.unit === "share";
  return (
    <Text size="sm" c="dimmed" mt={2} title={`${format.day(since)} – ${format.day(until)}`}>
      {typeof change === "number" && (
        <Text span inherit fw={600} c="var(--nigotis-accent-text)">
          {isPoints
            ? t("figure.changed_points", { change: format.change(change, true) })
            : format.change(change, false)}{" "}
        </Text>
      )}
      {t("figure.was", { value: words.cell(answer, column, before) })}
    </Text>
  );
}

/** The figures of a one-row answer, the first of them large. */
export function Kpis({ answer, columns }: { answer: Answer; columns?: readonly string[] | undefined }) {
  const { t } = useTranslation();
  const words = useWords();
  const row = answer.rows[0] ?? [];
  const [lead, ...rest] = figureColumns(answer, columns);
  if (!lead) return null;
  const text = (column: Column) => words.cell(answer, column, row[columnAt(answer, column.name)] ?? null);
  // Who asks for the ends of an interval as figures of their own sees them there.
  const between = (column: Column) =>
    columns?.some((name) => name.endsWith("_low")) ? undefined : words.interval(answer, column, row);
  const around = between(lead);
  return (
    <>
      <BigNumber text={text(lead)} />
      {around && (
        <Text size="sm" c="dimmed">
          {t("figure.between", { interval: around })}
        </Text>
      )}
      <Change answer={answer} column={lead} />
      {rest.length > 0 && (
        <SimpleGrid cols={1} spacing={4} mt="xs" maw={420}>
          {rest.map((column) => (
            <Group key={column.name} justify="space-between" gap="xs" wrap="nowrap">
              <Text size="sm" c="dimmed">
                {column.title}
              </Text>
              <Text size="sm" ta="right">
                {text(column)}
                {between(column) && (
                  <Text span inherit c="dimmed">
                    {` (${between(column) ?? ""})`}
                  </Text>
                )}
              </Text>
            </Group>
          ))}
        </SimpleGrid>
      )}
    </>
  );
}
