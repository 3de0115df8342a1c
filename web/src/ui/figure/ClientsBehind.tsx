import { Group, Select, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Figure, type FigureProps } from "./Figure.tsx";
import type { Picking } from "./picking.ts";

/** By what the clients are chosen: a column of the picture and its values in words. */
interface Part<Name> {
  column: Name;
  label: string;
  data: { value: string; label: string }[];
}

type Chosen<Name extends string> = Record<Name, string | undefined>;

interface Props<Name extends string> {
  /** A metric whose rows are clients. */
  name: string;
  columns?: readonly string[];
  pick: Picking<Name>;
  parts: Part<Name>[];
  /** What is asked for what is chosen. */
  asked: (chosen: Chosen<Name>) => Pick<FigureProps, "params" | "within">;
  /** Whether a picture above can be clicked as well. */
  hasPicture?: boolean;
}

const ROWS = 10;

/** The clients behind a figure: all of them, or those of the part that is chosen here or in the picture. */
export function ClientsBehind<Name extends string>(props: Props<Name>) {
  const { name, columns, pick, parts, asked, hasPicture = false } = props;
  const { t } = useTranslation();
  // An old link may name what is no longer there
  const found = parts.map(({ column, data }) => [column, data.find(({ value }) => value === pick.at[column])] as const);
  const chosen = Object.fromEntries(found.map(([column, one]) => [column, one?.value])) as Chosen<Name>;
  const of = found.flatMap(([, one]) => one?.label ?? []).join(", ");
  return (
    <Stack gap="xs">
      <Group align="flex-end" gap="sm">
        {parts.map(({ column, label, data }) => (
          <Select
            key={column}
            label={label}
            placeholder={t("figure.any")}
            data={data}
            value={chosen[column] ?? null}
            onChange={(value) => pick.choose({ ...chosen, [column]: value })}
            clearable
            searchable
            flex="0 1 14rem"
          />
        ))}
        {hasPicture && (
          <Text size="sm" c="dimmed">
            {t("figure.pick_hint")}
          </Text>
        )}
      </Group>
      <Figure
        name={name}
        title={of ? t("figure.clients_of", { of }) : t("figure.clients_behind")}
        visual="table"
        columns={columns}
        rowsShown={ROWS}
        {...asked(chosen)}
      />
    </Stack>
  );
}
