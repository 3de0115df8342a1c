import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Figure } from "../../ui/figure/Figure.tsx";
import { useAnswer } from "../../ui/figure/answer.ts";
import { useWords } from "../../ui/figure/words.ts";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { PlaceMap } from "./PlaceMap.tsx";
import { cellOf } from "./single.ts";
import { Unclear } from "./Unclear.tsx";

const COLUMNS = [
  "net",
  "clients",
  "share",
  "change",
  "bought",
  "net_per_client",
  "population",
  "net_per_1000",
  "clients_per_1000",
];
const MOST_LINKS = 12;

/** To the clients of each town. */
function ClientsOf() {
  const { t } = useTranslation();
  const { cell } = useWords();
  const { data } = useAnswer("sales-by-city", useFilterQuery());
  const column = data?.columns.find(({ name }) => name === "place_id");
  if (!data || !column) return null;
  const towns = data.rows.filter((row) => cellOf(data, row, "place_id") !== null).slice(0, MOST_LINKS);
  if (towns.length === 0) return null;
  return (
    <Group gap="xs" mt="xs">
      <Text size="sm" c="dimmed">
        {t("when.clients_of")}
      </Text>
      {towns.map((row) => (
        <Anchor
          key={String(row[0])}
          component={Link}
          to="/clients"
          search={{ town: String(cellOf(data, row, "place_id")) } as never}
          size="sm"
        >
          {cell(data, column, cellOf(data, row, "place_id"))}
        </Anchor>
      ))}
    </Group>
  );
}

/** Where clients live, how many for the people there, and where hardly any do. */
export function Where() {
  const { t } = useTranslation();
  return (
    <Stack>
      <PlaceMap />
      <Figure name="sales-by-city" visual="table" columns={COLUMNS} rowsShown={12}>
        <ClientsOf />
      </Figure>
      <Figure name="sales-by-region" visual="table" columns={COLUMNS} rowsShown={12} />
      <Figure
        name="under-served-places"
        visual="table"
        columns={[
          "reason",
          "clients",
          "expected_clients",
          "missing_clients",
          "population",
          "near_place_id",
          "distance_in_km",
        ]}
        rowsShown={10}
      >
        <Text size="sm" c="dimmed" mt="xs">
          {t("when.openings_next")}
        </Text>
      </Figure>
      <Unclear />
    </Stack>
  );
}
