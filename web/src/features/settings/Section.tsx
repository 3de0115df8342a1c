import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

import { Icon } from "../../ui/icons.tsx";

interface Props {
  hint: string;
  addText?: string | undefined;
  onAdd?: (() => void) | undefined;
  /** A second act, beside the first. */
  beside?: ReactNode;
  children: ReactNode;
}

/** One section of the settings: what it is for, its acts, its content. */
export function Section({ hint, addText, onAdd, beside, children }: Props) {
  return (
    <Paper withBorder p="md">
      <Stack>
        <Group justify="space-between" align="flex-start">
          <Text size="sm" c="dimmed" flex="1 1 12rem">
            {hint}
          </Text>
          <Group gap="xs">
            {beside}
            {onAdd && (
              <Button leftSection={<Icon name="plus" size={16} />} onClick={onAdd}>
                {addText}
              </Button>
            )}
          </Group>
        </Group>
        {children}
      </Stack>
    </Paper>
  );
}
