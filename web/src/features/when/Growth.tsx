import { SegmentedControl, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Figure } from "../../ui/figure/Figure.tsx";
import { SegmentLinks } from "../../ui/figure/SegmentLinks.tsx";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { useSearchParam } from "../../ui/useSearchParam.ts";

const COLUMNS = ["net", "change", "trend", "net_before", "difference"];
const ORDERS = ["grown", "fallen"] as const;

/** What changed against the period before, the greatest change first. */
export function Growth() {
  const { t } = useTranslation();
  const [order, setOrder] = useSearchParam("order");
  const filters = useFilterQuery();
  const params = { order: order ?? ORDERS[0] };
  return (
    <Stack>
      <div>
        <SegmentedControl
          aria-label={t("when.order")}
          data={ORDERS.map((value) => ({ value, label: t(`when.order_${value}`) }))}
          value={params.order}
          onChange={setOrder}
        />
      </div>
      <Figure name="branch-growth" visual="table" columns={COLUMNS} params={params} rowsShown={10}>
        <SegmentLinks
          label={t("figure.bought_at")}
          name="branch-growth"
          query={{ ...filters, ...params, columns: COLUMNS.join(",") }}
          column="branch_id"
          rule={(branch) => `all(bought_in_branch = ${branch})`}
        />
      </Figure>
      <Figure name="client-growth-groups" visual="table" />
      <Figure name="product-growth" visual="table" columns={COLUMNS} params={params} rowsShown={10} />
      <Figure name="client-growth" visual="table" columns={COLUMNS} params={params} rowsShown={10} />
    </Stack>
  );
}
