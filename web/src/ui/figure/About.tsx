import { ActionIcon, Popover, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Answer } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { useFilterWords } from "../filters/useFilterWords.ts";
import { Icon } from "../icons.tsx";
import { figureColumns } from "./answer.ts";

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0}>
        {value}
      </Text>
    </div>
  );
}

/** Behind every number: what it means, for which days and filters, in what unit, from how many rows, as of when. */
export function About({ answer, heading }: { answer: Answer; heading: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const filterWords = useFilterWords(answer.filters);
  const units = figureColumns(answer).map((column) => `${column.title}: ${t(`unit.${column.unit}`)}`);
  return (
    <Popover width={320} position="bottom-end" withArrow shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("figure.about", { name: heading })}>
          <Icon name="info" size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" component="dl" m={0}>
          <Fact name={t("figure.definition")} value={answer.definition} />
          <Fact name={t("figure.period")} value={`${format.day(answer.since)} – ${format.day(answer.until)}`} />
          <Fact name={t("figure.filters")} value={filterWords.join(", ") || t("figure.no_filters")} />
          <Fact name={t("figure.units")} value={units.join(" · ")} />
          <Fact name={t("figure.rows")} value={format.quantity(answer.count)} />
          <Fact name={t("figure.source")} value={t("figure.source_own")} />
          <Fact name={t("figure.fresh")} value={format.instant(answer.as_of)} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
