import { SegmentedControl, SimpleGrid, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Figure } from "../../ui/figure/Figure.tsx";
import { FilterBar } from "../../ui/filters/FilterBar.tsx";
import { PageHead } from "../../ui/PageHead.tsx";
import { PageTabs } from "../../ui/PageTabs.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { Catalogue } from "./Catalogue.tsx";
import { Together } from "./Together.tsx";

interface SwitchProps {
  name: string;
  label: string;
  choices: readonly string[];
}

function Switch({ name, label, choices }: SwitchProps) {
  const { t } = useTranslation();
  const [value, setValue] = useSearchParam(name);
  return (
    <SegmentedControl
      aria-label={label}
      data={choices.map((choice) => ({ value: choice, label: t(`products.by_${choice}`) }))}
      value={value ?? choices[0] ?? ""}
      onChange={setValue}
    />
  );
}

const RANKINGS = ["sales", "units", "net"] as const;
const WORTHS = ["revenue", "margin"] as const;

function Popularity() {
  const { t } = useTranslation();
  const [by] = useSearchParam("by");
  return (
    <Stack align="stretch">
      <div>
        <Switch name="by" label={t("products.rank_by")} choices={RANKINGS} />
      </div>
      <Figure name="product-popularity" visual="table" params={{ by: by ?? RANKINGS[0], limit: 100 }} />
      <Figure name="top-mover" visual="table" params={{ limit: 10 }} />
    </Stack>
  );
}

function Abc() {
  const { t } = useTranslation();
  const [worth] = useSearchParam("worth");
  const params = { by: worth ?? WORTHS[0] };
  return (
    <Stack>
      <div>
        <Switch name="worth" label={t("products.rank_by")} choices={WORTHS} />
      </div>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Figure name="abc-classes" visual="bar" columns={["value"]} params={params} />
        <Figure name="abc-classes" title={t("products.abc_table")} visual="table" params={params} />
      </SimpleGrid>
      <Figure name="abc" visual="table" params={params} />
    </Stack>
  );
}

function SlowMovers() {
  return <Figure name="slow-movers" visual="table" />;
}

const TABS = [
  { name: "catalogue", Panel: Catalogue },
  { name: "popularity", Panel: Popularity },
  { name: "together", Panel: Together },
  { name: "abc", Panel: Abc },
  { name: "slow", Panel: SlowMovers },
] as const;

/** What is sold: the catalogue, and how each product does. */
export function Products() {
  const { t } = useTranslation();
  const [tab, setTab] = useSearchParam("tab");
  const isCatalogue = (tab ?? TABS[0].name) === TABS[0].name;
  return (
    <>
      <PageHead title={t("nav.products")} />
      {!isCatalogue && <FilterBar />}
      <PageTabs
        tabs={TABS.map((each) => ({
          ...each,
          title: t(each.name === "together" ? "together.tab" : `products.tab_${each.name}`),
        }))}
        chosen={tab}
        onChoose={setTab}
      />
    </>
  );
}
