import { useTranslation } from "react-i18next";

import { PageHead } from "../../ui/PageHead.tsx";
import { PageTabs } from "../../ui/PageTabs.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { Limits } from "./Limits.tsx";
import { Overview } from "./Overview.tsx";
import { People } from "./People.tsx";
import { Teach } from "./Teach.tsx";

const TABS = [
  { name: "overview", Panel: Overview },
  { name: "people", Panel: People },
  { name: "teach", Panel: Teach },
  { name: "limits", Panel: Limits },
] as const;

/** What the messages of the phone say: who paid, who complains, whom to write to, what is left to teach. */
export function Messages() {
  const { t } = useTranslation();
  const [tab, setTab] = useSearchParam("tab");
  const chosen = TABS.find(({ name }) => name === tab) ?? TABS[0];
  return (
    <>
      <PageHead title={t("nav.messages")} />
      <PageTabs
        tabs={TABS.map((each) => ({ ...each, title: t(`messages.tab_${each.name}`) }))}
        chosen={chosen.name}
        onChoose={setTab}
      />
    </>
  );
}
