import { ActionIcon, Anchor, Badge, Button, Group, Menu, Paper, Pill, Select, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { address, type Query } from "../../client/call.ts";
import { usePages } from "../../client/paging.ts";
import { useMay } from "../../client/session.ts";
import type { Client } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { DataTable, type TableColumn } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { useBranches, useSources, type Choice } from "../../ui/filters/choices.ts";
import { Icon } from "../../ui/icons.tsx";
import { PageHead } from "../../ui/PageHead.tsx";
import { SearchField } from "../../ui/SearchField.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { ClientForm } from "./ClientForm.tsx";
import { Counters } from "./Counters.tsx";
import { StatusBadge } from "./StatusBadge.tsx";
import { useClientActs } from "./useClientActs.ts";

function useClientFilters(): Query {
  const [q] = useSearchParam("q");
  const [status] = useSearchParam("status");
  const [source] = useSearchParam("source");
  const [branch] = useSearchParam("branch");
  const [town] = useSearchParam("town");
  const [birthdayWithin] = useSearchParam("birthday_within");
  return { q, status, source, branch, town, birthday_within: birthdayWithin };
}

function FilterField({ name, choices }: { name: string; choices: Choice[] }) {
  const { t } = useTranslation();
  const [value, setValue] = useSearchParam(name);
  return (
    <Select
      aria-label={t(`filter.${name}`)}
      placeholder={t(`filter.${name}`)}
      data={choices}
      value={value ?? null}
      onChange={setValue}
      clearable
      searchable
      flex="0 1 10rem"
    />
  );
}

/** The town one came with, from the map or its table; the clients themselves know what it is called. */
function TownPill({ rows }: { rows: Client[] | undefined }) {
  const { t } = useTranslation();
  const [town, setTown] = useSearchParam("town");
  if (!town) return null;
  const name = rows?.[0]?.town?.name;
  const text = name ? `${t("filter.town")}: ${name}` : t("filter.town");
  return (
    <Pill
      size="md"
      mb="md"
      withRemoveButton
      onRemove={() => setTown(null)}
      removeButtonProps={{ "aria-label": t("filter.remove", { filter: text }), "aria-hidden": false, tabIndex: 0 }}
    >
      {text}
    </Pill>
  );
}

const BIRTHDAY_WINDOWS = ["7", "30"];

function Toolbar() {
  const { t } = useTranslation();
  const windows = BIRTHDAY_WINDOWS.map((days) => ({
    value: days,
    label: t("clients.birthday_within", { count: Number(days) }),
  }));
  return (
    <Group gap="xs" mb="md" role="search">
      <SearchField label={t("clients.search")} />
      <FilterField name="branch" choices={useBranches()} />
      <FilterField name="source" choices={useSources()} />
      <FilterField name="birthday_within" choices={windows} />
    </Group>
  );
}

function ExportMenu({ query }: { query: Query }) {
  const { t } = useTranslation();
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" leftSection={<Icon name="exports" size={16} />}>
          {t("act.export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={address("/clients/export", { ...query, format: "xlsx" })} download>
          {t("file.excel")}
        </Menu.Item>
        <Menu.Item component="a" href={address("/clients/export", { ...query, format: "csv" })} download>
          {t("file.csv")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function RowMenu({ client, onEdit }: { client: Client; onEdit: () => void }) {
  const { t } = useTranslation();
  const { remove, setStatus } = useClientActs();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("act.more_for", { name: client.name })}>
          <Icon name="more" size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={`/clients/${client.id}`}>
          {t("act.open")}
        </Menu.Item>
        <Menu.Item onClick={onEdit}>{t("act.edit")}</Menu.Item>
        {(["active", "waiting", "inactive"] as const)
          .filter((status) => status !== client.status)
          .map((status) => (
            <Menu.Item key={status} onClick={() => setStatus(client, status)}>
              {t(`clients.make_${status}`)}
            </Menu.Item>
          ))}
        <Menu.Divider />
        <Menu.Item color="red" onClick={() => remove(client)}>
          {t("act.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function NameCell({ client }: { client: Client }) {
  return (
    <>
      <Anchor component={Link} to={`/clients/${client.id}`} size="sm" fw={500}>
        {client.name}
      </Anchor>
      <Text size="xs" c="dimmed" hiddenFrom="sm">
        {client.phone ?? client.email}
      </Text>
    </>
  );
}

function useColumns(onEdit: (client: Client) => void): TableColumn<Client>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const columns: TableColumn<Client>[] = [
    { key: "name", title: t("field.person_name"), cell: (client) => <NameCell client={client} /> },
    { key: "phone", title: t("field.phone"), wide: true, cell: (client) => client.phone },
    { key: "status", title: t("field.status"), cell: (client) => <StatusBadge status={client.status} /> },
    {
      key: "source",
      title: t("field.source"),
      wide: true,
      cell: (client) => client.source && t(`source.${client.source}`),
    },
    { key: "birthday", title: t("field.birthday"), wide: true, cell: (client) => format.birthday(client.birthday) },
    { key: "tags", title: t("field.tags"), wide: true, cell: (client) => <Tags tags={client.tags} /> },
  ];
  if (!may("clients:write")) return columns;
  return [
    ...columns,
    {
      key: "acts",
      title: "",
      figure: true,
      cell: (client) => <RowMenu client={client} onEdit={() => onEdit(client)} />,
    },
  ];
}

function Tags({ tags }: { tags: string[] }) {
  return (
    <Group gap={4}>
      {tags.map((tag) => (
        <Badge key={tag} variant="light" color="gray" tt="none" fw={500}>
          {tag}
        </Badge>
      ))}
    </Group>
  );
}

function NoClients({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation();
  const may = useMay();
  if (filtered) return <EmptyState icon="search" title={t("clients.none_found")} text={t("clients.none_found_hint")} />;
  return (
    <EmptyState icon="clients" title={t("clients.none_yet")} text={t("clients.none_yet_hint")}>
      {may("imports:write") && (
        <Button component={Link} to="/imports/new" search={{ kind: "clients" } as never} variant="light">
          {t("act.import_file")}
        </Button>
      )}
    </EmptyState>
  );
}

/** The directory of clients. */
export function Clients() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const query = useClientFilters();
  const { rows, total, error, retry, more } = usePages<Client>("/clients", query);
  const [opened, { open, close }] = useDisclosure();
  const [edited, setEdited] = useState<Client>();
  const edit = (client?: Client) => {
    setEdited(client);
    open();
  };
  const columns = useColumns(edit);
  return (
    <>
      <PageHead title={t("nav.clients")}>
        {may("clients:export") && <ExportMenu query={query} />}
        {may("clients:write") && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => edit()}>
            {t("clients.add")}
          </Button>
        )}
      </PageHead>
      <Counters />
      <Toolbar />
      <TownPill rows={rows} />
      <Paper withBorder p="md">
        {total !== undefined && (
          <Text size="sm" c="dimmed" mb="xs" aria-live="polite">
            {t("clients.count", { count: total, total: format.quantity(total) })}
          </Text>
        )}
        {error ? (
          <ErrorBox error={error} onRetry={retry} />
        ) : (
          <DataTable
            caption={t("nav.clients")}
            columns={columns}
            rows={rows}
            rowKey={(client) => client.id}
            more={more}
            empty={<NoClients filtered={Object.values(query).some(Boolean)} />}
          />
        )}
      </Paper>
      {opened && <ClientForm client={edited} onClose={close} />}
    </>
  );
}
