import { Select, type SelectProps } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import type { Page, SaleHead } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";

const LATEST = 50;

/** One of the latest sales to a client. */
export function SaleSelect({ clientId, ...field }: { clientId: number } & Omit<SelectProps, "data">) {
  const { t } = useTranslation();
  const format = useFormat();
  const query = { client: clientId, kind: "sale", limit: LATEST };
  const { data } = useQuery({
    queryKey: ["sales", "choices", query],
    queryFn: () => call<Page<SaleHead>>("GET", "/sales", { query }),
  });
  const counting = data?.items.filter(({ voided_at }) => voided_at === null) ?? [];
  const choices = counting.map(({ id, local_at, total, document }) => ({
    value: String(id),
    label: [format.wallClock(local_at), format.money(total), document].filter(Boolean).join(" · "),
  }));
  return (
    <Select
      label={t("deals.sale")}
      description={data && choices.length === 0 ? t("deals.no_sales_yet") : t("deals.sale_hint")}
      data={choices}
      searchable
      clearable
      nothingFoundMessage={t("filter.nothing")}
      {...field}
    />
  );
}
