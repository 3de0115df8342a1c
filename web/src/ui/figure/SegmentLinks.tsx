import { Anchor, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";

import type { Query } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import { useAnswer, valuesOf } from "./answer.ts";
import { useWords } from "./words.ts";

interface Props {
  label: string;
  /** The metric, asked as the figure above asks it, so that both share one answer. */
  name: string;
  query: Query;
  /** The column whose every value leads to a segment. */
  column: string;
  /** The segment's rule as text. */
  rule: (value: string) => string;
}

/** From the rows of a figure to segments of the clients behind them. */
export function SegmentLinks({ label, name, query, column, rule }: Props) {
  const may = useMay();
  const { cell } = useWords();
  const { data } = useAnswer(name, query);
  const of = data?.columns.find((one) => one.name === column);
  if (!data || !of || !may("segments:write")) return null;
  const values = valuesOf(data, of).filter((value) => value !== null);
  if (values.length === 0) return null;
  return (
    <Group gap="xs" mt="xs">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      {values.map((value) => (
        <Anchor
          key={String(value)}
          component={Link}
          to="/segments/new"
          search={{ rule: rule(String(value)) } as never}
          size="sm"
        >
          {cell(data, of, value)}
        </Anchor>
      ))}
    </Group>
  );
}
