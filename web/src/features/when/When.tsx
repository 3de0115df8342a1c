import { useTranslation } from "react-i18next";

import { PeriodOfPage } from "../../ui/filters/filters.ts";
import { FilterBar } from "../../ui/filters/FilterBar.tsx";
import { PageHead } from "../../ui/PageHead.tsx";
import { PageTabs } from "../../ui/PageTabs.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { Again } from "./Again.tsx";
import { Growth } from "./Growth.tsx";
import { Hours } from "./Hours.tsx";
import { Months } from "./Months.tsx";
import { Seasons } from "./Seasons.tsx";
import { Where } from "./Where.tsx";

const TABS = [
  { name: "hours", Panel: Hours },
  { name: "months", Panel: Months },
  { name: "seasons", Panel: Seasons },
  { name: "again", Panel: Again },
  { name: "growth", Panel: Growth },
  { name: "where", Panel: Where },
] as const;

/** Where and when people buy. */
export function When() {
  const { t } = useTranslation();
  const [tab, setTab] = useSearchParam("tab");
  const chosen = TABS.find(({ name }) => name === tab) ?? TABS[0];
  return (
    // Habits, months and seasons do not show in thirty days.
    <PeriodOfPage value="12m">
      <PageHead title={t("nav.when")} />
      <FilterBar />
      <PageTabs
        tabs={TABS.map((each) => ({ ...each, title: t(`when.tab_${each.name}`) }))}
        chosen={chosen.name}
        onChoose={setTab}
      />
    </PeriodOfPage>
  );
}
