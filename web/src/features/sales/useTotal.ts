import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";

import { call } from "../../client/call.ts";
import type { Sale } from "../../client/types.ts";
import { asked, startValues, type SaleValues } from "./saleForm.ts";

const PAUSE_MS = 250;

/** What the sale would come to, from a dry run: the server does it all and takes it back, so its rounding holds. */
export function useTotal(values: SaleValues) {
  const [lines] = useDebouncedValue(values.lines, PAUSE_MS);
  // The total depends on the lines alone
  const body = asked({ ...startValues(), lines }, null);
  const trial = useQuery({
    queryKey: ["sale-total", body],
    queryFn: () => call<Sale>("POST", "/sales", { query: { dry_run: true }, body }),
    enabled: lines.length > 0,
    placeholderData: (previous) => previous,
    retry: false,
  });
  const settled = lines === values.lines && !trial.isFetching;
  return { total: lines.length > 0 && settled ? (trial.data?.total ?? null) : null, busy: !settled };
}
