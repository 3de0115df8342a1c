import { Anchor, Button, Paper, SegmentedControl, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePages } from "../../client/paging.ts";
import { useMay } from "../../client/session.ts";
import type { MessageClient } from "../../client/types.ts";
import { LANGUAGES } from "../../i18n/languages.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { ClientPicker } from "../../ui/ClientPicker.tsx";
import { DataTable, type TableColumn } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { FormModal } from "../../ui/FormModal.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useAct } from "../../ui/useAct.ts";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import classes from "./people.module.css";

const GROUPS = ["all", "high_value", "loyal", "new", "complaints", "inactive"] as const;

function LinkForm({ person, onClose }: { person: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [clientId, setClientId] = useState<string | null>(null);
  const act = useAct({
    onDone: () => {
      saySaved(t("act.saved"));
      onClose();
    },
  });
  return (
    <FormModal
      title={t("messages.link", { name: person })}
      busy={act.isPending}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        if (clientId)
          act.mutate({ method: "POST", path: "/messages/links", body: { person, client_id: Number(clientId) } });
      }}
    >
      <Text size="sm">{t("messages.link_hint")}</Text>
      <ClientPicker label={t("messages.link_client")} value={clientId} onChange={setClientId} />
    </FormModal>
  );
}

function Name({ person, onLink }: { person: MessageClient; onLink: (name: string) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <>
      {person.client_id ? (
        <Anchor component={Link} to={`/clients/${person.client_id}`} size="sm">
          {person.name}
        </Anchor>
      ) : (
        person.name
      )}
      {person.phone && person.phone !== person.name && (
        <Text size="xs" c="dimmed">
          {person.phone}
        </Text>
      )}
      {!person.client_id && may("messages:write") && (
        <Button size="compact-xs" variant="subtle" onClick={() => onLink(person.person)}>
          {t("messages.whose")}
        </Button>
      )}
    </>
  );
}

/** As the language calls itself. */
function languageName(code: string | null): string {
  return LANGUAGES.find((language) => language.code === code)?.name ?? code ?? "";
}

function useColumns(onLink: (name: string) => void): TableColumn<MessageClient>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const words = (person: MessageClient): string =>
    [...new Set(person.complaints.flatMap((said) => said.words))].join(" · ");
  return [
    { key: "name", title: t("field.person_name"), cell: (person) => <Name person={person} onLink={onLink} /> },
    { key: "spend", title: t("messages.spend"), figure: true, cell: (person) => format.money(person.spend) },
    {
      key: "payments",
      title: t("messages.payments"),
      figure: true,
      wide: true,
      cell: (person) => format.quantity(person.payments),
    },
    {
      key: "messages",
      title: t("messages.count"),
      figure: true,
      wide: true,
      cell: (person) => format.quantity(person.messages),
    },
    { key: "last", title: t("messages.last_seen"), wide: true, cell: (person) => format.day(person.last_seen) },
    {
      key: "engagement",
      title: t("messages.engagement"),
      figure: true,
      wide: true,
      cell: (person) => format.share(person.engagement / 100),
    },
    {
      key: "loyalty",
      title: t("messages.loyalty"),
      figure: true,
      cell: (person) => format.share(person.loyalty / 100),
    },
    { key: "language", title: t("messages.language"), wide: true, cell: (person) => languageName(person.language) },
    {
      key: "about",
      title: t("messages.about"),
      wide: true,
      cell: (person) => [...person.places, ...person.services.map((code) => t(`service.${code}`))].join(", "),
    },
    { key: "words", title: t("messages.words"), wide: true, cell: words },
  ];
}

/** Everybody who paid or wrote, with scores and the words of complaints, by segment. */
export function People() {
  const { t } = useTranslation();
  const [group, setGroup] = useSearchParam("group");
  const [linking, setLinking] = useState<string>();
  const columns = useColumns(setLinking);
  const chosen = GROUPS.find((name) => name === group) ?? "all";
  const query = { segment: chosen === "all" ? null : chosen };
  const { rows, error, retry, more } = usePages<MessageClient>("/messages/clients", query);
  return (
    <Stack>
      <div className={classes["groups"]}>
        <SegmentedControl
          aria-label={t("field.segment")}
          data={GROUPS.map((name) => ({ value: name, label: t(`messages.segment_${name}`) }))}
          value={chosen}
          onChange={setGroup}
        />
      </div>
      <Paper withBorder p="md">
        {error ? (
          <ErrorBox error={error} onRetry={retry} />
        ) : (
          <DataTable
            caption={t("messages.tab_people")}
            columns={columns}
            rows={rows}
            rowKey={(person) => person.person}
            more={more}
            empty={<EmptyState icon="clients" title={t("messages.nobody")} />}
          />
        )}
      </Paper>
      {linking && <LinkForm person={linking} onClose={() => setLinking(undefined)} />}
    </Stack>
  );
}
