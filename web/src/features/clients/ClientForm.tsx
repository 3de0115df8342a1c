import { Group, Select, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import type { Client } from "../../client/types.ts";
import { CustomInputs, type CustomValues } from "../../ui/CustomInputs.tsx";
import { useBranches, useSources } from "../../ui/filters/choices.ts";
import { FormModal } from "../../ui/FormModal.tsx";
import { orNull } from "../../ui/forms.ts";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";
import { ConsentInputs, saidConsents } from "./ConsentInputs.tsx";

function startValues(client: Client | undefined) {
  return {
    name: client?.name ?? "",
    phone: client?.phone ?? "",
    email: client?.email ?? "",
    birthday: client?.birthday ?? "",
    gender: client?.gender ?? null,
    status: client?.status ?? "active",
    source: client?.source ?? "admin",
    branch_id: client?.branch_id ? String(client.branch_id) : null,
    consents: saidConsents(client),
    city: client?.city ?? "",
    custom: (client?.custom ?? {}) as CustomValues,
    note: client?.note ?? "",
    tags: client?.tags ?? [],
  };
}

type Values = ReturnType<typeof startValues>;

function asked({ source: _source, ...values }: Values) {
  return {
    ...values,
    name: values.name.trim(),
    phone: orNull(values.phone),
    email: orNull(values.email),
    birthday: orNull(values.birthday),
    branch_id: values.branch_id ? Number(values.branch_id) : null,
    city: orNull(values.city),
    note: orNull(values.note),
  };
}

/** Add a client, or change one. */
export function ClientForm({ client, onClose }: { client: Client | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const branches = useBranches();
  const sources = useSources();
  const form = useForm({ initialValues: startValues(client) });
  const { send, busy, error } = useFormAct<Client>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const submit = form.onSubmit((values) =>
    send(
      client
        ? { method: "PATCH", path: `/clients/${client.id}`, body: asked(values) }
        : { method: "POST", path: "/clients", body: { ...asked(values), source: values.source } },
    ),
  );
  return (
    <FormModal
      title={t(client ? "clients.edit" : "clients.add")}
      busy={busy}
      error={error}
      onClose={onClose}
      onSubmit={submit}
    >
      <TextInput label={t("field.person_name")} required data-autofocus {...form.getInputProps("name")} />
      <Group grow align="flex-start">
        <TextInput label={t("field.phone")} type="tel" {...form.getInputProps("phone")} />
        <TextInput label={t("field.email")} type="email" {...form.getInputProps("email")} />
      </Group>
      <Group grow align="flex-start">
        <TextInput label={t("field.birthday")} type="date" {...form.getInputProps("birthday")} />
        <Select
          label={t("field.gender")}
          clearable
          data={["F", "M"].map((value) => ({ value, label: t(`gender.${value}`) }))}
          {...form.getInputProps("gender")}
        />
      </Group>
      <Group grow align="flex-start">
        <Select
          label={t("field.status")}
          allowDeselect={false}
          data={["active", "waiting", "inactive"].map((value) => ({ value, label: t(`client_status.${value}`) }))}
          {...form.getInputProps("status")}
        />
        {!client && (
          <Select label={t("field.source")} allowDeselect={false} data={sources} {...form.getInputProps("source")} />
        )}
      </Group>
      <Group grow align="flex-start">
        <TextInput label={t("field.city")} {...form.getInputProps("city")} />
        <Select label={t("field.branch")} clearable data={branches} {...form.getInputProps("branch_id")} />
      </Group>
      <ConsentInputs values={form.values.consents} onChange={(consents) => form.setFieldValue("consents", consents)} />
      <CustomInputs
        about="clients"
        values={form.values.custom}
        errors={form.errors}
        onChange={(custom) => form.setFieldValue("custom", custom)}
      />
      <TagsInput label={t("field.tags")} {...form.getInputProps("tags")} />
      <Textarea label={t("field.note")} autosize minRows={2} {...form.getInputProps("note")} />
    </FormModal>
  );
}
