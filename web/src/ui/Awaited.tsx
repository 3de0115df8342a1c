import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";

import { ErrorBox } from "./ErrorBox.tsx";

/** A question to the server, as `useQuery` tells of it. */
export interface Asked<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** Several questions as one: answered when all of them are, and asked again where one failed. */
export function allOf<T extends Record<string, unknown>>(questions: { [K in keyof T]: Asked<T[K]> }): Asked<T> {
  const named = Object.entries<Asked<unknown>>(questions);
  const open = named.filter(([, { data }]) => data === undefined).map(([, question]) => question);
  return {
    data: open.length > 0 ? undefined : (Object.fromEntries(named.map(([name, { data }]) => [name, data])) as T),
    error: open.find(({ error }) => error)?.error ?? null,
    refetch: () => open.filter(({ error }) => error).forEach(({ refetch }) => refetch()),
  };
}

interface Props<T> {
  of: Asked<T>;
  /** How high the box is that keeps the place until the answer comes. */
  height: number;
  children: (answer: T) => ReactNode;
}

/** What is drawn of an answer: a box until it comes, what went wrong and another try where it does not. Once there it
 * stays, also when it cannot be had anew: nobody loses what was begun with it. */
export function Awaited<T>({ of: { data, error, refetch }, height, children }: Props<T>) {
  if (data !== undefined) return children(data);
  return error ? <ErrorBox error={error} onRetry={() => void refetch()} /> : <Skeleton height={height} />;
}
