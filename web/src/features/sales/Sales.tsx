import { Anchor, Badge, Button, Group, Paper, SegmentedControl } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { usePages } from "../../client/paging.ts";
import { useMay } from "../../client/session.ts";
import type { SaleHead } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { DataTable, type TableColumn } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { useBranches } from "../../ui/filters/choices.ts";
import { FilterBar } from "../../ui/filters/FilterBar.tsx";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { Icon } from "../../ui/icons.tsx";
import { PageHead } from "../../ui/PageHead.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";

const KINDS = ["all", "sale", "return"] as const;

function KindSwitch() {
  const { t } = useTranslation();
  const [kind, setKind] = useSearchParam("kind");
  return (
    <SegmentedControl
      mb="md"
      aria-label={t("field.kind")}
      data={KINDS.map((name) => ({ value: name, label: t(`sales.kind_${name}`) }))}
      value={kind ?? "all"}
      onChange={(name) => setKind(name === "all" ? null : name)}
    />
  );
}

function When({ sale }: { sale: SaleHead }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Group gap={6}>
      <Anchor component={Link} to={`/sales/${sale.id}`} size="sm">
        {format.wallClock(sale.local_at)}
      </Anchor>
      {sale.voided_at && (
        <Badge variant="outline" color="gray" tt="none" fw={500}>
          {t("sales.voided")}
        </Badge>
      )}
      {sale.kind === "return" && (
        <Badge variant="light" color="gray" tt="none" fw={500}>
          {t("sale_kind.return")}
        </Badge>
      )}
    </Group>
  );
}

function useColumns(): TableColumn<SaleHead>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const branches = useBranches();
  const branchName = (id: number | null) => branches.find((branch) => branch.value === String(id))?.label;
  return [
    { key: "sold_at", title: t("field.sold_at"), cell: (sale) => <When sale={sale} /> },
    { key: "client", title: t("field.client"), cell: (sale) => <ClientName sale={sale} /> },
    { key: "branch", title: t("field.branch"), wide: true, cell: (sale) => branchName(sale.branch_id) },
    { key: "document", title: t("field.document"), wide: true, cell: (sale) => sale.document },
    { key: "source", title: t("field.source"), wide: true, cell: (sale) => sale.source && t(`source.${sale.source}`) },
    { key: "total", title: t("field.total"), figure: true, cell: (sale) => format.money(sale.total) },
  ];
}

function ClientName({ sale }: { sale: SaleHead }) {
  const { t } = useTranslation();
  if (sale.client_id === null) return t("none.client");
  return (
    <Anchor component={Link} to={`/clients/${sale.client_id}`} size="sm">
      {sale.client_name}
    </Anchor>
  );
}

/** Sales and returns, the newest first. */
export function Sales() {
  const { t } = useTranslation();
  const may = useMay();
  const { segment: _segment, category: _category, ...filters } = useFilterQuery();
  const [kind] = useSearchParam("kind");
  const [client] = useSearchParam("client");
  const { rows, error, retry, more } = usePages<SaleHead>("/sales", { ...filters, kind, client });
  const columns = useColumns();
  return (
    <>
      <PageHead title={t("nav.sales")}>
        {may("sales:write") && (
          <Button component={Link} to="/sales/new" leftSection={<Icon name="plus" size={16} />}>
            {t("sales.record")}
          </Button>
        )}
      </PageHead>
      <FilterBar />
      <KindSwitch />
      <Paper withBorder p="md">
        {error ? (
          <ErrorBox error={error} onRetry={retry} />
        ) : (
          <DataTable
            caption={t("nav.sales")}
            columns={columns}
            rows={rows}
            rowKey={(sale) => sale.id}
            more={more}
            empty={<EmptyState icon="sales" title={t("sales.none")} text={t("sales.none_hint")} />}
          />
        )}
      </Paper>
    </>
  );
}
