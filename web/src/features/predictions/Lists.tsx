import { Anchor, Skeleton, Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { PredictedList } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { ReceiptLine } from "../../ui/ReceiptLine.tsx";
import { Chips } from "./Chips.tsx";
import { ClientList, type ListColumn } from "./ClientList.tsx";
import { useChosenList, type About } from "./useLists.ts";
import { useRun } from "./useRun.ts";

interface Props {
  about: About;
  hint: (list: PredictedList) => string | undefined;
  empty: string;
  /** What stands beside each client, of whom something is expected within so many days. */
  columns: (horizonInDays: number) => ListColumn[];
  /** What is to be said above a list. */
  above?: (list: PredictedList) => ReactNode;
}

/** Which receipt speaks of the lists. */
const PROVEN_BY = { due: "next_order", leaving: "churn", value: "value" } as const;

/** How such predictions did on the past; all of it is a click away. */
function Proof({ about }: { about: About }) {
  const { t } = useTranslation();
  const { data } = useRun();
  return (
    <ReceiptLine receipt={data?.run?.said.find((said) => said.about === PROVEN_BY[about])}>
      {" "}
      <Anchor component={Link} to="/predictions" search={{ tab: "sure" } as never} inherit>
        {t("predictions.tab_sure")}
      </Anchor>
    </ReceiptLine>
  );
}

/** The lists about one thing, each with its number of clients, and the chosen one below. */
export function Lists({ about, hint, empty, columns, above }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { lists, chosen, choose, error, retry } = useChosenList(about);
  if (error) return <ErrorBox error={error} onRetry={retry} />;
  if (!lists || !chosen) return <Skeleton height={320} />;
  return (
    <Stack>
      <Proof about={about} />
      <Chips
        label={t("predictions.which")}
        choices={lists.map(({ name, title, clients }) => ({
          value: name,
          text: `${title} · ${format.quantity(clients)}`,
        }))}
        chosen={chosen.name}
        onChoose={choose}
      />
      {above?.(chosen)}
      <ClientList list={chosen} hint={hint(chosen)} empty={empty} columns={columns(chosen.horizon_in_days)} />
    </Stack>
  );
}
