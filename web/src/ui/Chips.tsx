import { Chip, Group, type GroupProps } from "@mantine/core";
import "@mantine/core/styles/Chip.css";

import type { Choice } from "./filters/choices.ts";

interface Props extends Omit<GroupProps, "onChange"> {
  label: string;
  choices: Choice[];
  value: string;
  onChoose: (value: string) => void;
}

/** One of several short choices, all in sight; they wrap where a row is too short. */
export function Chips({ label, choices, value, onChoose, ...rest }: Props) {
  return (
    <Chip.Group value={value} onChange={onChoose}>
      <Group gap="xs" role="radiogroup" aria-label={label} {...rest}>
        {choices.map((choice) => (
          <Chip key={choice.value} value={choice.value} variant="light" size="sm">
            {choice.label}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
