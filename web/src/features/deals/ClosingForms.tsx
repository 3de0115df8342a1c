import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import type { Deal, DealCard } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { ClientPicker } from "../../ui/ClientPicker.tsx";
import { FormModal } from "../../ui/FormModal.tsx";
import { decimalText, orNull } from "../../ui/forms.ts";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";
import { SaleSelect } from "./SaleSelect.tsx";
import { useDealActs } from "./useDealActs.ts";

interface Props {
  deal: Deal;
  onClose: () => void;
}

/** A deal came true: for how much, on which day, and who bought where that is not known yet. */
export function WinForm({ deal, onClose }: Props) {
  const { t } = useTranslation();
  const { today } = useFormat();
  const { closed } = useDealActs();
  const form = useForm({
    initialValues: {
      value: deal.value ?? "",
      on: today(),
      client_id: null as string | null,
      sale_id: null as string | null,
    },
  });
  const { send, busy, error } = useFormAct<DealCard>(form, () => {
    closed(deal, t("deals.is_won", { title: deal.title }));
    onClose();
  });
  const submit = form.onSubmit(({ value, on, client_id, sale_id }) =>
    send({
      method: "POST",
      path: `/deals/${deal.id}/win`,
      body: {
        value: orNull(decimalText(value)),
        on,
        ...(client_id ? { client_id: Number(client_id) } : {}),
        ...(sale_id ? { sale_id: Number(sale_id) } : {}),
      },
    }),
  );
  const buyer = deal.client_id ?? (form.values.client_id === null ? null : Number(form.values.client_id));
  return (
    <FormModal
      title={t("deals.win_named", { title: deal.title })}
      busy={busy}
      error={error}
      onClose={onClose}
      onSubmit={submit}
      submitText={t("deals.win")}
    >
      {deal.client_id === null && (
        <ClientPicker
          label={t("deals.who_bought")}
          value={form.values.client_id}
          onChange={(id) => form.setFieldValue("client_id", id)}
        />
      )}
      <TextInput label={t("deals.value")} inputMode="decimal" data-autofocus {...form.getInputProps("value")} />
      <TextInput label={t("deals.on")} type="date" required max={today()} {...form.getInputProps("on")} />
      {buyer !== null && <SaleSelect clientId={buyer} {...form.getInputProps("sale_id")} />}
    </FormModal>
  );
}

/** Which sale a won deal became. */
export function SaleForm({ deal, onClose }: Props) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { sale_id: deal.sale_id?.toString() ?? null } });
  const { send, busy, error } = useFormAct<DealCard>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const submit = form.onSubmit(({ sale_id }) =>
    send({
      method: "POST",
      path: `/deals/${deal.id}/sale`,
      body: { sale_id: sale_id === null ? null : Number(sale_id) },
    }),
  );
  return (
    <FormModal title={t("deals.link_sale")} busy={busy} error={error} onClose={onClose} onSubmit={submit}>
      {deal.client_id !== null && <SaleSelect clientId={deal.client_id} {...form.getInputProps("sale_id")} />}
    </FormModal>
  );
}

/** A deal came to nothing, and why. */
export function LoseForm({ deal, onClose }: Props) {
  const { t } = useTranslation();
  const { today } = useFormat();
  const { closed } = useDealActs();
  const form = useForm({ initialValues: { reason: "", on: today() } });
  const { send, busy, error } = useFormAct<DealCard>(form, () => {
    closed(deal, t("deals.is_lost", { title: deal.title }));
    onClose();
  });
  const submit = form.onSubmit(({ reason, on }) =>
    send({ method: "POST", path: `/deals/${deal.id}/lose`, body: { reason: orNull(reason), on } }),
  );
  return (
    <FormModal
      title={t("deals.lose_named", { title: deal.title })}
      busy={busy}
      error={error}
      onClose={onClose}
      onSubmit={submit}
      submitText={t("deals.lose")}
    >
      <TextInput label={t("deals.why_lost")} data-autofocus {...form.getInputProps("reason")} />
      <TextInput label={t("deals.on")} type="date" required max={today()} {...form.getInputProps("on")} />
    </FormModal>
  );
}

/** Money of a won deal went back. */
export function RefundForm({ deal, onClose }: Props) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { amount: "" } });
  const { send, busy, error } = useFormAct<DealCard>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const submit = form.onSubmit(({ amount }) =>
    send({ method: "POST", path: `/deals/${deal.id}/refund`, body: { amount: decimalText(amount) } }),
  );
  return (
    <FormModal title={t("deals.refund")} busy={busy} error={error} onClose={onClose} onSubmit={submit}>
      <TextInput
        label={t("field.amount")}
        description={t("deals.refund_hint")}
        inputMode="decimal"
        required
        data-autofocus
        {...form.getInputProps("amount")}
      />
    </FormModal>
  );
}
