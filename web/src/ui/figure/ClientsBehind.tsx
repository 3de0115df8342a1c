import { Drawer, Group, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Query } from "../../client/call.ts";
import type { Answer, FigureClients } from "../../client/types.ts";
import { EmptyState } from "../EmptyState.tsx";
import { useDialog } from "../useDialog.ts";
import { grainColumns, valuesOf } from "./answer.ts";
import { Figure } from "./Figure.tsx";
import type { Place } from "./picking.ts";
import { useWords } from "./words.ts";

type Chosen = Record<string, string | undefined>;

interface Part {
  name: string;
  label: string;
  data: { value: string; label: string }[];
}

/** By what the clients can be chosen: the rows of the figure, and words of the list itself. */
function useParts(answer: Answer, { by, choices }: FigureClients): Part[] {
  const { t } = useTranslation();
  const words = useWords();
  const ofRows = grainColumns(answer)
    .filter(({ name }) => by[name])
    .map((column) => ({
      name: column.name,
      label: column.title,
      data: [
        ...new Map(
          valuesOf(answer, column)
            .filter((value) => value !== null)
            .map((value) => [String(value), { value: String(value), label: words.cell(answer, column, value) }]),
        ).values(),
      ],
    }));
  const ofList = Object.entries(choices).map(([name, codes]) => ({
    name,
    label: t(`choice.${name}`),
    data: codes.map((value) => ({ value, label: t(`choice.${value}`) })),
  }));
  return [...ofRows, ...ofList].filter(({ data }) => data.length > 0);
}

/** What to ask the list for: the figure's own question, narrowed to what is chosen. */
function asked({ params, by }: FigureClients, query: Query, chosen: Chosen): Query {
  const carried = Object.entries(params).map(([name, value]) => [name, String(value)]);
  const narrowed = Object.entries(chosen).flatMap(([name, value]) => (value ? [[by[name] ?? name, value]] : []));
  return { ...query, ...Object.fromEntries(carried), ...Object.fromEntries(narrowed) };
}

interface Props {
  answer: Answer;
  clients: FigureClients;
  heading: string;
  /** Period and filters of the figure. */
  query: Query;
  at: Place;
  onClose: () => void;
}

/** The clients behind a figure: all of them or those behind one of its rows, to be kept as a segment or exported. */
export default function ClientsBehind({ answer, clients, heading, query, at, onClose }: Props) {
  const { t } = useTranslation();
  const parts = useParts(answer, clients);
  const [chosen, setChosen] = useState<Chosen>(() =>
    Object.fromEntries(Object.entries(at).map(([name, value]) => [name, String(value)])),
  );
  const found = parts.map(({ name, data }) => [name, data.find(({ value }) => value === chosen[name])] as const);
  const of = [heading, ...found.flatMap(([, one]) => one?.label ?? [])].join(", ");
  return (
    <Drawer {...useDialog(onClose)} position="right" size="xl" title={t("figure.behind")}>
      <Stack>
        <Group align="flex-end" gap="sm">
          {parts.map(({ name, label, data }) => (
            <Select
              key={name}
              label={label}
              placeholder={t("figure.any")}
              data={data}
              value={found.find(([one]) => one === name)?.[1]?.value ?? null}
              onChange={(value) => setChosen({ ...chosen, [name]: value ?? undefined })}
              nothingFoundMessage={t("filter.nothing")}
              clearable
              searchable
              flex="1 1 12rem"
            />
          ))}
        </Group>
        <Figure
          name={clients.name}
          title={t("figure.clients_of", { of })}
          visual="table"
          within={asked(clients, query, Object.fromEntries(found.map(([name, one]) => [name, one?.value])))}
          empty={<EmptyState icon="clients" title={t("figure.nobody")} text={t("figure.behind_hint")} />}
        />
        <Text size="xs" c="dimmed">
          {t("figure.behind_hint")}
        </Text>
      </Stack>
    </Drawer>
  );
}
