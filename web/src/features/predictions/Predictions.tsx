import { useTranslation } from "react-i18next";

import { FilterBar } from "../../ui/filters/FilterBar.tsx";
import { PageHead } from "../../ui/PageHead.tsx";
import { PageTabs } from "../../ui/PageTabs.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { Due } from "./Due.tsx";
import { Leaving } from "./Leaving.tsx";
import { PredictAgain } from "./PredictAgain.tsx";
import { Sure } from "./Sure.tsx";
import { Value } from "./Value.tsx";

const TABS = [
  { name: "due", Panel: Due, filtered: true },
  { name: "leaving", Panel: Leaving, filtered: true },
  { name: "value", Panel: Value, filtered: true },
  { name: "sure", Panel: Sure, filtered: false },
] as const;

/** Who will order when, who may leave, what each may bring; and how sure that is. */
export function Predictions() {
  const { t } = useTranslation();
  const [tab, setTab] = useSearchParam("tab");
  const chosen = TABS.find(({ name }) => name === tab) ?? TABS[0];
  return (
    <>
      <PageHead title={t("nav.predictions")}>
        <PredictAgain />
      </PageHead>
      {chosen.filtered && <FilterBar hasPeriod={false} />}
      <PageTabs
        tabs={TABS.map((each) => ({ ...each, title: t(`predictions.tab_${each.name}`) }))}
        chosen={chosen.name}
        onChoose={setTab}
      />
    </>
  );
}
