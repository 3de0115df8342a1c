import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

import { Icon, type IconName } from "./icons.tsx";

interface Props {
  icon?: IconName;
  title: ReactNode;
  text?: string;
  children?: ReactNode;
}

/** Nothing here yet: says so, and holds the act that would change it. */
export function EmptyState({ icon = "file", title, text, children }: Props) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <Text c="dimmed" component="span" lh={1}>
        <Icon name={icon} size={28} />
      </Text>
      <Text fw={600} component="div">
        {title}
      </Text>
      {text && (
        <Text c="dimmed" size="sm" maw={420}>
          {text}
        </Text>
      )}
      {children}
    </Stack>
  );
}
