import { Alert, Anchor, Button, Paper, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { Sale, SaleLine } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { ConfirmButton } from "../../ui/ConfirmButton.tsx";
import { DataTable, type TableColumn } from "../../ui/DataTable.tsx";
import { PageError } from "../../ui/PageError.tsx";
import { useBranches, useSellers, type Choice } from "../../ui/filters/choices.ts";
import { PageHead } from "../../ui/PageHead.tsx";
import { offerUndo } from "../../ui/toast.tsx";
import { useAct } from "../../ui/useAct.ts";
import { ReturnForm } from "./ReturnForm.tsx";

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0}>
        {children ?? "–"}
      </Text>
    </div>
  );
}

function nameOf(choices: Choice[], id: number | null): string | undefined {
  return choices.find((choice) => choice.value === String(id))?.label;
}

function Facts({ sale }: { sale: Sale }) {
  const { t } = useTranslation();
  const format = useFormat();
  const branches = useBranches();
  const sellers = useSellers();
  const tenders = sale.tenders.map(({ kind, amount }) => `${t(`tender.${kind}`)}: ${format.money(amount)}`);
  return (
    <Paper withBorder p="md">
      <SimpleGrid component="dl" cols={{ base: 2, sm: 4 }} m={0}>
        <Fact name={t("field.total")}>{format.money(sale.total)}</Fact>
        <Fact name={t("field.client")}>
          {sale.client_id === null ? (
            t("none.client")
          ) : (
            <Anchor component={Link} to={`/clients/${sale.client_id}`} size="sm">
              {sale.client_name}
            </Anchor>
          )}
        </Fact>
        <Fact name={t("field.branch")}>{nameOf(branches, sale.branch_id)}</Fact>
        <Fact name={t("field.seller")}>{nameOf(sellers, sale.seller_id)}</Fact>
        <Fact name={t("field.source")}>{sale.source && t(`source.${sale.source}`)}</Fact>
        <Fact name={t("field.document")}>{sale.document}</Fact>
        <Fact name={t("field.tender")}>{tenders.join(", ") || null}</Fact>
        {sale.reason && <Fact name={t("field.reason")}>{sale.reason}</Fact>}
        {sale.original_sale_id && (
          <Fact name={t("sales.return_of")}>
            <Anchor component={Link} to={`/sales/${sale.original_sale_id}`} size="sm">
              {`#${sale.original_sale_id}`}
            </Anchor>
          </Fact>
        )}
      </SimpleGrid>
    </Paper>
  );
}

function useLineColumns(): TableColumn<SaleLine>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    { key: "name", title: t("field.product"), cell: (line) => line.name },
    { key: "quantity", title: t("field.quantity"), figure: true, cell: (line) => format.quantity(line.quantity) },
    {
      key: "unit_price",
      title: t("field.unit_price"),
      figure: true,
      wide: true,
      cell: (line) => format.money(line.unit_price),
    },
    {
      key: "discount",
      title: t("field.discount"),
      figure: true,
      wide: true,
      cell: (line) => format.money(line.discount),
    },
    {
      key: "returned",
      title: t("sales.returned_quantity"),
      figure: true,
      wide: true,
      cell: (line) => format.quantity(line.returned),
    },
    { key: "amount", title: t("field.amount"), figure: true, cell: (line) => format.money(line.amount) },
  ];
}

/** A document recorded by mistake counts nowhere, and can be put back. */
function VoidButton({ sale }: { sale: Sale }) {
  const { t } = useTranslation();
  const act = useAct();
  const restore = () => act.mutate({ method: "POST", path: `/sales/${sale.id}/restore` });
  if (sale.voided_at) {
    return (
      <Button variant="default" onClick={restore}>
        {t("sales.put_back")}
      </Button>
    );
  }
  const done = { onSuccess: () => offerUndo(t("sales.voided"), t("act.undo"), restore) };
  return (
    <ConfirmButton
      label={t("sales.void")}
      question={t("sales.void_question")}
      onConfirm={() => act.mutate({ method: "POST", path: `/sales/${sale.id}/void`, body: {} }, done)}
    />
  );
}

function Document({ sale }: { sale: Sale }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const columns = useLineColumns();
  const [returning, { open, close }] = useDisclosure();
  return (
    <>
      <PageHead title={t(`sales.title_${sale.kind}`, { when: format.wallClock(sale.local_at) })}>
        {may("sales:write") && <VoidButton sale={sale} />}
        {may("sales:write") && sale.kind === "sale" && !sale.voided_at && (
          <Button onClick={open}>{t("sales.take_back")}</Button>
        )}
      </PageHead>
      <Stack>
        {sale.voided_at && <Alert color="gray">{t("sales.voided_hint")}</Alert>}
        <Facts sale={sale} />
        <Paper withBorder p="md">
          <DataTable caption={t("sales.lines")} columns={columns} rows={sale.lines} rowKey={(line) => line.id} />
        </Paper>
      </Stack>
      {returning && <ReturnForm sale={sale} onClose={close} />}
    </>
  );
}

/** One sale or return. */
export function SalePage() {
  const { saleId } = useParams({ strict: false }) as { saleId: string };
  const { data, error, refetch } = useQuery({
    queryKey: ["sale", saleId],
    queryFn: () => call<Sale>("GET", `/sales/${saleId}`),
  });
  if (error) return <PageError error={error} onRetry={() => void refetch()} />;
  return data ? <Document sale={data} /> : <Skeleton height={320} />;
}
