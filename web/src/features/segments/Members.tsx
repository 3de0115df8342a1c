import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Query } from "../../client/call.ts";
import { usePages } from "../../client/paging.ts";
import type { SegmentMember } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { DataTable, type TableColumn } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";

function useColumns(): TableColumn<SegmentMember>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      key: "name",
      title: t("field.person_name"),
      cell: (member) => (
        <Anchor component={Link} to={`/clients/${member.client_id}`} size="sm">
          {member.name}
        </Anchor>
      ),
    },
    { key: "phone", title: t("field.phone"), wide: true, cell: (member) => member.phone },
    { key: "segment", title: t("field.segment"), wide: true, cell: (member) => t(`segment.${member.segment}`) },
    { key: "last", title: t("clients.last_purchase"), cell: (member) => format.day(member.last_sale_on) },
    {
      key: "frequency",
      title: t("clients.frequency"),
      figure: true,
      cell: (member) => format.quantity(member.frequency),
    },
    { key: "monetary", title: t("clients.monetary"), figure: true, cell: (member) => format.money(member.monetary) },
  ];
}

/** Clients with what made them members: last purchase, number of sales, spend. */
export function Members({ path, query }: { path: string; query: Query }) {
  const { t } = useTranslation();
  const columns = useColumns();
  const { rows, error, retry, more } = usePages<SegmentMember>(path, query);
  if (error) return <ErrorBox error={error} onRetry={retry} />;
  return (
    <DataTable
      caption={t("segments.behind")}
      columns={columns}
      rows={rows}
      rowKey={(member) => member.client_id}
      more={more}
      empty={<EmptyState icon="segments" title={t("segments.nobody")} />}
    />
  );
}
