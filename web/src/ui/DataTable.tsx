import { Button, Center, Skeleton, Stack, Table } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import classes from "./table.module.css";

export interface TableColumn<T> {
  key: string;
  title: string;
  cell: (row: T) => ReactNode;
  /** Figures stand at the end of their cell, so that digits line up. */
  figure?: boolean;
  /** Left out on a phone: the card behind the row has it. */
  wide?: boolean;
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

function className(column: { figure?: boolean; wide?: boolean }): string {
  return [column.figure && classes["figure"], column.wide && classes["wide"]].filter(Boolean).join(" ");
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
  if (!rows) return <Waiting />;
  if (rows.length === 0 && empty) return empty;
  return (
    <>
      <div className={classes["scroll"]} tabIndex={0} role="region" aria-label={caption}>
        <Table highlightOnHover verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column.key} className={className(column)} scope="col">
                  {column.title}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={rowKey(row)}>
                {columns.map((column) => (
                  <Table.Td key={column.key} className={className(column)}>
                    {column.cell(row)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
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
