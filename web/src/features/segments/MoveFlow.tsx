import { useTranslation } from "react-i18next";

import { Chart } from "../../charts/Chart.tsx";
import type { Movement } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { matrixOf, type Place } from "./movement.ts";
import { usePlaceName } from "./usePlaceName.ts";

/** From where to where clients went, as bands as broad as their number. */
export function MoveFlow({ movement }: { movement: Movement }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { before, after } = matrixOf(movement);
  const order = [...new Set([...before, ...after])];
  const named = usePlaceName(movement);
  const node = (place: Place, isRight: boolean) => ({
    id: `${isRight ? "to" : "from"} ${place}`,
    name: named(place, isRight ? "after" : "before"),
    colour: order.indexOf(place),
    isRight,
  });
  const flows = movement.moves.map(({ before: from, after: to, clients }) => ({
    from: `from ${from}`,
    to: `to ${to}`,
    value: clients,
    text: t("clients.count", { count: clients, total: format.quantity(clients) }),
  }));
  const nodes = [...before.map((place) => node(place, false)), ...after.map((place) => node(place, true))];
  return <Chart label={t("segments.moves")} drawing={{ kind: "sankey", nodes, flows }} />;
}
