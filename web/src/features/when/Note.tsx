import { Paper, Text } from "@mantine/core";

import { Awaited, type Asked } from "../../ui/Awaited.tsx";

/** What figures say, in sentences. */
export function Note({ lines }: { lines: readonly string[] }) {
  return (
    <Paper withBorder p="md">
      {lines.map((line) => (
        <Text key={line}>{line}</Text>
      ))}
    </Paper>
  );
}

/** The same, of an answer that is on its way. */
export function AwaitedNote({ lines }: { lines: Asked<readonly string[]> }) {
  return (
    <Awaited of={lines} height={58}>
      {(said) => <Note lines={said} />}
    </Awaited>
  );
}
