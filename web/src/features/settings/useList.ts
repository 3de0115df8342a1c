import { useQuery } from "@tanstack/react-query";

import { call } from "../../client/call.ts";
import type { Page } from "../../client/types.ts";

/** A short list, wherever the server answers it whole or as its only page. */
export function useList<T>(path: string) {
  return useQuery({
    queryKey: ["settings", path],
    queryFn: async () => {
      const answer = await call<T[] | Page<T>>("GET", path);
      return Array.isArray(answer) ? answer : answer.items;
    },
  });
}
