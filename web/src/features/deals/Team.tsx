import { useTranslation } from "react-i18next";

import { useMay } from "../../client/session.ts";
import { PeriodOfPage } from "../../ui/filters/filters.ts";
import { PageHead } from "../../ui/PageHead.tsx";
import { PageTabs } from "../../ui/PageTabs.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { Activities } from "./Activities.tsx";
import { Board } from "./Board.tsx";
import { Deals, Sellers } from "./Results.tsx";
import { Targets } from "./Targets.tsx";

const TABS = [
  { name: "board", Panel: Board, needs: "deals:read" },
  { name: "activities", Panel: Activities, needs: "deals:read" },
  { name: "deals", Panel: Deals, needs: "reports:read" },
  { name: "sellers", Panel: Sellers, needs: "reports:read" },
  { name: "targets", Panel: Targets, needs: "reports:read" },
] as const;

/** The sales force: its deals, what it does, and what comes of it. */
export function Team() {
  const { t } = useTranslation();
  const may = useMay();
  const [tab, setTab] = useSearchParam("tab");
  const tabs = TABS.filter(({ needs }) => may(needs)).map((each) => ({ ...each, title: t(`deals.tab_${each.name}`) }));
  return (
    // Deals that began yesterday tell of no rate yet, and evenness needs eight weeks.
    <PeriodOfPage value="90d">
      <PageHead title={t("nav.team")} />
      <PageTabs tabs={tabs} chosen={tabs.find(({ name }) => name === tab)?.name} onChoose={setTab} />
    </PeriodOfPage>
  );
}
