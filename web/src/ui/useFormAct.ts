import type { UseFormReturnType } from "@mantine/form";
import { useState } from "react";

import { fieldErrors, isSilence, useFormKey } from "./forms.ts";
import { useAct, type Act } from "./useAct.ts";

/** Send a form: refusals go beside their fields, the rest into `error`; the same filled form is never done twice. */
export function useFormAct<T>(form: UseFormReturnType<any>, onDone: (answer: T) => void) {
  const { key, renew } = useFormKey();
  const [error, setError] = useState<unknown>();
  const fail = (refusal: unknown): void => {
    // A corrected form is another wish; silence is not a refusal, so the same wish keeps its key.
    if (!isSilence(refusal)) renew();
    setError(refusal);
    form.setErrors(fieldErrors(refusal));
  };
  const act = useAct<T>({
    onDone: (answer) => {
      renew();
      onDone(answer);
    },
    onError: fail,
  });
  return {
    fail,
    send: (wish: Act) => act.mutate({ ...wish, idempotencyKey: key }),
    busy: act.isPending,
    error,
  };
}
