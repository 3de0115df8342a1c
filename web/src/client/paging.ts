import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

import { call, type Query } from "./call.ts";
import type { Page } from "./types.ts";

const PAGE = 50;

/** A long list, page after page by cursor. `rows` is undefined until the first page is there. */
export function usePages<T>(path: string, query: Query) {
  const pages = useInfiniteQuery({
    queryKey: ["list", path, query],
    queryFn: ({ pageParam, signal }) =>
      call<Page<T>>("GET", path, { query: { ...query, limit: PAGE, after: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
  return {
    rows: pages.data?.pages.flatMap((page) => page.items),
    total: pages.data?.pages[0]?.total,
    error: pages.error,
    retry: () => void pages.refetch(),
    more: { has: pages.hasNextPage, busy: pages.isFetchingNextPage, load: () => void pages.fetchNextPage() },
  };
}
