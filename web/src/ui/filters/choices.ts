import { useQuery } from "@tanstack/react-query";
import { createContext, use } from "react";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import { useMay, useOwnBranch } from "../../client/session.ts";
import type { Branch, Category, Member, Page, Product, Segment } from "../../client/types.ts";
import type { Narrowing } from "./filters.ts";

export interface Choice {
  value: string;
  label: string;
}

export const SOURCES = ["till", "bot", "admin", "website", "import", "link"] as const;

const MINUTES = 60_000;

/** A list that changes rarely: branches, categories, segments. */
function useList<T>(path: string, needs: string, enabled = true) {
  const may = useMay();
  return useQuery({
    queryKey: ["choices", path],
    queryFn: async () => {
      const answer = await call<Page<T> | T[]>("GET", path);
      return Array.isArray(answer) ? answer : answer.items;
    },
    staleTime: 5 * MINUTES,
    enabled: enabled && may(needs),
  }).data;
}

const named = (item: { id: number; name: string }): Choice => ({ value: String(item.id), label: item.name });

export function useBranches(): Choice[] {
  return (useList<Branch>("/branches", "merchants:read") ?? []).map(named);
}

const useTeam = (): Member[] => useList<Member>("/staff", "staff:read") ?? [];

export function useSellers(): Choice[] {
  return useTeam().map(named);
}

/** The sellers whose work the signed-in person sees, so that she may give to them; and the one chosen already. */
export function useSellersSeen(chosen?: string | null): Choice[] {
  const own = useOwnBranch();
  return useTeam()
    .filter(({ id, branch_id: branch }) => own === undefined || branch?.toString() === own || id.toString() === chosen)
    .map(named);
}

export function useCategories(): Choice[] {
  return (useList<Category>("/categories", "products:read") ?? []).map(named);
}

/** All segments: the ten of the map, ready ones, saved ones; figures are narrowed by any of these. */
export function useSegments(): Choice[] {
  const segments = useList<Segment>("/segments", "segments:read") ?? [];
  return segments.map(({ code, name }) => ({ value: code, label: name }));
}

/** Products whose name matches what is typed; the catalogue may be too long for one list. */
export function useProducts(search: string): Choice[] {
  const found = useQuery({
    queryKey: ["choices", "products", search],
    queryFn: () => call<Page<Product>>("GET", "/products", { query: { q: search, limit: 20 } }),
    placeholderData: (previous) => previous,
    staleTime: MINUTES,
  });
  return (found.data?.items ?? []).map(named);
}

export function useSources(): Choice[] {
  const { t } = useTranslation();
  return SOURCES.map((source) => ({ value: source, label: t(`source.${source}`) }));
}

/** The sources of a page on which they are other ones than those of sales. */
export const SourcesOfPage = createContext<Choice[] | undefined>(undefined);

/** What each filter may be. Figures know categories by name. The words stand behind a filter's pill, too; products are named by the product field itself. */
export function useChoices(): Record<Exclude<Narrowing, "product">, Choice[]> {
  const ofSales = useSources();
  return {
    branch: useBranches(),
    segment: useSegments(),
    category: useCategories().map(({ label }) => ({ value: label, label })),
    seller: useSellers(),
    source: use(SourcesOfPage) ?? ofSales,
  };
}

/** What each filter offers: who works in one branch has no branch to choose, and its sellers alone. */
export function useOffered(): ReturnType<typeof useChoices> {
  const choices = useChoices();
  const seller = useSellersSeen();
  const bound = useOwnBranch() !== undefined;
  return { ...choices, seller, branch: bound ? [] : choices.branch };
}

/** The name of the product chosen in the URL, which the search list need not hold. */
export function useProductName(id: string | undefined): string | undefined {
  return useQuery({
    queryKey: ["choices", "product", id],
    queryFn: () => call<Product>("GET", `/products/${id ?? ""}`),
    staleTime: 5 * MINUTES,
    enabled: id !== undefined,
  }).data?.name;
}
