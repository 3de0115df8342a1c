import { Fieldset, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { CHANNELS, type Channel, type Client, type ConsentState } from "../../client/types.ts";

/** What was said, channel by channel; a channel nobody was asked about is left out. */
export type Consents = Partial<Record<Channel, "granted" | "refused">>;

/** What the client has said so far, as the form holds it. */
export function saidConsents(client: Client | undefined): Consents {
  const said: Consents = {};
  for (const channel of CHANNELS) {
    const state = client?.consents?.[channel]?.state;
    if (state === "granted" || state === "refused") said[channel] = state;
  }
  return said;
}

/** Somebody who has answered cannot be made unasked again. */
function states(said: ConsentState | undefined): ConsentState[] {
  return said ? ["granted", "refused"] : ["granted", "refused", "unknown"];
}

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
              data={states(values[channel]).map((state) => ({ value: state, label: t(`consent.${state}`) }))}
              value={values[channel] ?? "unknown"}
              onChange={(state) => onChange({ ...values, [channel]: state === "unknown" ? undefined : state })}
            />
          </Group>
        ))}
      </Stack>
    </Fieldset>
  );
}
