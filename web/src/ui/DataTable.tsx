import { Button, Center, Skeleton, Stack } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import classes from "./table.module.css";

export interface TableColumn<T> {
  key: string;
  title: string;
  cell: (row: T) => ReactNode;
  /** Figures stand at the end of their cell, so that digits line up. */
  figure?: boolean;
  /** Not shown on a phone until all columns are wished for. */
  wide?: boolean;
  /** Sentences: on a phone they stand below their row, as wide as it is. */
  long?: boolean;
}

interface Props<T> {
  /** What the table shows, for those who hear it. */
  caption: string;
  columns: TableColumn<T>[];
  rows: T[] | undefined;
  rowKey: (row: T) => string | number;
  empty?: ReactNode;
  more?: { has: boolean; busy: boolean; load: () => void };
}

function className({ figure, wide, long }: { figure?: boolean; wide?: boolean; long?: boolean }): string {
  return [figure && classes["figure"], wide && classes["wide"], long && classes["long"]].filter(Boolean).join(" ");
}

function Waiting() {
  return (
    <Stack gap="xs" aria-busy="true" py="xs">
      {[1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} height={34} />
      ))}
    </Stack>
  );
}

/** A plain table with headings, a phone's narrower version, and "more" at its foot. */
export function DataTable<T>({ caption, columns, rows, rowKey, empty, more }: Props<T>) {
  const { t } = useTranslation();
  const [isWhole, setWhole] = useState(false);
  if (!rows) return <Waiting />;
  if (rows.length === 0 && empty) return empty;
  const hasLong = columns.some(({ long }) => long);
  return (
    <>
      <div className={classes["scroll"]} tabIndex={0} role="region" aria-label={t("table.of", { title: caption })}>
        <table className={classes["table"]} data-whole={isWhole || undefined} data-long={hasLong || undefined}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.key} className={className(column)} scope="col">
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={rowKey(row)}>
                {columns.map((column) => (
                  <td key={column.key} className={className(column)}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {columns.some(({ wide }) => wide) && (
        <Button
          hiddenFrom="sm"
          size="compact-xs"
          variant="subtle"
          mt={4}
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
          data-hand
        >
          {t(isWhole ? "act.fewer_columns" : "act.all_columns")}
        </Button>
      )}
      {more?.has && (
        <Center mt="sm">
          <Button variant="default" loading={more.busy} onClick={more.load}>
            {t("act.more")}
          </Button>
        </Center>
      )}
    </>
  );
}
