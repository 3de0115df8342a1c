import { ActionIcon, Button, Group, Skeleton, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { call, freshKey } from "../../client/call.ts";
import type { Stage } from "../../client/types.ts";
import { FormModal } from "../../ui/FormModal.tsx";
import { Icon } from "../../ui/icons.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";

const MOST = 12;

function Fields({ stages, onClose }: { stages: Stage[]; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { stages: stages.map(({ code, name }) => ({ key: freshKey(), code: code as string | null, name })) },
  });
  const { send, busy, error } = useFormAct<Stage[]>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const submit = form.onSubmit((values) =>
    send({
      method: "PATCH",
      path: "/deals/stages",
      body: {
        stages: values.stages.map(({ code, name }) => ({
          code,
          name: stages.find((stage) => stage.code === code)?.name === name ? null : name,
        })),
      },
    }),
  );
  const last = form.values.stages.length - 1;
  return (
    <FormModal title={t("deals.stages")} busy={busy} error={error} onClose={onClose} onSubmit={submit}>
      {form.values.stages.map(({ key }, place) => (
        <Group key={key} wrap="nowrap" gap={4}>
          <TextInput
            aria-label={t("deals.stage_number", { number: place + 1 })}
            required
            flex={1}
            {...form.getInputProps(`stages.${place}.name`)}
          />
          <ActionIcon
            variant="subtle"
            aria-label={t("deals.stage_up", { number: place + 1 })}
            disabled={place === 0}
            onClick={() => form.reorderListItem("stages", { from: place, to: place - 1 })}
          >
            <Icon name="up" size={16} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            aria-label={t("deals.stage_down", { number: place + 1 })}
            disabled={place === last}
            onClick={() => form.reorderListItem("stages", { from: place, to: place + 1 })}
          >
            <Icon name="down" size={16} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={t("deals.stage_remove", { number: place + 1 })}
            disabled={last === 0}
            onClick={() => form.removeListItem("stages", place)}
          >
            <Icon name="trash" size={16} />
          </ActionIcon>
        </Group>
      ))}
      {last + 1 < MOST && (
        <Button
          variant="default"
          leftSection={<Icon name="plus" size={16} />}
          onClick={() => form.insertListItem("stages", { key: freshKey(), code: null, name: "" })}
        >
          {t("deals.stage_add")}
        </Button>
      )}
    </FormModal>
  );
}

/** Which stages a deal goes through, in which order, and what they are called. */
export function StagesForm({ onClose }: { onClose: () => void }) {
  const { data } = useQuery({
    queryKey: ["deals", "stages"],
    queryFn: () => call<Stage[]>("GET", "/deals/stages"),
    staleTime: 0,
  });
  return data ? <Fields stages={data} onClose={onClose} /> : <Skeleton height={1} />;
}
