import { Anchor, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { address } from "../../client/call.ts";
import { usePages } from "../../client/paging.ts";
import { useMay } from "../../client/session.ts";
import type { PredictedClient, PredictedList } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { DataTable, type TableColumn } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { SaveAs } from "./SaveAs.tsx";

export type ListColumn = TableColumn<PredictedClient>;

/** Name, and the phone to call. */
function Person({ client }: { client: PredictedClient }) {
  return (
    <>
      <Anchor component={Link} to={`/clients/${client.client_id}`} size="sm">
        {client.name}
      </Anchor>
      {client.phone && (
        <Anchor href={`tel:${client.phone}`} size="xs" c="dimmed" display="block">
          {client.phone}
        </Anchor>
      )}
    </>
  );
}

/** A sentence, and under it what to offer. */
export function Told({ client, sentence }: { client: PredictedClient; sentence: string }) {
  const { t } = useTranslation();
  const { offer, step_up } = client;
  return (
    <Stack gap={2}>
      <Text size="sm">{sentence}</Text>
      {offer.length > 0 && (
        <Text size="xs" c="dimmed">
          {t("predictions.offer", { products: offer.map((product) => product.name).join(", ") })}
        </Text>
      )}
      {step_up && (
        <Text size="xs" c="dimmed">
          {t("predictions.step_up", { product: step_up.name, instead: step_up.instead_of.name })}
        </Text>
      )}
    </Stack>
  );
}

interface Props {
  list: PredictedList;
  hint: string | undefined;
  columns: ListColumn[];
  empty: string;
}

/** Clients with what is expected of them, to call, to open, to keep as a segment, to take along as a file. */
export function ClientList({ list, hint, columns, empty }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const { since: _since, until: _until, ...filters } = useFilterQuery();
  const { name, title } = list;
  const path = `/predictions/lists/${name}`;
  const { rows, total, error, retry, more } = usePages<PredictedClient>(path, filters);
  if (error) return <ErrorBox error={error} onRetry={retry} />;
  const person: ListColumn = {
    key: "name",
    title: t("field.person_name"),
    cell: (client) => <Person client={client} />,
  };
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Group justify="space-between" mb="sm" gap="xs">
        <div>
          <Title order={2} fz="sm" fw={600}>
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {total !== undefined &&
              total !== null &&
              t("clients.count", { count: total, total: format.quantity(total) })}
            {hint && ` · ${hint}`}
          </Text>
        </div>
        <Group gap="xs">
          <SaveAs list={list} filters={filters} />
          {may("clients:export") && (
            <Button
              size="compact-sm"
              variant="default"
              component="a"
              href={address(`${path}/export`, { ...filters, format: "xlsx" })}
              download
            >
              {t("act.export")}
            </Button>
          )}
        </Group>
      </Group>
      <DataTable
        caption={title}
        columns={[person, ...columns]}
        rows={rows}
        rowKey={(client) => client.client_id}
        more={more}
        empty={<EmptyState icon="clients" title={empty} text={t("predictions.empty_hint")} />}
      />
    </Paper>
  );
}
