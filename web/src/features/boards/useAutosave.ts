import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";

import { ApiError, call } from "../../client/call.ts";
import type { Board } from "../../client/types.ts";
import { useLanguage } from "../../i18n/useFormat.ts";
import { asked, isSame, type Draft } from "./draft.ts";
import { boardQuery } from "./useBoard.ts";

/** `overtaken`: somebody else changed or removed the board meanwhile, and nothing of ours is kept until that is settled. */
export type Keeping = "kept" | "keeping" | "failed" | "overtaken";

const PAUSE_MS = 900;

function isOvertaken(error: unknown): boolean {
  return error instanceof ApiError && error.code === "conflict";
}

/** Keeps every change on the server a moment after it was made, one request at a time. */
export function useAutosave(board: Board, draft: Draft, first: Draft) {
  const queries = useQueryClient();
  const language = useLanguage();
  const [keeping, setKeeping] = useState<Keeping>("kept");
  const [error, setError] = useState<unknown>();
  const kept = useRef({ version: board.version, draft: first });
  const latest = useRef(draft);
  const running = useRef<Promise<boolean>>(Promise.resolve(true));
  latest.current = draft;

  const send = useCallback(async (): Promise<boolean> => {
    const wanted = latest.current;
    if (isSame(wanted, kept.current.draft)) return true;
    setKeeping("keeping");
    try {
      const body = { ...asked(wanted), title: wanted.title.trim() || kept.current.draft.title };
      const answer = await call<Board>("PATCH", `/boards/${board.id}`, {
        body: { ...body, version: kept.current.version },
      });
      kept.current = { version: answer.version, draft: wanted };
      queries.setQueryData(boardQuery(board.id, language).queryKey, answer);
      setKeeping("kept");
      return true;
    } catch (failure) {
      setError(failure);
      setKeeping(isOvertaken(failure) ? "overtaken" : "failed");
      return false;
    }
  }, [board.id, language, queries]);

  /** Answers whether all that was changed is kept by now. */
  const keep = useCallback((): Promise<boolean> => {
    running.current = running.current.then(send);
    return running.current;
  }, [send]);

  const begin = useCallback((version: number, from: Draft) => {
    kept.current = { version, draft: from };
    setKeeping("kept");
  }, []);

  useEffect(() => {
    if (keeping === "overtaken" || isSame(draft, kept.current.draft)) return undefined;
    const timer = setTimeout(() => void keep(), PAUSE_MS);
    return () => clearTimeout(timer);
    // Only a change starts the clock; a failure waits for the next change, the network, or a click.
  }, [draft, keep]);

  useEffect(() => {
    const again = () => void keep();
    const ask = (event: BeforeUnloadEvent) => {
      if (!isSame(latest.current, kept.current.draft)) event.preventDefault();
    };
    window.addEventListener("online", again);
    window.addEventListener("beforeunload", ask);
    return () => {
      window.removeEventListener("online", again);
      window.removeEventListener("beforeunload", ask);
    };
  }, [keep]);

  const isWaiting = keeping === "kept" && !isSame(draft, kept.current.draft);
  return { keeping: isWaiting ? "keeping" : keeping, error, keep, begin } as const;
}
