import { Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Session } from "../../client/types.ts";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { PasswordField } from "../../ui/PasswordField.tsx";
import { fieldErrors, useFormKey } from "../../ui/forms.ts";
import { useAct } from "../../ui/useAct.ts";
import { Door } from "./Door.tsx";
import { useEnter } from "./enter.ts";

/** Where an invitation's link leads: a name and a password, and the person is in. */
export function Join() {
  const { t } = useTranslation();
  const { token } = useSearch({ strict: false }) as { token?: string };
  const enter = useEnter();
  const { key } = useFormKey();
  const [error, setError] = useState<unknown>();
  const form = useForm({ initialValues: { name: "", password: "" } });
  const refused = (refusal: unknown) => {
    setError(refusal);
    form.setErrors(fieldErrors(refusal));
  };
  const accept = useAct<Session>({ onDone: enter, onError: refused });
  const submit = form.onSubmit((values) =>
    accept.mutate({ method: "POST", path: "/invitations/accept", body: { ...values, token }, idempotencyKey: key }),
  );
  return (
    <Door title={t("staff.join")}>
      <form onSubmit={submit}>
        <Stack>
          {error !== undefined && <ErrorBox error={error} />}
          <TextInput label={t("field.your_name")} required autoComplete="name" {...form.getInputProps("name")} />
          <PasswordField
            label={t("field.password")}
            description={t("staff.password_hint")}
            required
            autoComplete="new-password"
            {...form.getInputProps("password")}
          />
          <Button type="submit" loading={accept.isPending}>
            {t("staff.join")}
          </Button>
        </Stack>
      </form>
    </Door>
  );
}
