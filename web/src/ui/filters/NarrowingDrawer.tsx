import { Drawer, Select, Stack } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useChoices, useProductName, useProducts, type Choice } from "./choices.ts";
import { NARROWINGS, useFilters, useSetFilters, type Narrowing } from "./filters.ts";

function ProductField() {
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
      label={t("filter.product")}
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

function NarrowingField({ name, choices }: { name: Narrowing; choices: Choice[] }) {
  const { t } = useTranslation();
  const filters = useFilters();
  const setFilters = useSetFilters();
  if (choices.length === 0) return null;
  return (
    <Select
      label={t(`filter.${name}`)}
      searchable
      clearable
      data={choices}
      value={filters[name] ?? null}
      onChange={(value) => setFilters({ [name]: value ?? undefined })}
    />
  );
}

function Narrowings() {
  const choices = useChoices();
  return (
    <Stack>
      {NARROWINGS.map((name) =>
        name === "product" ? (
          <ProductField key={name} />
        ) : (
          <NarrowingField key={name} name={name} choices={choices[name]} />
        ),
      )}
    </Stack>
  );
}

/** The rarer filters, one field each. */
export default function NarrowingDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="sm"
      title={t("filter.more")}
      closeButtonProps={{ "aria-label": t("act.close") }}
    >
      <Narrowings />
    </Drawer>
  );
}
