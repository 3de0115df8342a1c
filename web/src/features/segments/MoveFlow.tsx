import { useTranslation } from "react-i18next";

import { Chart } from "../../charts/Chart.tsx";
import type { Movement } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { matrixOf, type Place } from "./movement.ts";

/** From where to where clients went, as bands as broad as their number. */
export function MoveFlow({ movement }: { movement: Movement }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { before, after } = matrixOf(movement);
  const order = [...new Set([...before, ...after])];
  const named = (place: Place, missing: string) => (place === null ? missing : (movement.names[place] ?? place));
  const node = (place: Place, isRight: boolean) => ({
    id: `${isRight ? "to" : "from"} ${place}`,
    name: named(place, t(isRight ? "segments.not_there_any_more" : "segments.not_there_yet")),
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
