import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

import { useMay } from "../../client/session.ts";
import type { Segment } from "../../client/types.ts";
import { FormModal } from "../../ui/FormModal.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";

interface Props {
  /** The rule in words of the rule builder. */
  rule: string;
}

function SaveForm({ rule, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { name: "" } });
  const { send, busy, error } = useFormAct<Segment>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const submit = form.onSubmit(({ name }) => send({ method: "POST", path: "/segments", body: { name, text: rule } }));
  return (
    <FormModal title={t("predictions.save")} busy={busy} error={error} onClose={onClose} onSubmit={submit}>
      <TextInput label={t("field.name")} required data-autofocus {...form.getInputProps("name")} />
    </FormModal>
  );
}

/** Keeps the list as a segment that is looked up anew each time. */
export function SaveAs({ rule }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const [saving, save] = useDisclosure();
  if (!may("segments:write")) return null;
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={save.open}>
        {t("predictions.save")}
      </Button>
      {saving && <SaveForm rule={rule} onClose={save.close} />}
    </>
  );
}
