import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { PredictedList } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { Figure } from "../../ui/figure/Figure.tsx";
import { Told } from "./ClientList.tsx";
import { Lists } from "./Lists.tsx";

const HINTS = {
  might_leave: "predictions.might_leave_hint",
  out_of_rhythm: "predictions.out_of_rhythm_hint",
  inactive: "predictions.inactive_hint",
} as const;

/** Who may not come back, by probability or by the simple rules, each with the reason. */
export function Leaving() {
  const { t } = useTranslation();
  const format = useFormat();
  const hint = ({ name }: PredictedList) => (name in HINTS ? t(HINTS[name as keyof typeof HINTS]) : undefined);
  return (
    <Stack>
      <Figure name="churn-risk" visual="table" />
      <Lists
        about="leaving"
        hint={hint}
        empty={t("predictions.nobody_leaving")}
        columns={(horizon) => [
          {
            key: "why",
            title: t("predictions.why"),
            long: true,
            cell: (client) => <Told client={client} sentence={client.why} />,
          },
          {
            key: "p_no_order",
            title: t("predictions.no_order_in", { count: horizon }),
            figure: true,
            cell: (client) => format.share(client.p_no_order),
          },
          {
            key: "net",
            title: t("clients.monetary"),
            figure: true,
            wide: true,
            cell: (client) => format.money(client.net),
          },
        ]}
      />
    </Stack>
  );
}
