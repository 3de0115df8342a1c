import { Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Chips } from "../../ui/Chips.tsx";
import { Figure } from "../../ui/figure/Figure.tsx";
import { useProductName } from "../../ui/filters/choices.ts";
import { useFilters } from "../../ui/filters/filters.ts";
import { ProductField } from "../../ui/filters/ProductField.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { Offer } from "./Offer.tsx";

const WITHIN = ["sale", "client"] as const;
const DISCOUNTS = ["0", "0.05", "0.1", "0.15", "0.2"] as const;
const DISCOUNT = "0.1";
const PARTS = ["branch", "season", "segment"] as const;
const PAIR_COLUMNS = ["confidence", "count", "confidence_back", "lift", "support", "leverage"] as const;
const RULE_COLUMNS = ["confidence", "count", "lift", "support", "leverage"] as const;
const SEASONS = ["all", "dec_feb", "mar_may", "jun_aug", "sep_nov"] as const;
const SURENESS = ["0.3", "0.5", "0.8"] as const;

interface SwitchProps {
  name: string;
  label: string;
  choices: readonly { value: string; label: string }[];
  usual: string;
}

function Switch({ name, label, choices, usual }: SwitchProps) {
  const [value, setValue] = useSearchParam(name);
  return <SegmentedControl aria-label={label} data={[...choices]} value={value ?? usual} onChange={setValue} />;
}

/** The part of the year that is looked at, in every year of the period. */
function useSeason() {
  const [asked] = useSearchParam("season");
  return SEASONS.find((season) => season === asked) ?? SEASONS[0];
}

function Season() {
  const { t } = useTranslation();
  const [, choose] = useSearchParam("season");
  return (
    <Chips
      label={t("together.by_season")}
      choices={SEASONS.map((value) => ({
        value,
        label: value === "all" ? t("together.all_year") : t(`code.${value}`),
      }))}
      value={useSeason()}
      onChoose={choose}
    />
  );
}

/** What goes with what, or with the product that is chosen. */
function Pairs() {
  const { t } = useTranslation();
  const { product } = useFilters();
  const name = useProductName(product);
  const [within] = useSearchParam("within");
  const season = useSeason();
  return (
    <Stack>
      <Group align="flex-end" gap="md">
        <ProductField label={t("together.product")} />
        <Group gap="xs">
          <Text size="sm">{t("together.within")}</Text>
          <Switch
            name="within"
            label={t("together.within")}
            choices={WITHIN.map((value) => ({ value, label: t(`together.within_${value}`) }))}
            usual={WITHIN[0]}
          />
        </Group>
        <Season />
      </Group>
      <Figure
        name="product-affinity"
        title={name && t("together.goes_with", { name })}
        visual="table"
        columns={PAIR_COLUMNS}
        params={{ within: within ?? WITHIN[0], season }}
      >
        {!product && (
          <Text size="sm" c="dimmed" mt="xs">
            {t("together.product_hint")}
          </Text>
        )}
      </Figure>
    </Stack>
  );
}

/** What else the clients of the chosen product buy, and which of it is a step up in price. */
function Similar({ product }: { product: string }) {
  const { t } = useTranslation();
  const name = useProductName(product);
  return (
    <Figure
      name="similar-products"
      title={name && t("together.similar", { name })}
      visual="table"
      columns={["similarity", "kind", "price_change", "clients"]}
      rowsShown={10}
    />
  );
}

interface SharesProps {
  name: string;
  label: string;
  shares: readonly string[];
  usual: string;
}

/** One of some shares, kept in the address. */
function Shares({ name, label, shares, usual }: SharesProps) {
  const format = useFormat();
  const choices = shares.map((value) => ({ value, label: format.share(Number(value)) }));
  return (
    <Group gap="xs">
      <Text size="sm">{label}</Text>
      <Switch name={name} label={label} choices={choices} usual={usual} />
    </Group>
  );
}

function Bundles() {
  const { t } = useTranslation();
  const [discount] = useSearchParam("discount");
  const season = useSeason();
  return (
    <Stack>
      <Shares name="discount" label={t("together.discount")} shares={DISCOUNTS} usual={DISCOUNT} />
      <Figure
        name="bundle-suggestions"
        visual="table"
        columns={["margin", "price", "break_even", "count", "lacking_one", "cost", "margin_share", "lift"]}
        params={{ discount: discount ?? DISCOUNT, season }}
        rowsShown={10}
      >
        <Text size="sm" c="dimmed" mt="xs">
          {t("together.no_cost")}
        </Text>
      </Figure>
    </Stack>
  );
}

function Rules() {
  const { t } = useTranslation();
  const [asked] = useSearchParam("sure");
  const season = useSeason();
  const confidence = SURENESS.find((share) => share === asked) ?? SURENESS[0];
  return (
    <Stack>
      <Shares name="sure" label={t("together.sureness")} shares={SURENESS} usual={SURENESS[0]} />
      <Figure
        name="product-rules"
        visual="table"
        columns={RULE_COLUMNS}
        params={{ confidence, season }}
        rowsShown={10}
      />
    </Stack>
  );
}

function Differences() {
  const { t } = useTranslation();
  const [by] = useSearchParam("differ");
  return (
    <Stack>
      <div>
        <Switch
          name="differ"
          label={t("together.differ")}
          choices={PARTS.map((value) => ({ value, label: t(`together.by_${value}`) }))}
          usual={PARTS[0]}
        />
      </div>
      <Figure
        name={`affinity-by-${by ?? PARTS[0]}`}
        visual="table"
        columns={["compared", "lift", "lift_elsewhere", "count"]}
        rowsShown={10}
      />
    </Stack>
  );
}

/** What is bought together: pairs, whom to offer the other product, rules, bundles, and where it is otherwise. */
export function Together() {
  const { product } = useFilters();
  return (
    <Stack gap="lg">
      <Pairs />
      {product && <Similar product={product} />}
      {product && <Offer key={product} product={product} />}
      <Bundles />
      <Rules />
      <Differences />
    </Stack>
  );
}
