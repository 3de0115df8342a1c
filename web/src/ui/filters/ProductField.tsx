import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useProductName, useProducts } from "./choices.ts";
import { useFilters, useSetFilters } from "./filters.ts";

interface Props {
  label?: string | undefined;
  placeholder?: string | undefined;
  value: string | undefined;
  onChange: (product: string | undefined) => void;
}

/** One product; typing looks it up in the whole catalogue. */
export function ProductSelect({ label, placeholder, value, onChange }: Props) {
  const { t } = useTranslation();
  const name = useProductName(value);
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, 250);
  const found = useProducts(search);
  const known = value && !found.some((choice) => choice.value === value) ? [{ value, label: name ?? value }] : [];
  return (
    <Select
      label={label ?? t("filter.product")}
      placeholder={placeholder}
      searchable
      clearable
      data={[...known, ...found]}
      value={value ?? null}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage={t("filter.nothing")}
      onChange={(product) => onChange(product ?? undefined)}
    />
  );
}

/** The product the page looks at. */
export function ProductField({ label }: { label?: string }) {
  const { product } = useFilters();
  const setFilters = useSetFilters();
  return <ProductSelect label={label} value={product} onChange={(next) => setFilters({ product: next })} />;
}
