import { SimpleGrid, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Figure } from "../../ui/figure/Figure.tsx";
import { FilterBar } from "../../ui/filters/FilterBar.tsx";
import { PageHead } from "../../ui/PageHead.tsx";

/** Where and when people buy. */
export function When() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t("nav.when")} />
      <FilterBar />
      <Stack>
        <Figure name="weekday-hour" visual="heatmap" columns={["sales"]} />
        <Figure name="months" visual="bar" columns={["net", "net_year_before"]} />
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <Figure name="branch-shares" visual="bar" columns={["net"]} />
          <Figure
            name="branch-shares"
            title={t("when.branches")}
            visual="table"
            columns={["net", "share", "sales", "average_check"]}
          />
        </SimpleGrid>
      </Stack>
    </>
  );
}
