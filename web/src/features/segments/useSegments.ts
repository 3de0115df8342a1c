import { useQuery } from "@tanstack/react-query";

import { call } from "../../client/call.ts";
import type { Segment } from "../../client/types.ts";

/** All segments: the ten, the ready ones, the saved ones. */
export function useSegments() {
  return useQuery({ queryKey: ["choices", "/segments"], queryFn: () => call<Segment[]>("GET", "/segments") });
}

/** One of them by what stands in its address. */
export function useSegment(id: string | undefined) {
  const { data, error, refetch, isFetching } = useSegments();
  const segment = data?.find((one) => one.id === id);
  return {
    segment,
    error,
    retry: () => void refetch(),
    isMissing: data !== undefined && !isFetching && segment === undefined,
  };
}
