import { Anchor, Badge, Code, Group, Paper, Skeleton, Stack, Text, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import { useLanguage } from "../../i18n/useFormat.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { Icon } from "../../ui/icons.tsx";
import { PageHead } from "../../ui/PageHead.tsx";
import classes from "./docs.module.css";
import { curl, entries, fields, type Document, type Entry } from "./document.ts";

function Details({ entry, document }: { entry: Entry; document: Document }) {
  const { t } = useTranslation();
  const rows = fields(entry, document);
  return (
    <Stack mt="sm" gap="sm">
      <Group gap="xs">
        <Code>{entry.id}</Code>
        {entry.operation["x-grant"] && <Text size="sm">{t("docs.grant", { grant: entry.operation["x-grant"] })}</Text>}
      </Group>
      {rows.length > 0 && (
        <DataTable
          caption={t("docs.fields", { name: entry.id })}
          rows={rows}
          rowKey={(row) => `${row.place}.${row.name}`}
          columns={[
            { key: "name", title: t("docs.field"), cell: (row) => <Code>{row.name}</Code> },
            { key: "place", title: t("docs.place"), wide: true, cell: (row) => row.place },
            { key: "type", title: t("docs.type"), cell: (row) => row.type },
            {
              key: "required",
              title: t("docs.required"),
              wide: true,
              cell: (row) => row.required && <Icon name="check" size={16} />,
            },
            { key: "text", title: t("docs.meaning"), wide: true, cell: (row) => row.text },
          ]}
        />
      )}
      <Code block className={classes["example"]}>
        {curl(entry, document, window.location.origin)}
      </Code>
    </Stack>
  );
}

function OperationPanel({ entry, document }: { entry: Entry; document: Document }) {
  const [opened, setOpened] = useState(false);
  return (
    <details className={classes["operation"]} id={entry.id} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>
        <Badge variant="light" color={entry.method === "GET" ? "gray" : "pine"} w={68} radius="sm">
          {entry.method}
        </Badge>
        <code className={classes["path"]}>{entry.path}</code>
        <Text size="sm" c="dimmed" component="span">
          {entry.operation.summary}
        </Text>
      </summary>
      {opened && <Details entry={entry} document={document} />}
    </details>
  );
}

function matches(entry: Entry, search: string): boolean {
  const text = `${entry.id} ${entry.method} ${entry.path} ${entry.operation.summary ?? ""}`.toLowerCase();
  return text.includes(search.toLowerCase());
}

function Rooms({ document, search }: { document: Document; search: string }) {
  const { t } = useTranslation();
  return [...entries(document)].map(([room, all]) => {
    const found = all.filter((entry) => matches(entry, search));
    if (found.length === 0) return null;
    // A room that has a place in the app is called as that place is.
    const slug = room.replace(" ", "_");
    const title = t(`docs.room_${slug}`, { defaultValue: t(`nav.${slug}`) });
    return (
      <Paper key={room} withBorder p="md" component="section" aria-label={title}>
        <Title order={2} fz="md" mb="xs">
          {title}
        </Title>
        {found.map((entry) => (
          <OperationPanel key={entry.id} entry={entry} document={document} />
        ))}
      </Paper>
    );
  });
}

/** The API for those who build on it, drawn from the server's own description of itself. */
export function ApiDocs() {
  const { t } = useTranslation();
  const language = useLanguage();
  const [search, setSearch] = useState("");
  const { data, error, refetch } = useQuery({
    queryKey: ["openapi", language],
    queryFn: () => call<Document>("GET", "/openapi.json"),
    staleTime: Infinity,
  });
  return (
    <>
      <PageHead title={t("nav.docs")}>
        <Anchor href="/api/openapi.json" size="sm">
          {t("docs.raw")}
        </Anchor>
      </PageHead>
      <Text size="sm" c="dimmed" mb="md" maw={720}>
        {t("docs.intro")}
      </Text>
      <TextInput
        type="search"
        mb="md"
        aria-label={t("docs.search")}
        placeholder={t("docs.search")}
        leftSection={<Icon name="search" size={16} />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {error && <ErrorBox error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={400} />}
      <Stack>{data && <Rooms document={data} search={search} />}</Stack>
    </>
  );
}
