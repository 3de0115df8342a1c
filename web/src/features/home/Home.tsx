import { Anchor, Button, SimpleGrid, Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useMay } from "../../client/session.ts";
import { Figure } from "../../ui/figure/Figure.tsx";
import { FilterBar } from "../../ui/filters/FilterBar.tsx";
import { PageHead } from "../../ui/PageHead.tsx";
import { Today } from "./Today.tsx";

function Totals() {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }}>
      <Figure
        name="revenue"
        title={t("home.revenue")}
        visual="kpi"
        columns={["net", "gross", "returns"]}
        compare="previous"
      />
      <Figure
        name="revenue"
        title={t("home.sales")}
        visual="kpi"
        columns={["sales", "average_check", "units"]}
        compare="previous"
      />
      <Figure
        name="client-activity"
        title={t("home.active_clients")}
        visual="kpi"
        columns={["active_clients", "new_clients", "returning_clients"]}
        compare="previous"
      />
    </SimpleGrid>
  );
}

function WhatChanged() {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      <Figure name="client-growth-groups" visual="table" columns={["clients", "net", "net_before"]} />
      <Figure name="top-clients" visual="table" columns={["net", "share", "sales"]} params={{ limit: 6 }} />
    </SimpleGrid>
  );
}

function WhatToDo() {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      <Figure name="rfm-segments" visual="table" columns={["clients", "share", "monetary"]}>
        <Anchor component={Link} to="/segments" size="sm">
          {t("home.open_segments")}
        </Anchor>
      </Figure>
      <Stack>
        <Figure name="inactive-clients" visual="table" columns={["clients", "share", "net"]}>
          <Anchor component={Link} to="/segments" search={{ tab: "away" } as never} size="sm">
            {t("home.open_inactive")}
          </Anchor>
        </Figure>
        <Figure name="top-mover" visual="table" columns={["change", "units_per_day", "units_per_day_before"]} />
      </Stack>
    </SimpleGrid>
  );
}

/** How are we doing, what changed, and whom to care about today. */
export function Home() {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <>
      <PageHead title={t("nav.home")}>
        {may("sales:write") && (
          <Button component={Link} to="/sales/new" variant="light">
            {t("sales.record")}
          </Button>
        )}
      </PageHead>
      <Today />
      <FilterBar />
      <Stack>
        <Totals />
        <Figure name="revenue-by-day" visual="line" columns={["net"]} compare="previous" />
        <WhatChanged />
        <WhatToDo />
      </Stack>
    </>
  );
}
