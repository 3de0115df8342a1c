import { useMutation, useQueryClient } from "@tanstack/react-query";

import { call, type Method } from "../client/call.ts";
import { useErrorText } from "./ErrorBox.tsx";
import { sayError } from "./toast.tsx";

export interface Act {
  method: Exclude<Method, "GET">;
  path: string;
  body?: unknown;
  idempotencyKey?: string;
}

interface Options<T> {
  /** What is asked for again waits for it: who leaves the page of what was removed no longer asks for that. */
  onDone?: (answer: T) => unknown;
  /** Forms show refusals beside their fields; everything else gets a toast. */
  onError?: (error: unknown) => void;
}

/** One act on the server; afterwards every list and figure on the screen is asked for again. */
export function useAct<T = unknown>({ onDone, onError }: Options<T> = {}) {
  const queries = useQueryClient();
  const textOf = useErrorText();
  return useMutation({
    mutationFn: ({ method, path, ...options }: Act) => call<T>(method, path, options),
    onSuccess: async (answer) => {
      await onDone?.(answer);
      void queries.invalidateQueries();
    },
    onError: onError ?? ((error) => sayError(textOf(error))),
  });
}
