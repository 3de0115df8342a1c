import { Paper, Skeleton, Text } from "@mantine/core";

/** What figures say, in sentences; a waiting line until they are there. */
export function Note({ lines }: { lines: readonly string[] | undefined }) {
  return (
    <Paper withBorder p="md">
      {lines ? lines.map((line) => <Text key={line}>{line}</Text>) : <Skeleton height={24} />}
    </Paper>
  );
}
