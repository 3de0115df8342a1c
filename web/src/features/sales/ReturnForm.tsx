import { Group, SegmentedControl, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Sale } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { FormModal } from "../../ui/FormModal.tsx";
import { decimalText, orNull } from "../../ui/forms.ts";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";

interface Values {
  way: "lines" | "amount";
  quantities: Record<string, string>;
  amount: string;
  reason: string;
}

function asked({ way, quantities, amount, reason }: Values) {
  const rest = { reason: orNull(reason) };
  if (way === "amount") return { amount: decimalText(amount), ...rest };
  const lines = Object.entries(quantities)
    .filter(([, quantity]) => quantity.trim() !== "")
    .map(([lineId, quantity]) => ({ line_id: Number(lineId), quantity: decimalText(quantity) }));
  return { lines, ...rest };
}

/** Take goods back, line by line, or return an amount. */
export function ReturnForm({ sale, onClose }: { sale: Sale; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const form = useForm<Values>({ initialValues: { way: "lines", quantities: {}, amount: "", reason: "" } });
  const { send, busy, error } = useFormAct<Sale>(form, (made) => {
    saySaved(t("sales.returned"));
    onClose();
    void navigate({ to: `/sales/${made.id}` });
  });
  const submit = form.onSubmit((values) =>
    send({ method: "POST", path: `/sales/${sale.id}/returns`, body: asked(values) }),
  );
  return (
    <FormModal
      title={t("sales.take_back")}
      busy={busy}
      error={error}
      onClose={onClose}
      onSubmit={submit}
      submitText={t("sales.take_back")}
    >
      <SegmentedControl
        aria-label={t("sales.way")}
        data={(["lines", "amount"] as const).map((way) => ({ value: way, label: t(`sales.by_${way}`) }))}
        {...form.getInputProps("way")}
      />
      {form.values.way === "amount" && (
        <TextInput label={t("field.amount")} inputMode="decimal" required {...form.getInputProps("amount")} />
      )}
      {form.values.way === "lines" &&
        sale.lines.map((line) => (
          <Group key={line.id} justify="space-between" wrap="nowrap">
            <div>
              <Text size="sm">{line.name}</Text>
              <Text size="xs" c="dimmed">
                {t("sales.sold_returned", {
                  sold: format.quantity(line.quantity),
                  returned: format.quantity(line.returned),
                })}
              </Text>
            </div>
            <TextInput
              w={100}
              inputMode="decimal"
              aria-label={`${t("field.quantity")}: ${line.name}`}
              {...form.getInputProps(`quantities.${line.id}`)}
            />
          </Group>
        ))}
      <TextInput label={t("field.reason")} {...form.getInputProps("reason")} />
    </FormModal>
  );
}
