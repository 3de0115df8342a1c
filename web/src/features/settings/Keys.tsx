import { Alert, Button, Code, CopyButton, MultiSelect, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useSession } from "../../client/session.ts";
import type { ApiKey, NewApiKey } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { ConfirmButton } from "../../ui/ConfirmButton.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { FormModal } from "../../ui/FormModal.tsx";
import { useAct } from "../../ui/useAct.ts";
import { useFormAct } from "../../ui/useFormAct.ts";
import { Section } from "./Section.tsx";
import { useList } from "./useList.ts";

function KeyForm({ onClose, onMade }: { onClose: () => void; onMade: (made: NewApiKey) => void }) {
  const { t } = useTranslation();
  const { grants } = useSession();
  const form = useForm({ initialValues: { name: "", grants: [] as string[] } });
  const { send, busy, error } = useFormAct<NewApiKey>(form, (made) => {
    onMade(made);
    onClose();
  });
  return (
    <FormModal
      title={t("settings.add_key")}
      busy={busy}
      error={error}
      onClose={onClose}
      onSubmit={form.onSubmit((body) => send({ method: "POST", path: "/api-keys", body }))}
    >
      <TextInput label={t("settings.key_name")} required data-autofocus {...form.getInputProps("name")} />
      <MultiSelect
        label={t("settings.key_grants")}
        data={grants}
        searchable
        required
        {...form.getInputProps("grants")}
      />
    </FormModal>
  );
}

function Secret({ made, onClose }: { made: NewApiKey; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert
      color="pine"
      title={t("settings.key_ready", { name: made.key.name })}
      withCloseButton
      closeButtonLabel={t("act.close")}
      onClose={onClose}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{t("settings.key_once")}</Text>
        <Code block>{made.secret}</Code>
        <CopyButton value={made.secret}>
          {({ copied, copy }) => (
            <Button size="compact-sm" onClick={copy}>
              {t(copied ? "act.copied" : "act.copy")}
            </Button>
          )}
        </CopyButton>
      </Stack>
    </Alert>
  );
}

/** Keys of programs. */
export function Keys() {
  const { t } = useTranslation();
  const format = useFormat();
  const act = useAct();
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<NewApiKey>();
  const { data, error, refetch } = useList<ApiKey>("/api-keys");
  return (
    <Section hint={t("settings.keys_hint")} addText={t("settings.add_key")} onAdd={() => setAdding(true)}>
      {error && <ErrorBox error={error} onRetry={() => void refetch()} />}
      {made && <Secret made={made} onClose={() => setMade(undefined)} />}
      <DataTable
        caption={t("settings.keys")}
        rows={data}
        rowKey={(key) => key.id}
        empty={<EmptyState icon="code" title={t("settings.no_keys")} />}
        columns={[
          { key: "name", title: t("field.name"), cell: (key) => key.name },
          {
            key: "prefix",
            title: t("settings.key_prefix"),
            wide: true,
            cell: (key) => <Code>{`${key.prefix}…`}</Code>,
          },
          { key: "grants", title: t("settings.key_grants"), wide: true, cell: (key) => key.grants.join(", ") },
          {
            key: "used",
            title: t("settings.last_used"),
            cell: (key) => (key.last_used_at ? format.instant(key.last_used_at) : t("settings.never_used")),
          },
          {
            key: "acts",
            title: "",
            figure: true,
            cell: (key) => (
              <ConfirmButton
                size="compact-sm"
                label={t("settings.revoke")}
                question={t("settings.revoke_question", { name: key.name })}
                onConfirm={() => act.mutate({ method: "DELETE", path: `/api-keys/${key.id}` })}
              />
            ),
          },
        ]}
      />
      {adding && <KeyForm onClose={() => setAdding(false)} onMade={setMade} />}
    </Section>
  );
}
