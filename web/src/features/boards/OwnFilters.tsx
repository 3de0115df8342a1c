import { Group, MultiSelect, NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { CardFilters } from "../../client/types.ts";
import { useOffered } from "../../ui/filters/choices.ts";
import { PERIODS } from "../../ui/filters/period.ts";
import { ProductSelect } from "../../ui/filters/ProductField.tsx";

const NUMBERED = new Set(["branch", "seller"]);
const OFFERED = ["branch", "segment", "category", "seller", "source"] as const;

interface Props {
  filters: CardFilters;
  onChange: (filters: CardFilters) => void;
}

/** A period and filters for one card alone. */
export function OwnFilters({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const choices = useOffered();
  const set = (patch: Partial<CardFilters>) => onChange({ ...filters, ...patch });
  return (
    <>
      <NativeSelect
        label={t("filter.period")}
        data={[
          { value: "", label: t("boards.period_of_board") },
          ...[...PERIODS, "custom" as const].map((name) => ({ value: name, label: t(`period.${name}`) })),
        ]}
        value={filters.period ?? ""}
        onChange={(event) => set({ period: (event.currentTarget.value || null) as CardFilters["period"] })}
      />
      {filters.period === "custom" && (
        <Group grow>
          {(["since", "until"] as const).map((end) => (
            <TextInput
              key={end}
              type="date"
              required
              label={t(`filter.${end}`)}
              min={end === "until" ? (filters.since ?? undefined) : undefined}
              max={end === "since" ? (filters.until ?? undefined) : undefined}
              value={filters[end] ?? ""}
              onChange={(event) => set({ [end]: event.currentTarget.value || null })}
            />
          ))}
        </Group>
      )}
      {OFFERED.map((name) =>
        choices[name].length === 0 ? null : (
          <MultiSelect
            key={name}
            label={t(`filter.${name}`)}
            placeholder={filters[name].length === 0 ? t("boards.as_board") : undefined}
            data={choices[name]}
            value={filters[name].map(String)}
            onChange={(chosen) => set({ [name]: NUMBERED.has(name) ? chosen.map(Number) : chosen })}
            searchable
            clearable
          />
        ),
      )}
      <ProductSelect
        placeholder={filters.product.length === 0 ? t("boards.as_board") : undefined}
        value={filters.product[0]?.toString()}
        onChange={(product) => set({ product: product === undefined ? [] : [Number(product)] })}
      />
    </>
  );
}
