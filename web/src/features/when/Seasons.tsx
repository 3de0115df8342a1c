import { SimpleGrid, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Cell } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import type { Asked } from "../../ui/Awaited.tsx";
import { Figure } from "../../ui/figure/Figure.tsx";
import { useAnswer } from "../../ui/figure/answer.ts";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { AwaitedNote, Note } from "./Note.tsx";
import { cellOf, useSingle } from "./single.ts";

const COLUMNS = [
  "state",
  "season_strength",
  "trend_strength",
  "peak_month",
  "peak_lift",
  "low_month",
  "next_peak",
  "peak_weekday",
];

const MOST_ROWS = 10;

/** The season of the business in sentences. */
function useInWords(): Asked<string[]> {
  const { t } = useTranslation();
  const format = useFormat();
  const month = (value: Cell) => format.calendarMonth(Number(value));
  const lift = (value: Cell) => format.change(Number(value), false);
  return useSingle("seasonality", useFilterQuery(), (cell) => {
    const season = {
      peak: month(cell("peak_month")),
      peak_lift: lift(cell("peak_lift")),
      low: month(cell("low_month")),
      low_lift: lift(cell("low_lift")),
      next: format.month(cell("next_peak") as string, "long"),
      count: Number(cell("months")),
    };
    const weekday = cell("peak_weekday");
    const day = { day: format.weekday(Number(weekday), "long"), lift: lift(cell("weekday_lift")) };
    return [
      t(`when.season_${String(cell("state"))}`, season),
      t(weekday === null ? "when.weekday_even" : "when.weekday_peak", day),
    ];
  });
}

/** Clients who buy by the season, where there are any; a list of those who do not would tell nothing. */
function SeasonalClients() {
  const { t } = useTranslation();
  const { data } = useAnswer("client-seasonality", useFilterQuery());
  const seasonal = data?.rows.filter((row) => cellOf(data, row, "state") === "seasonal").length;
  if (seasonal === 0) return <Note lines={[t("when.clients_even")]} />;
  return (
    <Figure
      name="client-seasonality"
      visual="table"
      columns={COLUMNS}
      rowsShown={Math.min(seasonal ?? MOST_ROWS, MOST_ROWS)}
    />
  );
}

/** Whether there is a season, of what strength, and when it comes again. */
export function Seasons() {
  return (
    <Stack>
      <AwaitedNote lines={useInWords()} />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Figure name="month-profile" visual="bar" columns={["index"]} />
        <Figure name="weekday-profile" visual="bar" columns={["index"]} />
      </SimpleGrid>
      <Figure
        name="seasonality"
        visual="table"
        columns={["state", "months", "trend_strength", "season_strength", "kruskal_wallis", "p_value", "chance"]}
      />
      <Figure name="branch-seasonality" visual="table" columns={COLUMNS} rowsShown={MOST_ROWS} />
      <Figure name="product-seasonality" visual="table" columns={COLUMNS} rowsShown={MOST_ROWS} />
      <SeasonalClients />
    </Stack>
  );
}
