import { Anchor, Button, Checkbox, Group, Popover, Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { address, type Query } from "../../client/call.ts";
import { usePages } from "../../client/paging.ts";
import { useMay } from "../../client/session.ts";
import type { SegmentMember } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { DataTable, type TableColumn } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { WhyButton } from "../../ui/why/WhyButton.tsx";

/** What can be shown of a member besides the name; the first seven are shown unless others are chosen. */
const COLUMNS = [
  "phone",
  "average_check",
  "monetary",
  "recency_in_days",
  "sources",
  "registered_on",
  "segment",
  "frequency",
  "first_sale_on",
  "last_sale_on",
] as const;
type Column = (typeof COLUMNS)[number];
const USUAL: readonly Column[] = COLUMNS.slice(0, 6);
/** What a phone has room for, and where each row also tells why. */
const ON_A_PHONE = new Set<Column>(["monetary", "recency_in_days"]);
const BESIDE_WHY = new Set<Column>(["monetary"]);
const FIGURES = new Set<Column>(["average_check", "monetary", "recency_in_days", "frequency"]);

function useChosen(): [readonly Column[], (columns: string[]) => void] {
  const [written, write] = useSearchParam("columns");
  const chosen = written === undefined ? USUAL : COLUMNS.filter((column) => written.split(",").includes(column));
  return [chosen, (columns) => write(columns.join(",") || "name")];
}

function useCells(): Record<Column, (member: SegmentMember) => React.ReactNode> {
  const { t } = useTranslation();
  const format = useFormat();
  return {
    phone: (member) => member.phone,
    average_check: (member) => format.money(member.average_check),
    monetary: (member) => format.money(member.monetary),
    recency_in_days: (member) => member.recency_in_days !== null && format.quantity(member.recency_in_days),
    sources: (member) => member.sources.map((source) => t(`source.${source}`, { defaultValue: source })).join(", "),
    registered_on: (member) => format.day(member.registered_on),
    segment: (member) => member.segment && t(`segment.${member.segment}`),
    frequency: (member) => format.quantity(member.frequency),
    first_sale_on: (member) => format.day(member.first_sale_on),
    last_sale_on: (member) => format.day(member.last_sale_on),
  };
}

function useColumns(chosen: readonly Column[], segment?: string): TableColumn<SegmentMember>[] {
  const { t } = useTranslation();
  const cells = useCells();
  const narrow = segment === undefined ? ON_A_PHONE : BESIDE_WHY;
  const name: TableColumn<SegmentMember> = {
    key: "name",
    title: t("field.person_name"),
    cell: (member) => (
      <Anchor component={Link} to={`/clients/${member.client_id}`} size="sm">
        {member.name}
      </Anchor>
    ),
  };
  const others = chosen.map((column) => ({
    key: column,
    title: t(`segments.column_${column}`),
    figure: FIGURES.has(column),
    wide: !narrow.has(column),
    cell: cells[column],
  }));
  if (segment === undefined) return [name, ...others];
  const why: TableColumn<SegmentMember> = {
    key: "why",
    title: t("segments.column_why"),
    cell: (member) => <WhyButton segment={segment} client={{ id: member.client_id, name: member.name }} />,
  };
  return [name, ...others, why];
}

/** Some members, without paging: those of a rule that is being written. */
export function MemberTable({ caption, rows }: { caption: string; rows: SegmentMember[] | undefined }) {
  const { t } = useTranslation();
  const columns = useColumns(["monetary", "recency_in_days"]);
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      rowKey={(member) => member.client_id}
      empty={<EmptyState icon="segments" title={t("segments.nobody")} />}
    />
  );
}

function ColumnChoice({ chosen, onChoose }: { chosen: readonly Column[]; onChoose: (columns: string[]) => void }) {
  const { t } = useTranslation();
  return (
    <Popover position="bottom-end" withinPortal trapFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="subtle">
          {t("segments.columns")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group aria-label={t("segments.columns")} value={[...chosen]} onChange={onChoose}>
          <Stack gap="xs">
            {COLUMNS.map((column) => (
              <Checkbox key={column} value={column} label={t(`segments.column_${column}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
}

interface Props {
  path: string;
  query: Query;
  /** The segment whose reasons each row can tell. */
  segment?: string;
}

/** Clients with what made them members, in columns of one's choice, and the same as a file. */
export function Members({ path, query, segment }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const [chosen, choose] = useChosen();
  const columns = useColumns(chosen, segment);
  const { rows, error, retry, more } = usePages<SegmentMember>(path, query);
  if (error) return <ErrorBox error={error} onRetry={retry} />;
  const file = { ...query, columns: ["name", ...chosen].join(","), format: "xlsx" };
  return (
    <>
      <Group justify="flex-end" gap="xs">
        <ColumnChoice chosen={chosen} onChoose={choose} />
        {segment !== undefined && may("clients:export") && (
          <Button size="compact-sm" variant="default" component="a" href={address(`${path}/export`, file)} download>
            {t("act.export")}
          </Button>
        )}
      </Group>
      <DataTable
        caption={t("segments.behind")}
        columns={columns}
        rows={rows}
        rowKey={(member) => member.client_id}
        more={more}
        empty={<EmptyState icon="segments" title={t("segments.nobody")} />}
      />
    </>
  );
}
