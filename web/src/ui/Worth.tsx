import { Text } from "@mantine/core";

import { useFormat } from "../i18n/useFormat.ts";

interface Props {
  value: string | null;
  low: string | null;
  high: string | null;
}

/** What a client may bring, and below it the interval that holds it with 80 %. */
export function Worth({ value, low, high }: Props) {
  const format = useFormat();
  return (
    <>
      {format.money(value)}
      {low !== null && high !== null && (
        <Text size="xs" c="dimmed">
          {format.money(low)} – {format.money(high)}
        </Text>
      )}
    </>
  );
}
