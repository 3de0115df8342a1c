import { Group, Select, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import type { Activity, Deal } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { ClientPicker } from "../../ui/ClientPicker.tsx";
import { useSellersSeen } from "../../ui/filters/choices.ts";
import { FormModal } from "../../ui/FormModal.tsx";
import { orNull } from "../../ui/forms.ts";
import { SelectField } from "../../ui/SelectField.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";

export const ACTIVITY_KINDS = ["call", "visit", "message", "meeting"] as const;

function startValues(activity: Activity | undefined, today: string) {
  return {
    kind: activity?.kind ?? "call",
    client_id: activity?.client_id ? String(activity.client_id) : null,
    seller_id: activity?.seller_id ? String(activity.seller_id) : null,
    due_on: activity ? (activity.due_on ?? "") : today,
    note: activity?.note ?? "",
  };
}

interface Props {
  activity?: Activity | undefined;
  deal?: Pick<Deal, "id" | "title"> | undefined;
  onClose: () => void;
}

/** Plan a call, visit, message or meeting, or change one. */
export function ActivityForm({ activity, deal, onClose }: Props) {
  const { t } = useTranslation();
  const { today } = useFormat();
  const sellers = useSellersSeen(activity?.seller_id?.toString());
  const form = useForm({ initialValues: startValues(activity, today()) });
  const { send, busy, error } = useFormAct<Activity>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const submit = form.onSubmit(({ kind, client_id, seller_id, due_on, note }) => {
    const said = { kind, due_on: orNull(due_on), note: orNull(note) };
    const client = client_id ? { client_id: Number(client_id) } : {};
    const people = { ...client, ...(seller_id ? { seller_id: Number(seller_id) } : {}) };
    send(
      activity
        ? { method: "PATCH", path: `/activities/${activity.id}`, body: { ...said, ...people } }
        : { method: "POST", path: "/activities", body: { ...said, ...people, deal_id: deal?.id ?? null } },
    );
  });
  return (
    <FormModal
      title={deal ? t("deals.plan_for", { title: deal.title }) : t(activity ? "deals.activity_edit" : "deals.plan")}
      busy={busy}
      error={error}
      onClose={onClose}
      onSubmit={submit}
    >
      <Group grow align="flex-start">
        <SelectField
          label={t("field.kind")}
          data={ACTIVITY_KINDS.map((kind) => ({ value: kind, label: t(`deals.kind_${kind}`) }))}
          {...form.getInputProps("kind")}
        />
        <TextInput label={t("deals.due_on")} type="date" {...form.getInputProps("due_on")} />
      </Group>
      {!deal && (
        <ClientPicker
          label={activity?.client_name ? `${t("field.client")}: ${activity.client_name}` : t("field.client")}
          value={form.values.client_id}
          onChange={(id) => form.setFieldValue("client_id", id)}
        />
      )}
      {sellers.length > 0 && (
        <Select
          label={t("field.seller")}
          placeholder={t("deals.me")}
          data={sellers}
          searchable
          error={form.errors["seller_id"]}
          value={form.values.seller_id}
          onChange={(id) => form.setFieldValue("seller_id", id)}
        />
      )}
      <Textarea label={t("field.note")} autosize minRows={2} {...form.getInputProps("note")} />
    </FormModal>
  );
}

/** Tick an activity off: what came of it. */
export function FinishForm({ activity, onClose }: { activity: Activity; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { outcome: activity.outcome ?? "" } });
  const { send, busy, error } = useFormAct<Activity>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const submit = form.onSubmit(({ outcome }) =>
    send({ method: "POST", path: `/activities/${activity.id}/finish`, body: { outcome: orNull(outcome) } }),
  );
  return (
    <FormModal
      title={t(`deals.kind_${activity.kind}`)}
      busy={busy}
      error={error}
      onClose={onClose}
      onSubmit={submit}
      submitText={t("deals.done")}
    >
      <Textarea label={t("deals.outcome")} autosize minRows={2} data-autofocus {...form.getInputProps("outcome")} />
    </FormModal>
  );
}
