import { Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Figure } from "../../ui/figure/Figure.tsx";
import { FilterBar } from "../../ui/filters/FilterBar.tsx";
import { PageHead } from "../../ui/PageHead.tsx";
import { PageTabs } from "../../ui/PageTabs.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { Behind } from "./Behind.tsx";
import { cellKey, type MapCell } from "./grid.ts";
import { RfmMap } from "./RfmMap.tsx";
import { SavedSegments } from "./SavedSegments.tsx";

type Chosen = ReadonlyMap<string, MapCell>;

function toggled(chosen: Chosen, cell: MapCell): Chosen {
  const key = cellKey(cell);
  const next = new Map(chosen);
  if (!next.delete(key)) next.set(key, cell);
  return next;
}

function MapTab() {
  const [chosen, setChosen] = useState<Chosen>(new Map());
  return (
    <Stack>
      <RfmMap chosen={chosen} onToggle={(cell) => setChosen((now) => toggled(now, cell))} />
      {chosen.size > 0 && <Behind chosen={chosen} onClear={() => setChosen(new Map())} />}
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

function MovementTab() {
  return (
    <Stack>
      <Figure name="client-growth-groups" visual="table" />
      <Figure name="client-growth" visual="table" columns={["trend", "net", "net_before", "difference", "change"]} />
      <Figure name="frequency-groups" visual="table" />
      <Figure name="average-purchase-value" visual="table" />
    </Stack>
  );
}

const TABS = [
  { name: "map", Panel: MapTab },
  { name: "away", Panel: AwayTab },
  { name: "growth", Panel: MovementTab },
  { name: "saved", Panel: SavedSegments },
] as const;

/** Who the clients are, in groups one can act on. */
export function Segments() {
  const { t } = useTranslation();
  const [tab, setTab] = useSearchParam("tab");
  return (
    <>
      <PageHead title={t("nav.segments")} />
      <FilterBar />
      <PageTabs
        tabs={TABS.map((each) => ({ ...each, title: t(`segments.tab_${each.name}`) }))}
        chosen={tab}
        onChoose={setTab}
      />
    </>
  );
}
