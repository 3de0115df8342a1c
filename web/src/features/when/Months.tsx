import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormat } from "../../i18n/useFormat.ts";
import { useAnswer } from "../../ui/figure/answer.ts";
import { ClientsBehind } from "../../ui/figure/ClientsBehind.tsx";
import { Figure } from "../../ui/figure/Figure.tsx";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { monthWithin } from "../../ui/filters/period.ts";
import { usePicking, type Picking } from "../../ui/figure/picking.ts";
import { wantedColumns } from "../../ui/figure/visual.ts";
import { Note } from "./Note.tsx";
import { cellOf, useSingle } from "./single.ts";

/** How such forecasts have done, in sentences. */
function useReceipt(): string[] | undefined {
  const { t } = useTranslation();
  const format = useFormat();
  const cell = useSingle("sales-forecast-receipt", useFilterQuery());
  if (!cell) return undefined;
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
}

const MONTHS = "months";
const COLUMNS = ["net", "net_year_before"];

/** The clients of a month, chosen in the list or in the picture; of the part of it that the period holds. */
function Buyers({ pick }: { pick: Picking<"month"> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const filters = useFilterQuery();
  const { data } = useAnswer(MONTHS, { ...filters, ...wantedColumns("bar", COLUMNS) });
  const months = data?.rows.map((row) => String(cellOf(data, row, "month"))) ?? [];
  const latestFirst = months.toReversed().map((value) => ({ value, label: format.month(value, "long") }));
  return (
    <ClientsBehind
      name="buyers-then"
      pick={pick}
      parts={[{ column: "month", label: t("when.month"), data: latestFirst }]}
      asked={({ month }) => (month ? { within: { ...filters, ...monthWithin(month, filters) } } : {})}
      hasPicture
    />
  );
}

/** Month by month, and the next three. */
export function Months() {
  const pick = usePicking("month");
  return (
    <Stack>
      <Figure name="sales-forecast" visual="line" columns={["net", "expected"]} />
      <Note lines={useReceipt()} />
      <Figure name={MONTHS} visual="bar" columns={COLUMNS} pick={pick} />
      <Buyers pick={pick} />
      <Figure name="sales-forecast-receipt" visual="table" />
    </Stack>
  );
}
