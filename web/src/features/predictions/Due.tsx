import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormat } from "../../i18n/useFormat.ts";
import { Figure } from "../../ui/figure/Figure.tsx";
import { Worth } from "../../ui/Worth.tsx";
import { Told } from "./ClientList.tsx";
import { Lists } from "./Lists.tsx";
import { Untold } from "./Untold.tsx";

/** Whom to call because the next order is late or near, with what to offer. */
export function Due() {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Stack>
      <Figure name="reorder-due" visual="table" columns={["clients", "share", "orders_expected", "clv_365"]} />
      <Lists
        about="due"
        hint={({ name }) => (name === "cannot_tell" ? undefined : t("predictions.due_hint"))}
        empty={t("predictions.nobody_due")}
        above={(list) => <Untold list={list} />}
        columns={(horizon) => [
          {
            key: "when",
            title: t("predictions.when"),
            long: true,
            cell: (client) => <Told client={client} sentence={client.when} />,
          },
          {
            key: "last",
            title: t("clients.last_purchase"),
            wide: true,
            cell: (client) => format.day(client.last_sale_on),
          },
          {
            key: "clv",
            title: t("predictions.in_days", { count: horizon }),
            figure: true,
            cell: (client) => <Worth value={client.clv} low={client.clv_low} high={client.clv_high} />,
          },
        ]}
      />
    </Stack>
  );
}
