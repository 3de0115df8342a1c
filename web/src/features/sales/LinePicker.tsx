import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { call, freshKey } from "../../client/call.ts";
import type { Page, Product } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import type { TypedLine } from "./saleForm.ts";

function lineOf(product: Product): TypedLine {
  return {
    key: freshKey(),
    product_id: product.id,
    name: product.name,
    quantity: "1",
    unit_price: product.price ?? "",
    discount: "",
  };
}

/** Find a product by name or code; choosing it adds a line. */
export function LinePicker({ onPick }: { onPick: (line: TypedLine) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, 200);
  const found = useQuery({
    queryKey: ["picker", "products", search],
    queryFn: () => call<Page<Product>>("GET", "/products", { query: { q: search, limit: 12 } }),
    placeholderData: (previous) => previous,
  });
  const products = found.data?.items ?? [];
  const pick = (id: string | null) => {
    const product = products.find((candidate) => String(candidate.id) === id);
    if (!product) return;
    onPick(lineOf(product));
    setTyped("");
  };
  return (
    <Select
      label={t("sales.add_product")}
      placeholder={t("products.search")}
      searchable
      data={products.map(({ id, name, price }) => ({
        value: String(id),
        label: price ? `${name} · ${format.money(price)}` : name,
      }))}
      filter={({ options }) => options}
      nothingFoundMessage={t("filter.nothing")}
      searchValue={typed}
      onSearchChange={setTyped}
      value={null}
      onChange={pick}
    />
  );
}
