import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Figure } from "../../ui/figure/Figure.tsx";
import { FilterBar } from "../../ui/filters/FilterBar.tsx";
import { PageHead } from "../../ui/PageHead.tsx";
import { PageTabs } from "../../ui/PageTabs.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { Behind } from "./Behind.tsx";
import { Moves } from "./Moves.tsx";
import { RfmMap } from "./RfmMap.tsx";
import { SavedSegments } from "./SavedSegments.tsx";
import { Scoring } from "./Scoring.tsx";

/** Which cells are chosen stands in the address: whoever comes back from a client finds the list again. */
function MapTab() {
  const [cells = "", setCells] = useSearchParam("cells");
  const chosen = new Set(cells.split(",").filter(Boolean));
  const toggle = (cell: string) => {
    if (!chosen.delete(cell)) chosen.add(cell);
    setCells([...chosen].sort().join(","));
  };
  return (
    <Stack>
      <RfmMap chosen={chosen} onToggle={toggle} />
      {chosen.size > 0 && <Behind chosen={chosen} onClear={() => setCells(null)} />}
      <Figure name="rfm-segments" visual="table" columns={["clients", "share", "sales", "monetary"]} />
      <Figure name="rfm-cutoffs" visual="table" />
    </Stack>
  );
}

function AwayTab() {
  const { t } = useTranslation();
  return (
    <Stack>
      <Figure name="inactive-clients" visual="table" />
      {([30, 60, 90] as const).map((days) => (
        <Figure
          key={days}
          name="inactive-client-list"
          title={t("segments.away_days", { count: days })}
          visual="table"
          params={{ days }}
          rowsShown={10}
        />
      ))}
    </Stack>
  );
}

function GrowthTab() {
  return (
    <Stack>
      <Figure name="client-growth-groups" visual="table" />
      <Figure name="client-growth" visual="table" columns={["trend", "net", "net_before", "difference", "change"]} />
      <Figure name="frequency-groups" visual="table" />
      <Figure name="average-purchase-value" visual="table" />
    </Stack>
  );
}

/** Who is kept or scored how is a matter of the whole business: there the filters would change nothing. */
const TABS = [
  { name: "map", Panel: MapTab, filtered: true },
  { name: "away", Panel: AwayTab, filtered: true },
  { name: "growth", Panel: GrowthTab, filtered: true },
  { name: "moves", Panel: Moves, filtered: false },
  { name: "saved", Panel: SavedSegments, filtered: false },
  { name: "scoring", Panel: Scoring, filtered: false },
] as const;

/** Who the clients are, in groups one can act on. */
export function Segments() {
  const { t } = useTranslation();
  const [tab, setTab] = useSearchParam("tab");
  const chosen = TABS.find(({ name }) => name === tab) ?? TABS[0];
  return (
    <>
      <PageHead title={t("nav.segments")} />
      {chosen.filtered && <FilterBar />}
      <PageTabs
        tabs={TABS.map((each) => ({ ...each, title: t(`segments.tab_${each.name}`) }))}
        chosen={chosen.name}
        onChoose={setTab}
      />
    </>
  );
}
