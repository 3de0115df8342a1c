import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormat } from "../../i18n/useFormat.ts";
import { Figure } from "../../ui/figure/Figure.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { Chips } from "./Chips.tsx";
import { ClientList, Told } from "./ClientList.tsx";

const LISTS = ["due", "overdue", "due_now", "due_this_week", "later", "cannot_tell"] as const;

/** Whom to call because the next order is late or near, with what to offer. */
export function Due() {
  const { t } = useTranslation();
  const format = useFormat();
  const [list, setList] = useSearchParam("list");
  const chosen = LISTS.find((name) => name === list) ?? "due";
  const text = (name: (typeof LISTS)[number]) => (name === "due" ? t("predictions.due_all") : t(`code.${name}`));
  return (
    <Stack>
      <Figure name="reorder-due" visual="table" columns={["clients", "share", "orders_expected", "clv_365"]} />
      <Chips
        label={t("predictions.which")}
        choices={LISTS.map((name) => ({ value: name, text: text(name) }))}
        chosen={chosen}
        onChoose={(name) => setList(name === "due" ? null : name)}
      />
      <ClientList
        name={chosen}
        title={text(chosen)}
        hint={t(chosen === "cannot_tell" ? "predictions.cannot_tell_hint" : "predictions.due_hint")}
        empty={t("predictions.nobody_due")}
        columns={[
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
          { key: "clv", title: t("predictions.expected"), figure: true, cell: (client) => format.money(client.clv) },
        ]}
      />
    </Stack>
  );
}
