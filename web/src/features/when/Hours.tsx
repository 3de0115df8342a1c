import { SimpleGrid, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useBranches } from "../../ui/filters/choices.ts";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { Figure } from "../../ui/figure/Figure.tsx";

const MOST_BRANCHES = 6;

/** When people buy, in all and branch beside branch. */
export function Hours() {
  const { t } = useTranslation();
  const filters = useFilterQuery();
  const branches = useBranches();
  const compared = filters["branch"] || branches.length < 2 ? [] : branches.slice(0, MOST_BRANCHES);
  return (
    <Stack>
      <Figure name="weekday-hour" visual="heatmap" columns={["sales"]} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Figure name="branch-shares" visual="bar" columns={["net"]} />
        <Figure
          name="branch-shares"
          title={t("when.branches")}
          visual="table"
          columns={["net", "share", "sales", "average_check"]}
        />
      </SimpleGrid>
      <Figure name="branch-hours" visual="heatmap" columns={["share"]} />
      <Figure name="branch-weekdays" visual="heatmap" columns={["share"]} />
      {compared.map(({ value, label }) => (
        <Figure
          key={value}
          name="weekday-hour"
          title={t("when.hours_of", { branch: label })}
          visual="heatmap"
          columns={["sales"]}
          within={{ ...filters, branch: value }}
        />
      ))}
    </Stack>
  );
}
