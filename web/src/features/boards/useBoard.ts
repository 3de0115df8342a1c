import { queryOptions, useQueries, useQuery } from "@tanstack/react-query";

import { call } from "../../client/call.ts";
import type { Board, BoardHead, FigureAbout } from "../../client/types.ts";
import { useLanguage } from "../../i18n/useFormat.ts";

const MINUTE = 60_000;

export function boardQuery(board: string, language: string) {
  return queryOptions({
    queryKey: ["boards", board, language],
    queryFn: () => call<Board>("GET", `/boards/${board}`),
  });
}

export function useBoard(board: string) {
  return useQuery(boardQuery(board, useLanguage()));
}

/** Several boards at once, so that the next one is there when it is its turn. */
export function useBoardsOnWall(boards: readonly string[]) {
  const language = useLanguage();
  return useQueries({ queries: boards.map((board) => boardQuery(board, language)) });
}

export function useBoards() {
  return useQuery({
    queryKey: ["boards", useLanguage()],
    queryFn: () => call<BoardHead[]>("GET", "/boards"),
  });
}

/** All figures there are, with what they mean. */
export function useFigures() {
  return useQuery({
    queryKey: ["figures", useLanguage()],
    queryFn: () => call<FigureAbout[]>("GET", "/analytics"),
    staleTime: 30 * MINUTE,
  });
}
