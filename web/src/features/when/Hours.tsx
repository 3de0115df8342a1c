import { SimpleGrid, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useBranches } from "../../ui/filters/choices.ts";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { ClientsBehind } from "../../ui/figure/ClientsBehind.tsx";
import { Figure } from "../../ui/figure/Figure.tsx";
import { usePicking, type Picking } from "../../ui/figure/picking.ts";

const MOST_BRANCHES = 6;

const DAYS = [1, 2, 3, 4, 5, 6, 7];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** The clients of a weekday and an hour, chosen in the lists or in the heatmap. */
function Buyers({ pick }: { pick: Picking<"weekday" | "hour"> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const days = DAYS.map((value) => ({ value: String(value), label: format.weekday(value, "long") }));
  const hours = HOURS.map((value) => ({ value: String(value), label: format.hour(value) }));
  return (
    <ClientsBehind
      name="buyers-then"
      pick={pick}
      parts={[
        { column: "weekday", label: t("when.weekday"), data: days },
        { column: "hour", label: t("when.hour"), data: hours },
      ]}
      asked={(params) => ({ params })}
      hasPicture
    />
  );
}

/** When people buy, in all and branch beside branch. */
export function Hours() {
  const { t } = useTranslation();
  const filters = useFilterQuery();
  const branches = useBranches();
  const pick = usePicking("weekday", "hour");
  const compared = filters["branch"] || branches.length < 2 ? [] : branches.slice(0, MOST_BRANCHES);
  return (
    <Stack>
      <Figure name="weekday-hour" visual="heatmap" columns={["sales"]} pick={pick} />
      <Buyers pick={pick} />
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
