import { Button, Group, SegmentedControl, Select, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { MessageLayout, UnknownLayout } from "../../client/types.ts";
import { FormModal } from "../../ui/FormModal.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";

const KINDS = [
  "receipt",
  "payment",
  "transfer",
  "deposit",
  "withdrawal",
  "bundle",
  "direct_debit",
  "loan",
  "reversal",
  "other",
];
const PARTS = ["amount", "who", "reference"] as const;

/** Mark the parts of a message: select them in its text, then say what they are. */
export function TeachForm({ layout, onClose }: { layout: UnknownLayout; onClose: () => void }) {
  const { t } = useTranslation();
  const [selected, setSelected] = useState("");
  const form = useForm({
    initialValues: { operator: layout.sender, kind: "receipt", direction: "in", amount: "", who: "", reference: "" },
  });
  const { send, busy, error } = useFormAct<MessageLayout>(form, ({ understood = 0 }) => {
    saySaved(t("messages.understood_now", { count: understood }));
    onClose();
  });
  const submit = form.onSubmit((values) =>
    send({
      method: "POST",
      path: "/messages/layouts",
      body: { ...values, sample: layout.example, sender: layout.sender || null },
    }),
  );
  return (
    <FormModal title={t("messages.teach_title")} busy={busy} error={error} onClose={onClose} onSubmit={submit}>
      <Text size="sm">{t("messages.teach_hint")}</Text>
      <Textarea
        label={t("messages.sample")}
        value={layout.example}
        onChange={() => undefined} // not readOnly: such a box has no caret to select with by keyboard
        aria-readonly
        autosize
        onSelect={({ currentTarget: box }) => setSelected(box.value.slice(box.selectionStart, box.selectionEnd))}
      />
      <Group gap="xs">
        {PARTS.map((part) => (
          <Button
            key={part}
            size="compact-sm"
            variant="default"
            disabled={selected.trim() === ""}
            onClick={() => form.setFieldValue(part, selected.trim())}
          >
            {t(`messages.mark_${part}`)}
          </Button>
        ))}
      </Group>
      {PARTS.map((part) => (
        <TextInput key={part} label={t(`messages.part_${part}`)} maxLength={200} {...form.getInputProps(part)} />
      ))}
      <TextInput label={t("messages.operator")} required maxLength={200} {...form.getInputProps("operator")} />
      <Select
        label={t("field.kind")}
        allowDeselect={false}
        data={KINDS.map((kind) => ({ value: kind, label: t(`message_kind.${kind}`) }))}
        {...form.getInputProps("kind")}
      />
      <SegmentedControl
        aria-label={t("messages.direction")}
        data={["in", "out", "none"].map((way) => ({ value: way, label: t(`messages.way_${way}`) }))}
        {...form.getInputProps("direction")}
      />
    </FormModal>
  );
}
