import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";

import { call } from "./call.ts";
import type { Session } from "./types.ts";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: () => call<Session>("GET", "/session"),
  staleTime: 5 * 60_000,
  retry: false,
});

/** Who is signed in, and for which business. Only for screens behind the sign-in. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

/** Whether the signed-in person may do this, e.g. `useMay()("clients:write")`. */
export function useMay(): (grant: string) => boolean {
  const { grants } = useSession();
  return (grant) => grants.includes(grant);
}

/** The one branch whose figures and deals the signed-in person sees; undefined: all of them. */
export function useOwnBranch(): string | undefined {
  return useSession().branch_id?.toString();
}
