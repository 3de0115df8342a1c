import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

import { Icon } from "../../ui/icons.tsx";

interface Props {
  hint: string;
  addText?: string | undefined;
  onAdd?: (() => void) | undefined;
  children: ReactNode;
}

/** One section of the settings: what it is for, its one act, its content. */
export function Section({ hint, addText, onAdd, children }: Props) {
  return (
    <Paper withBorder p="md">
      <Stack>
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
          {onAdd && (
            <Button leftSection={<Icon name="plus" size={16} />} onClick={onAdd} style={{ flexShrink: 0 }}>
              {addText}
            </Button>
          )}
        </Group>
        {children}
      </Stack>
    </Paper>
  );
}
