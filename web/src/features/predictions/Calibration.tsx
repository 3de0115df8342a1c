import { Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Chart } from "../../charts/Chart.tsx";
import type { CalibrationBin } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { DataTable } from "../../ui/DataTable.tsx";

/** Of those who were given a probability, how many stayed away: a sure prediction says what is then seen. */
export function Calibration({ bins }: { bins: CalibrationBin[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = (value: number) => format.share(value);
  const title = t("predictions.calibration");
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Title order={2} fz="sm" fw={600}>
        {title}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("predictions.calibration_hint")}
      </Text>
      <Chart
        label={title}
        drawing={{
          kind: "line",
          categories: bins.map((bin) => share(bin.predicted)),
          series: [
            { name: t("predictions.seen"), values: bins.map((bin) => bin.actual) },
            { name: t("predictions.said"), values: bins.map((bin) => bin.predicted), isBefore: true },
          ],
          axisText: share,
          most: 1,
          valueText: share,
        }}
      />
      <DataTable
        caption={title}
        rows={bins}
        rowKey={(bin) => bin.predicted}
        columns={[
          { key: "said", title: t("predictions.said"), cell: (bin) => share(bin.predicted) },
          { key: "seen", title: t("predictions.seen"), figure: true, cell: (bin) => share(bin.actual) },
          { key: "cases", title: t("predictions.seen_cases"), figure: true, cell: (bin) => format.quantity(bin.cases) },
        ]}
      />
    </Paper>
  );
}
