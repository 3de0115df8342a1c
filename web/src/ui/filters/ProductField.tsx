import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useProductName, useProducts } from "./choices.ts";
import { useFilters, useSetFilters } from "./filters.ts";

/** The product the page looks at; typing looks it up in the whole catalogue. */
export function ProductField({ label }: { label?: string }) {
  const { t } = useTranslation();
  const { product } = useFilters();
  const setFilters = useSetFilters();
  const name = useProductName(product);
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, 250);
  const found = useProducts(search);
  const known =
    product && !found.some((choice) => choice.value === product) ? [{ value: product, label: name ?? product }] : [];
  return (
    <Select
      label={label ?? t("filter.product")}
      searchable
      clearable
      data={[...known, ...found]}
      value={product ?? null}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage={t("filter.nothing")}
      onChange={(value) => setFilters({ product: value ?? undefined })}
    />
  );
}
