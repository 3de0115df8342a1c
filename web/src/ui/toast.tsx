import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";

import { Icon } from "./icons.tsx";

const UNDO_MS = 10_000;

/** A short confirmation that leaves by itself. */
export function saySaved(message: string): void {
  notifications.show({ message, color: "pine", icon: <Icon name="check" size={16} /> });
}

export function sayError(message: string): void {
  notifications.show({ message, color: "red", autoClose: UNDO_MS });
}

/** Something was done that can be taken back: ten seconds to say so, longer in the lists that keep it. */
export function offerUndo(message: string, undoWord: string, undo: () => void): void {
  const id = notifications.show({
    autoClose: UNDO_MS,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {undoWord}
        </Button>
      </Group>
    ),
  });
}
