import "@mantine/core/styles/Chip.css";

import { Chip, Group } from "@mantine/core";

interface Props {
  /** What is chosen between, for those who hear it. */
  label: string;
  choices: { value: string; text: string }[];
  chosen: string;
  onChoose: (value: string) => void;
}

/** One of several lists. They wrap on a phone instead of scrolling sideways. */
export function Chips({ label, choices, chosen, onChoose }: Props) {
  return (
    <Chip.Group value={chosen} onChange={(value) => onChoose(String(value))}>
      <Group gap="xs" role="radiogroup" aria-label={label}>
        {choices.map(({ value, text }) => (
          <Chip key={value} value={value} size="sm">
            {text}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
