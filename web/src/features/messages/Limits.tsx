import { Button, Paper, Skeleton, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { MessageSettings } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { decimalText } from "../../ui/forms.ts";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";

const WHOLE = ["inactive_days", "new_days", "loyal_loyalty", "loyal_engagement"] as const;

function LimitsForm({ settings }: { settings: MessageSettings }) {
  const { t } = useTranslation();
  const may = useMay();
  const form = useForm({ initialValues: { ...settings } as Record<string, string | number> });
  const { send, busy, error } = useFormAct<MessageSettings>(form, () => saySaved(t("act.saved")));
  const submit = form.onSubmit((values) =>
    send({
      method: "PATCH",
      path: "/messages/settings",
      body: {
        high_value: decimalText(String(values["high_value"])),
        ...Object.fromEntries(WHOLE.map((name) => [name, Number(values[name])])),
      },
    }),
  );
  const format = useFormat();
  const readOnly = !may("messages:write");
  return (
    <Paper withBorder p="md" maw={480}>
      <form onSubmit={submit}>
        <Stack>
          {error !== undefined && <ErrorBox error={error} />}
          <TextInput
            label={t("messages.limit_high_value")}
            inputMode="decimal"
            rightSection={<small>{format.sign()}</small>}
            rightSectionWidth={56}
            required
            readOnly={readOnly}
            {...form.getInputProps("high_value")}
          />
          {WHOLE.map((name) => (
            <TextInput
              key={name}
              label={t(`messages.limit_${name}`)}
              type="number"
              required
              readOnly={readOnly}
              {...form.getInputProps(name)}
            />
          ))}
          {!readOnly && (
            <Button type="submit" loading={busy} w="fit-content">
              {t("act.save")}
            </Button>
          )}
        </Stack>
      </form>
    </Paper>
  );
}

/** Where the segments begin. */
export function Limits() {
  const { data, error, refetch } = useQuery({
    queryKey: ["messages", "settings"],
    queryFn: () => call<MessageSettings>("GET", "/messages/settings"),
  });
  if (error) return <ErrorBox error={error} onRetry={() => void refetch()} />;
  return data ? <LimitsForm settings={data} /> : <Skeleton height={300} />;
}
