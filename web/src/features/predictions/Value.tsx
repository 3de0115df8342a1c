import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormat } from "../../i18n/useFormat.ts";
import { Figure } from "../../ui/figure/Figure.tsx";
import { Worth } from "../../ui/Worth.tsx";
import { Lists } from "./Lists.tsx";

const YEAR = 365;

/** What each client may bring in a year and in the days ahead, each with its interval, beside what they have brought. */
export function Value() {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Stack>
      <Figure
        name="predicted-orders"
        title={t("predictions.year_all")}
        visual="kpi"
        columns={["clv_365", "clients", "horizon_in_days", "clv", "orders_expected"]}
      />
      <Lists
        about="value"
        hint={() => t("predictions.value_hint")}
        empty={t("predictions.nobody_valued")}
        columns={(horizon) => [
          {
            key: "clv_365",
            title: t("predictions.in_days", { count: YEAR }),
            figure: true,
            cell: (client) => <Worth value={client.clv_365} low={client.clv_365_low} high={client.clv_365_high} />,
          },
          {
            key: "clv",
            title: t("predictions.in_days", { count: horizon }),
            figure: true,
            wide: true,
            cell: (client) => <Worth value={client.clv} low={client.clv_low} high={client.clv_high} />,
          },
          {
            key: "net",
            title: t("predictions.so_far"),
            figure: true,
            wide: true,
            cell: (client) => format.money(client.net),
          },
          {
            key: "orders",
            title: t("predictions.orders_in", { count: horizon }),
            figure: true,
            wide: true,
            cell: (client) => format.quantity(client.orders_expected),
          },
          {
            key: "last",
            title: t("clients.last_purchase"),
            wide: true,
            cell: (client) => format.day(client.last_sale_on),
          },
        ]}
      />
    </Stack>
  );
}
