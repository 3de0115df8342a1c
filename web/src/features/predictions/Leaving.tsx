import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormat } from "../../i18n/useFormat.ts";
import { Figure } from "../../ui/figure/Figure.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { Chips } from "./Chips.tsx";
import { ClientList, Told } from "./ClientList.tsx";

const LISTS = ["might_leave", "out_of_rhythm", "inactive"] as const;

/** Who may not come back, by probability or by the simple rules, each with the reason. */
export function Leaving() {
  const { t } = useTranslation();
  const format = useFormat();
  const [list, setList] = useSearchParam("list");
  const chosen = LISTS.find((name) => name === list) ?? "might_leave";
  return (
    <Stack>
      <Figure name="churn-risk" visual="table" />
      <Chips
        label={t("predictions.which")}
        choices={LISTS.map((name) => ({ value: name, text: t(`predictions.${name}`) }))}
        chosen={chosen}
        onChoose={(name) => setList(name === "might_leave" ? null : name)}
      />
      <ClientList
        name={chosen}
        title={t(`predictions.${chosen}`)}
        hint={t(`predictions.${chosen}_hint`)}
        empty={t("predictions.nobody_leaving")}
        columns={[
          {
            key: "why",
            title: t("predictions.why"),
            long: true,
            cell: (client) => <Told client={client} sentence={client.why} />,
          },
          {
            key: "p_no_order",
            title: t("predictions.no_order"),
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
