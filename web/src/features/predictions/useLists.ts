import { useQuery } from "@tanstack/react-query";

import { call } from "../../client/call.ts";
import type { PredictedList } from "../../client/types.ts";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { useSearchParam } from "../../ui/useSearchParam.ts";

export type About = PredictedList["about"];

/** The lists about one thing, with how many clients are in each under the filters of the page. */
export function useLists(about: About) {
  const { since: _since, until: _until, ...filters } = useFilterQuery();
  return useQuery({
    queryKey: ["prediction-lists", about, filters],
    queryFn: () => call<PredictedList[]>("GET", "/predictions/lists", { query: { ...filters, about } }),
  });
}

/** The list that stands in the address, else the first that is not empty. */
export function useChosenList(about: About) {
  const { data: lists, error, refetch } = useLists(about);
  const [asked, choose] = useSearchParam("list");
  const chosen = lists?.find(({ name }) => name === asked) ?? lists?.find(({ clients }) => clients > 0) ?? lists?.at(0);
  return { lists, chosen, choose, error, retry: () => void refetch() };
}
