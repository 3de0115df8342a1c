import { Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useMay } from "../../client/session.ts";
import type { Target } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Figure } from "../../ui/figure/Figure.tsx";
import { useSellersSeen } from "../../ui/filters/choices.ts";
import { FormModal } from "../../ui/FormModal.tsx";
import { decimalText, orNull } from "../../ui/forms.ts";
import { Icon } from "../../ui/icons.tsx";
import { SelectField } from "../../ui/SelectField.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";

const MEASURES = ["sales_amount", "sales_count", "deals_amount", "deals_count"] as const;

const COLUMNS = ["share", "target", "actual", "expected", "expected_share"];

function TargetForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { today } = useFormat();
  const sellers = useSellersSeen();
  const form = useForm({
    initialValues: { seller_id: null as string | null, month: today().slice(0, 7), measure: "sales_amount", value: "" },
  });
  const { send, busy, error } = useFormAct<Target>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const submit = form.onSubmit(({ seller_id, month, measure, value }) =>
    send({
      method: "POST",
      path: "/deals/targets",
      body: { seller_id: Number(seller_id), month: `${month}-01`, measure, value: orNull(decimalText(value)) },
    }),
  );
  return (
    <FormModal title={t("deals.set_target")} busy={busy} error={error} onClose={onClose} onSubmit={submit}>
      <SelectField label={t("field.seller")} required data={sellers} searchable {...form.getInputProps("seller_id")} />
      <TextInput label={t("deals.month")} type="month" required {...form.getInputProps("month")} />
      <SelectField
        label={t("deals.what_counts")}
        data={MEASURES.map((value) => ({ value, label: t(`code.${value}`) }))}
        {...form.getInputProps("measure")}
      />
      <TextInput
        label={t("deals.target")}
        description={t("deals.target_hint")}
        inputMode="decimal"
        {...form.getInputProps("value")}
      />
    </FormModal>
  );
}

/** What everybody is to reach this month, and where the month is heading. */
export function Targets() {
  const { t } = useTranslation();
  const may = useMay();
  const { today } = useFormat();
  const [opened, setOpened] = useState(false);
  const within = { since: `${today().slice(0, 7)}-01`, until: today() };
  return (
    <Stack>
      {may("deals:plan") && (
        <Button w="fit-content" leftSection={<Icon name="plus" size={16} />} onClick={() => setOpened(true)}>
          {t("deals.set_target")}
        </Button>
      )}
      {(["target-actual", "target-actual-count"] as const).map((name) => (
        <Figure
          key={name}
          name={name}
          visual="table"
          columns={COLUMNS}
          within={within}
          empty={<EmptyState title={t("deals.no_targets")} text={t("deals.no_targets_hint")} />}
        />
      ))}
      {opened && <TargetForm onClose={() => setOpened(false)} />}
    </Stack>
  );
}
