import { useQuery } from "@tanstack/react-query";

import { call } from "../../client/call.ts";
import type { Predictions } from "../../client/types.ts";

/** The last run with its receipts. */
export function useRun() {
  return useQuery({ queryKey: ["predictions"], queryFn: () => call<Predictions>("GET", "/predictions") });
}
