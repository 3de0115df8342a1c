import { Button, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

import type { Query } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { PredictedList, Segment } from "../../client/types.ts";
import { FormModal } from "../../ui/FormModal.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";

interface Props {
  list: PredictedList;
  /** Those of the page, which the segment keeps. */
  filters: Query;
}

function SaveForm({ list: { name, title, sentence }, filters, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { title } });
  const { send, busy, error } = useFormAct<Segment>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const submit = form.onSubmit((values) =>
    send({ method: "POST", path: `/predictions/lists/${name}/segment`, body: { ...filters, ...values } }),
  );
  return (
    <FormModal title={t("predictions.save")} busy={busy} error={error} onClose={onClose} onSubmit={submit}>
      <Text size="sm">{sentence}</Text>
      <TextInput
        label={t("field.name")}
        description={t("predictions.save_hint")}
        required
        data-autofocus
        {...form.getInputProps("title")}
      />
    </FormModal>
  );
}

/** Keeps the list as a segment that is looked up anew each time and follows the merchant's limits. */
export function SaveAs(props: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const [saving, save] = useDisclosure();
  if (!may("segments:write")) return null;
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={save.open}>
        {t("predictions.save")}
      </Button>
      {saving && <SaveForm {...props} onClose={save.close} />}
    </>
  );
}
