import { Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import type { Client } from "../../client/types.ts";
import { ClientPicker } from "../../ui/ClientPicker.tsx";
import { FormModal } from "../../ui/FormModal.tsx";
import { offerUndo } from "../../ui/toast.tsx";
import { useAct } from "../../ui/useAct.ts";
import { useFormAct } from "../../ui/useFormAct.ts";

/** Two entries that are one person: the other one's sales come here, and it can be undone. */
export function MergeForm({ client, onClose }: { client: Client; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { other_id: null as string | null } });
  const undo = useAct();
  const { send, busy, error } = useFormAct<{ id: number }>(form, (merge) => {
    const takeBack = () => undo.mutate({ method: "POST", path: `/clients/merges/${merge.id}/undo` });
    offerUndo(t("clients.merged"), t("act.undo"), takeBack);
    onClose();
  });
  const submit = form.onSubmit(({ other_id }) =>
    send({ method: "POST", path: `/clients/${client.id}/merge`, body: { other_id: Number(other_id) } }),
  );
  return (
    <FormModal
      title={t("clients.merge")}
      busy={busy}
      error={error}
      onClose={onClose}
      onSubmit={submit}
      submitText={t("clients.merge")}
    >
      <Text size="sm">{t("clients.merge_hint", { name: client.name })}</Text>
      <ClientPicker
        label={t("clients.merge_with")}
        value={form.values.other_id}
        onChange={(other) => form.setFieldValue("other_id", other)}
        except={client.id}
      />
    </FormModal>
  );
}
