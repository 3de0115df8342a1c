import { QueryCache, QueryClient } from "@tanstack/react-query";

import { ApiError } from "../client/call.ts";

const TRIES = 2;

/** A refusal stays a refusal however often one asks; only silence is worth asking again. */
function worthAnotherTry(failures: number, error: Error): boolean {
  return failures < TRIES && error instanceof ApiError && error.code === "unavailable";
}

/** The cache of everything the server answered. A session that ended shows the sign-in at once. */
export function makeQueries(): QueryClient {
  const queries = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (!(error instanceof ApiError) || error.code !== "unauthenticated" || query.queryKey[0] === "session") return;
        window.location.assign(
          `/sign-in?next=${encodeURIComponent(window.location.pathname + window.location.search)}`,
        );
      },
    }),
    defaultOptions: { queries: { retry: worthAnotherTry, staleTime: 30_000, refetchOnWindowFocus: true } },
  });
  return queries;
}
