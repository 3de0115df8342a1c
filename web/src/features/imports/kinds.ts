import type { ImportKind } from "../../client/types.ts";

/** What a file may hold. */
export const KINDS: readonly ImportKind[] = [
  "sales",
  "clients",
  "products",
  "deals",
  "activities",
  "sellers",
  "messages",
];
