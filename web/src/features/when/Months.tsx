import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormat } from "../../i18n/useFormat.ts";
import type { Asked } from "../../ui/Awaited.tsx";
import { Figure } from "../../ui/figure/Figure.tsx";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { AwaitedNote } from "./Note.tsx";
import { useSingle } from "./single.ts";

/** How such forecasts have done, in sentences. */
function useReceipt(): Asked<string[]> {
  const { t } = useTranslation();
  const format = useFormat();
  return useSingle("sales-forecast-receipt", useFilterQuery(), (cell) => {
    const rule = String(cell("rule"));
    const months = Number(cell("months"));
    if (rule === "cannot_tell") return [t("when.forecast_unknown", { count: months })];
    const tried = {
      rule: t(`code.${rule}`),
      count: Number(cell("cases")),
      error: format.money(cell("error") as string),
      share: format.share(cell("error_share") as number),
      naive: format.money(cell("naive_error") as string),
      better: format.share(cell("better_by") as number),
      covered: format.share(cell("covered") as number),
      inside: format.share(cell("inside") as number),
    };
    const beside = rule === "seasonal_naive" ? "when.forecast_naive" : "when.forecast_better";
    return [t("when.forecast_rule", tried), t(beside, tried), t("when.forecast_covered", tried)];
  });
}

/** Month by month, and the next three. */
export function Months() {
  return (
    <Stack>
      <Figure name="sales-forecast" visual="line" columns={["net", "expected"]} />
      <AwaitedNote lines={useReceipt()} />
      <Figure name="months" visual="bar" columns={["net", "net_year_before"]} />
      <Figure name="sales-forecast-receipt" visual="table" />
    </Stack>
  );
}
