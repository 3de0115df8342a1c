import { Button, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

import { useMay } from "../client/session.ts";
import type { KeptClients } from "../client/types.ts";
import { FormModal } from "./FormModal.tsx";
import { saySaved } from "./toast.tsx";
import { useFormAct } from "./useFormAct.ts";

/** Of the name of a list, which is a tag as well. */
export const LONGEST = 64;

interface Props {
  /** Where the list is kept, and what it is told apart by. */
  path: string;
  body: Record<string, string | null | undefined>;
  /** What the list is called if nobody calls it otherwise. */
  heading: string;
}

function KeepForm({ path, body, heading, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { title: heading.slice(0, LONGEST) } });
  const { send, busy, error } = useFormAct<KeptClients>(form, ({ clients, name }) => {
    saySaved(t("figure.kept", { count: clients, name }));
    onClose();
  });
  const submit = form.onSubmit((values) => send({ method: "POST", path, body: { ...body, ...values } }));
  return (
    <FormModal title={t("figure.keep")} busy={busy} error={error} onClose={onClose} onSubmit={submit}>
      <Text size="sm">{t("figure.keep_hint")}</Text>
      <TextInput label={t("field.name")} required data-autofocus {...form.getInputProps("title")} />
    </FormModal>
  );
}

/** Keeps the clients of a list as a segment, to be worked through. */
export function KeepList(props: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const [keeping, keep] = useDisclosure();
  if (!may("segments:write") || !may("clients:write")) return null;
  return (
    <>
      <Button size="compact-sm" variant="light" onClick={keep.open}>
        {t("figure.keep")}
      </Button>
      {keeping && <KeepForm {...props} onClose={keep.close} />}
    </>
  );
}
