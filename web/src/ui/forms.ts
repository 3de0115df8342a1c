import type { FormErrors } from "@mantine/form";
import { useState } from "react";

import { ApiError, freshKey } from "../client/call.ts";

/** The server's refusals by field, for a form's `setErrors`; empty when the refusal is not about a field. */
export function fieldErrors(error: unknown): FormErrors {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(error.fields.map(({ field, message }) => [field, message]));
}

/** Whether nobody answered, so that what was asked may have happened or not. */
export function isSilence(error: unknown): boolean {
  return !(error instanceof ApiError) || error.code === "unavailable";
}

/** One key for one filled form: sending it twice on a bad network does it once. `renew` after it succeeded. */
export function useFormKey(): { key: string; renew: () => void } {
  const [key, setKey] = useState(freshKey);
  return { key, renew: () => setKey(freshKey()) };
}

/** What a form field holds, as the server takes it: an empty text is no value. */
export function orNull(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === "" ? null : trimmed;
}

/** A decimal as people type it ("1 280,75") as the server takes it ("1280.75"); other text stays as it is, to be refused. */
export function decimalText(typed: string): string {
  const bare = typed.replaceAll(/[\s\u00A0\u202F]/g, "");
  return bare.includes(".") ? bare : bare.replace(",", ".");
}
