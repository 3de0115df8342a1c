import { Button, Group, SegmentedControl, SimpleGrid, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useFormat } from "../../i18n/useFormat.ts";
import { grainColumns, useAnswer, valuesOf } from "../../ui/figure/answer.ts";
import { useWords } from "../../ui/figure/words.ts";
import { SourcesOfPage, type Choice } from "../../ui/filters/choices.ts";
import { periodDays } from "../../ui/filters/period.ts";
import { Figure } from "../../ui/figure/Figure.tsx";
import { SegmentLinks } from "../../ui/figure/SegmentLinks.tsx";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { FilterBar } from "../../ui/filters/FilterBar.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";

/** How old a deal must be to be asked whether it was won. */
const MATURE = 30;
const CONVERSION = ["rate", "deals", "won", "rate_low", "rate_high", "rank"] as const;
const GROWTH = ["net", "share", "change", "sales", "returns"] as const;
const LAGS = ["0", "1", "2", "4", "8"] as const;
const LAG = "1";
const SHARES = ["rate", "won", "lost", "rate_low", "rate_high"] as const;

function Ahead({ tab, state, text }: { tab: string; state?: string; text: string }) {
  return (
    <Button
      component={Link}
      to="/team"
      search={{ tab, ...(state ? { state } : {}) } as never}
      size="compact-sm"
      variant="light"
      mt="xs"
    >
      {text}
    </Button>
  );
}

/** Where the deals come from: each business has its own words for that. */
function useDealSources(): Choice[] {
  const { cell } = useWords();
  const whole = periodDays("all", useFormat().today());
  const { data } = useAnswer("source-conversion", { ...whole, mature_days: 0, columns: "deals" });
  const [source] = data ? grainColumns(data) : [];
  if (!data || !source) return [];
  return valuesOf(data, source)
    .filter((value) => value !== null)
    .map((value) => ({ value: String(value), label: cell(data, source, value) }));
}

/** How far deals get, how many are won, how long it takes and where they come from. */
export function Deals() {
  const { t } = useTranslation();
  const sources = useDealSources();
  return (
    <Stack>
      <SourcesOfPage value={sources}>
        <FilterBar />
      </SourcesOfPage>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Figure name="win-rate" visual="kpi" columns={["rate", "won", "lost", "won_value", "rate_by_value"]}>
          <Ahead tab="board" text={t("deals.open_board")} />
        </Figure>
        <Figure name="pipeline-conversion" visual="kpi" columns={["rate", "open_at_start", "won", "still_open"]} />
        <Figure name="sales-velocity" visual="kpi" columns={["velocity", "open_deals", "average_value", "mean_days"]} />
        <Figure name="deal-cycle" visual="kpi" columns={["median_days", "p90_days", "mean_days", "deals"]} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Figure
          name="deal-funnel"
          visual="funnel"
          columns={["entered", "rate", "rate_low", "rate_high"]}
          params={{ mature_days: MATURE }}
        >
          <Text size="xs" c="dimmed" mt="xs">
            {t("deals.funnel_hint")}
          </Text>
          <Ahead tab="activities" state="overdue" text={t("deals.see_overdue")} />
        </Figure>
        <Figure name="stage-flow" visual="sankey" columns={["deals"]} />
      </SimpleGrid>
      <Figure name="seller-win-rate" visual="table" columns={[...SHARES, "net", "rank"]} />
      <Figure name="source-conversion" visual="table" columns={CONVERSION} params={{ mature_days: MATURE }} />
      <Figure name="seller-conversion" visual="table" columns={CONVERSION} params={{ mature_days: MATURE }} />
      <Figure
        name="team-results"
        visual="table"
        columns={["sellers", "won", "rate", "rate_low", "rate_high", "won_value", "net"]}
      />
    </Stack>
  );
}

/** Who is at work, who sells how evenly, and whether doing more goes with selling more. */
export function Sellers() {
  const { t } = useTranslation();
  const [counted, setCounted] = useSearchParam("of");
  const of = counted === "deals" ? "deals" : "sales";
  const filters = useFilterQuery();
  const [lag, setLag] = useSearchParam("lag");
  const lag_weeks = LAGS.find((weeks) => weeks === lag) ?? LAG;
  return (
    <Stack>
      <FilterBar />
      <Figure
        name="active-sellers"
        visual="kpi"
        columns={["sale_share", "activity_share", "sellers", "with_sale", "with_activity"]}
      >
        <Ahead tab="activities" text={t("deals.see_today")} />
      </Figure>
      <Figure name="seller-activity" visual="table" columns={["net", "sales", "won", "activities", "last_sold_on"]} />
      <Figure name="seller-growth" visual="table" columns={GROWTH}>
        <SegmentLinks
          label={t("figure.bought_from")}
          name="seller-growth"
          query={{ ...filters, columns: GROWTH.join(",") }}
          column="seller_id"
          rule={(seller) => `all(bought_from_seller = ${seller})`}
        />
      </Figure>
      <SegmentedControl
        aria-label={t("deals.what_counts")}
        w="fit-content"
        data={(["sales", "deals"] as const).map((value) => ({ value, label: t(`deals.of_${value}`) }))}
        value={of}
        onChange={setCounted}
      />
      <Figure
        name="seller-consistency"
        visual="table"
        columns={["weeks", "mean_per_week", "variation", "daily_deviation", "rank"]}
        params={{ of }}
      />
      <Group gap="xs">
        <Text size="sm">{t("deals.lag")}</Text>
        <SegmentedControl aria-label={t("deals.lag")} data={[...LAGS]} value={lag_weeks} onChange={setLag} />
      </Group>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Figure
          name="activity-outcome"
          visual="kpi"
          columns={["correlation", "weeks", "sellers"]}
          params={{ of, lag_weeks }}
        >
          <Text size="xs" c="dimmed" mt="xs">
            {t("deals.together_hint")}
          </Text>
        </Figure>
        <Figure name="seller-weeks" visual="scatter" columns={["activities", "net"]} params={{ of, lag_weeks }} />
      </SimpleGrid>
    </Stack>
  );
}
