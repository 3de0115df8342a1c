import { Anchor, Button, Center, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Answer, Cell, Column, Unit } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { DataTable, type TableColumn } from "../DataTable.tsx";
import { EmptyState } from "../EmptyState.tsx";
import { columnAt, figureColumns, grainColumns, partialWords } from "./answer.ts";
import { PickButton } from "./PickButton.tsx";
import type { OnPick } from "./picking.ts";
import classes from "./rows.module.css";
import { useWords, type Words } from "./words.ts";

const FIGURES = new Set<Unit>(["count", "money", "share", "days", "quantity", "rate", "number", "score"]);
const FIRST_ROWS = 20;

/** A share as its number and a bar as long. */
function ShareBar({ share, text }: { share: number; text: string }) {
  return (
    <span className={classes["share"]}>
      {text}
      <span className={classes["track"]} aria-hidden="true">
        <span style={{ width: `${Math.min(100, Math.max(0, share * 100)).toFixed(1)}%` }} />
      </span>
    </span>
  );
}

interface NumberedRow {
  at: number;
  cells: Cell[];
}

function shown(words: Words, answer: Answer, column: Column, value: Cell): ReactNode {
  const text = words.cell(answer, column, value);
  if (column.name === "share" && value !== null) return <ShareBar share={Number(value)} text={text} />;
  if (column.unit !== "client" || value === null) return text;
  return (
    <Anchor component={Link} to={`/clients/${String(value)}`} size="sm">
      {text}
    </Anchor>
  );
}

/** What names a row says when the row is not all in. */
function Partial({ words }: { words: string | undefined }) {
  return (
    words && (
      <Text span size="xs" c="dimmed">
        {` (${words})`}
      </Text>
    )
  );
}

interface Props {
  answer: Answer;
  title: string;
  columns?: readonly string[] | undefined;
  rowsShown?: number | undefined;
  onPick?: OnPick | undefined;
}

/** An answer as a table: what names the row first, then its figures. */
export function Rows({ answer, title, columns, rowsShown = FIRST_ROWS, onPick }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const rows = answer.rows.map((cells, at): NumberedRow => ({ at, cells }));
  const grain = grainColumns(answer);
  const visible = [...grain, ...figureColumns(answer, columns)];
  const tableColumns = visible.map((column, place): TableColumn<NumberedRow> => ({
    key: column.name,
    title: column.title,
    figure: FIGURES.has(column.unit) && !answer.grain.includes(column.name),
    // What names the row and one figure at the least, three columns at the most.
    wide: place > Math.max(2, grain.length),
    cell: (row) => (
      <>
        <PickButton answer={answer} row={row.cells} onPick={place === 0 ? onPick : undefined}>
          {shown(words, answer, column, row.cells[columnAt(answer, column.name)] ?? null)}
        </PickButton>
        {place === grain.length - 1 && <Partial words={partialWords(answer, row.at)} />}
      </>
    ),
  }));
  return (
    <>
      <DataTable
        caption={title}
        columns={tableColumns}
        rows={all ? rows : rows.slice(0, rowsShown)}
        rowKey={(row) => row.at}
        empty={<EmptyState title={t("empty.figures")} text={t("empty.figures_hint")} />}
      />
      {!all && rows.length > rowsShown && (
        <Center mt="xs">
          <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
            {t("figure.all_rows", { count: rows.length, shown: format.quantity(rows.length) })}
          </Button>
        </Center>
      )}
    </>
  );
}
