import { Group, SimpleGrid, Text } from "@mantine/core";

import type { Answer } from "../../client/types.ts";
import { figureColumns } from "./answer.ts";
import { columnAt } from "./answer.ts";
import { useWords } from "./words.ts";

/** The figures of a one-row answer, the first of them large. */
export function Kpis({ answer, columns }: { answer: Answer; columns?: readonly string[] | undefined }) {
  const words = useWords();
  const row = answer.rows[0] ?? [];
  const [lead, ...rest] = figureColumns(answer, columns);
  if (!lead) return null;
  return (
    <>
      <Text fz={{ base: 24, sm: 28 }} fw={650} lh={1.2}>
        {words.cell(answer, lead, row[columnAt(answer, lead.name)] ?? null)}
      </Text>
      {rest.length > 0 && (
        <SimpleGrid cols={1} spacing={4} mt="xs">
          {rest.map((column) => (
            <Group key={column.name} justify="space-between" gap="xs" wrap="nowrap">
              <Text size="sm" c="dimmed">
                {column.title}
              </Text>
              <Text size="sm">{words.cell(answer, column, row[columnAt(answer, column.name)] ?? null)}</Text>
            </Group>
          ))}
        </SimpleGrid>
      )}
    </>
  );
}
