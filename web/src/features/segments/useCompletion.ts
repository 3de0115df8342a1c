import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";

import { call } from "../../client/call.ts";
import type { Completion } from "../../client/types.ts";

const PAUSE_IN_MS = 120;
const NONE: Completion = { begun: 0, items: [] };

/** What may come next behind this text; nothing while nobody writes (`before` undefined). */
export function useCompletion(before: string | undefined): Completion {
  const [settled] = useDebouncedValue(before, PAUSE_IN_MS);
  const { data } = useQuery({
    queryKey: ["segments", "complete", settled],
    queryFn: ({ signal }) => call<Completion>("POST", "/segments/complete", { body: { text: settled }, signal }),
    enabled: settled !== undefined,
    staleTime: 60_000,
    retry: false,
  });
  return settled === before && data ? data : NONE;
}
