import { Group, Select, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useAnswer, columnAt } from "../../ui/figure/answer.ts";
import { Figure } from "../../ui/figure/Figure.tsx";
import { useProductName } from "../../ui/filters/choices.ts";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { useSearchParam } from "../../ui/useSearchParam.ts";

/** What goes with the product, for choosing the one it is to be offered with. */
function usePartners(product: string) {
  const query = useFilterQuery();
  const { data: answer } = useAnswer("product-affinity", { ...query, product });
  if (!answer) return [];
  const at = columnAt(answer, "with_product_id");
  return answer.rows.map((row) => {
    const value = String(row[at]);
    return { value, label: answer.labels["product"]?.[value] ?? value };
  });
}

/** Clients who buy the chosen product and never the one that goes with it: the list, to be kept as a segment like any other. */
export function Offer({ product }: { product: string }) {
  const { t } = useTranslation();
  const partners = usePartners(product);
  const [wanted, setWanted] = useSearchParam("without");
  const chosen = partners.find(({ value }) => value === wanted) ?? partners[0];
  const name = useProductName(product) ?? "";
  if (!chosen) return null;
  const title = t("together.offer", { name, other: chosen.label });
  return (
    <Stack>
      <Group align="flex-end">
        <Select
          label={`${t("together.offer_title")}: ${name} ${t("together.other")}`}
          data={partners}
          value={chosen.value}
          onChange={setWanted}
          allowDeselect={false}
          searchable
        />
      </Group>
      <Figure name="buyers-without" title={title} visual="table" params={{ without: chosen.value }} rowsShown={10} />
    </Stack>
  );
}
