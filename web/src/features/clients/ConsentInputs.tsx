import { Fieldset, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

export type ConsentState = "granted" | "refused" | "unknown";
export type Consents = Record<string, ConsentState>;

export const CHANNELS = ["whatsapp", "sms", "email", "push"] as const;
const STATES: ConsentState[] = ["granted", "refused", "unknown"];

/** What the client said about being written to, channel by channel. Unknown is not yes. */
export function ConsentInputs({ values, onChange }: { values: Consents; onChange: (values: Consents) => void }) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t("clients.consents")}>
      <Stack gap="xs">
        {CHANNELS.map((channel) => (
          <Group key={channel} justify="space-between" gap="xs">
            <Text size="sm">{t(`channel.${channel}`)}</Text>
            <SegmentedControl
              size="xs"
              aria-label={t(`channel.${channel}`)}
              data={STATES.map((state) => ({ value: state, label: t(`consent.${state}`) }))}
              value={values[channel] ?? "unknown"}
              onChange={(state) => onChange({ ...values, [channel]: state as ConsentState })}
            />
          </Group>
        ))}
      </Stack>
    </Fieldset>
  );
}
