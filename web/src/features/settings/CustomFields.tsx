import { Badge, Button, Switch, TagsInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useMay } from "../../client/session.ts";
import type { CustomField, FieldKind, FieldSubject } from "../../client/types.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { FormModal } from "../../ui/FormModal.tsx";
import { SelectField } from "../../ui/SelectField.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";
import { Section } from "./Section.tsx";
import { useList } from "./useList.ts";

const SUBJECTS: FieldSubject[] = ["clients", "products", "sales"];
const KINDS: FieldKind[] = ["text", "number", "date", "choice", "yes_no"];

function startValues(field: CustomField | null) {
  return {
    label: field?.label ?? "",
    about: (field?.about ?? "clients") as string,
    kind: (field?.kind ?? "text") as string,
    choices: field?.choices ?? [],
    is_active: field?.is_active ?? true,
  };
}

function FieldForm({ field, onClose }: { field: CustomField | null; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: startValues(field) });
  const { send, busy, error } = useFormAct<CustomField>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const submit = form.onSubmit(({ label, about, kind, choices, is_active }) => {
    const choosing = kind === "choice" ? { choices } : {};
    if (field) send({ method: "PATCH", path: `/custom-fields/${field.id}`, body: { label, is_active, ...choosing } });
    else send({ method: "POST", path: "/custom-fields", body: { label, about, kind, ...choosing } });
  });
  return (
    <FormModal
      title={t(field ? "settings.edit_field" : "settings.add_field")}
      busy={busy}
      error={error}
      onClose={onClose}
      onSubmit={submit}
    >
      <TextInput label={t("field.name")} required data-autofocus {...form.getInputProps("label")} />
      <SelectField
        label={t("settings.field_about")}
        disabled={field !== null}
        data={SUBJECTS.map((about) => ({ value: about, label: t(`import_kind.${about}`) }))}
        {...form.getInputProps("about")}
      />
      <SelectField
        label={t("field.kind")}
        disabled={field !== null}
        data={KINDS.map((kind) => ({ value: kind, label: t(`field_kind.${kind}`) }))}
        {...form.getInputProps("kind")}
      />
      {form.values.kind === "choice" && <TagsInput label={t("settings.choices")} {...form.getInputProps("choices")} />}
      {field && (
        <Switch label={t("settings.field_in_use")} {...form.getInputProps("is_active", { type: "checkbox" })} />
      )}
    </FormModal>
  );
}

/** Fields the business added to clients, products and sales. */
export function CustomFields() {
  const { t } = useTranslation();
  const writes = useMay()("merchants:write");
  const [edited, setEdited] = useState<CustomField | null>();
  const { data, error, refetch } = useList<CustomField>("/custom-fields");
  if (error) return <ErrorBox error={error} onRetry={() => void refetch()} />;
  return (
    <Section
      hint={t("settings.fields_hint")}
      addText={t("settings.add_field")}
      onAdd={writes ? () => setEdited(null) : undefined}
    >
      <DataTable
        caption={t("settings.fields")}
        rows={data}
        rowKey={(field) => field.id}
        empty={<EmptyState icon="table" title={t("settings.no_fields")} />}
        columns={[
          { key: "label", title: t("field.name"), cell: (field) => field.label },
          { key: "about", title: t("settings.field_about"), cell: (field) => t(`import_kind.${field.about}`) },
          { key: "kind", title: t("field.kind"), wide: true, cell: (field) => t(`field_kind.${field.kind}`) },
          {
            key: "state",
            title: t("field.status"),
            wide: true,
            cell: (field) => (
              <Badge
                variant={field.is_active ? "light" : "outline"}
                color={field.is_active ? "pine" : "gray"}
                tt="none"
                fw={500}
              >
                {t(field.is_active ? "settings.in_use" : "settings.not_in_use")}
              </Badge>
            ),
          },
          {
            key: "acts",
            title: "",
            figure: true,
            cell: (field) =>
              writes && (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t("act.edit_named", { name: field.label })}
                  onClick={() => setEdited(field)}
                >
                  {t("act.edit")}
                </Button>
              ),
          },
        ]}
      />
      {edited !== undefined && <FieldForm field={edited} onClose={() => setEdited(undefined)} />}
    </Section>
  );
}
