import { Button, Group, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { PredictionSettings } from "../../client/types.ts";
import { Awaited } from "../../ui/Awaited.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";

const DAYS = ["horizon_in_days", "inactive_after_in_days", "gone_after_in_days"] as const;
const SHARES = ["leaves_from", "valuable_share"] as const;
const FIELDS = [...DAYS, ...SHARES];

/** 0.07 as "7": what people write before a percent sign. */
const percent = (share: number) => String(Number((share * 100).toFixed(4)));

function Form({ settings }: { settings: PredictionSettings }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: Object.fromEntries([
      ...DAYS.map((name) => [name, String(settings[name])]),
      ...SHARES.map((name) => [name, percent(Number(settings[name]))]),
    ]) as Record<(typeof FIELDS)[number], string>,
  });
  const { send, busy, error } = useFormAct<PredictionSettings>(form, () => saySaved(t("predictions.tuned")));
  const submit = form.onSubmit((values) =>
    send({
      method: "PATCH",
      path: "/predictions/settings",
      body: Object.fromEntries([
        ...DAYS.map((name) => [name, Number(values[name])]),
        ...SHARES.map((name) => [name, Number(values[name].replace(",", ".")) / 100]),
      ]),
    }),
  );
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" align="flex-start">
        {error !== undefined && <ErrorBox error={error} />}
        <Group align="flex-end">
          {FIELDS.map((name) => (
            <TextInput
              key={name}
              label={t(`predictions.${name}`)}
              inputMode="decimal"
              required
              w={{ base: "100%", xs: 240 }}
              {...form.getInputProps(name)}
            />
          ))}
          <Button type="submit" variant="default" loading={busy}>
            {t("act.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** How far ahead is looked, and the limits by which clients are put into lists. */
export function Tuning() {
  const { t } = useTranslation();
  const may = useMay();
  const settings = useQuery({
    queryKey: ["prediction-settings"],
    queryFn: () => call<PredictionSettings>("GET", "/predictions/settings"),
  });
  if (!may("predictions:write")) return null;
  return (
    <Paper withBorder p="md" component="section" aria-label={t("predictions.settings")}>
      <Title order={2} fz="sm" fw={600}>
        {t("predictions.settings")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("predictions.settings_hint")}
      </Text>
      <Awaited of={settings} height={96}>
        {(data) => <Form settings={data} />}
      </Awaited>
    </Paper>
  );
}
