import { Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Session } from "../../client/types.ts";
import { useLanguage } from "../../i18n/useFormat.ts";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { PasswordField } from "../../ui/PasswordField.tsx";
import { fieldErrors, useFormKey } from "../../ui/forms.ts";
import { useAct } from "../../ui/useAct.ts";
import { BusinessFields, likelyBusiness } from "./business.tsx";
import { Door } from "./Door.tsx";
import { useEnter } from "./enter.ts";

export function SignUp() {
  const { t } = useTranslation();
  const language = useLanguage();
  const enter = useEnter();
  const form = useForm({ initialValues: { ...likelyBusiness(), name: "", email: "", password: "" } });
  const { key } = useFormKey();
  const [error, setError] = useState<unknown>();
  const refused = (refusal: unknown) => {
    setError(refusal);
    form.setErrors(fieldErrors(refusal));
  };
  const signUp = useAct<Session>({ onDone: enter, onError: refused });
  const submit = form.onSubmit((values) =>
    signUp.mutate({ method: "POST", path: "/sign-up", body: { ...values, language }, idempotencyKey: key }),
  );
  return (
    <Door title={t("staff.sign_up")}>
      <form onSubmit={submit}>
        <Stack>
          {error !== undefined && <ErrorBox error={error} />}
          <BusinessFields form={form} />
          <TextInput label={t("field.your_name")} required autoComplete="name" {...form.getInputProps("name")} />
          <TextInput
            label={t("field.email")}
            type="email"
            required
            autoComplete="username"
            {...form.getInputProps("email")}
          />
          <PasswordField
            label={t("field.password")}
            description={t("staff.password_hint")}
            required
            autoComplete="new-password"
            {...form.getInputProps("password")}
          />
          <Button type="submit" loading={signUp.isPending}>
            {t("staff.create_business")}
          </Button>
          <Text size="sm" c="dimmed">
            {t("staff.have_account")}{" "}
            <Anchor component={Link} to="/sign-in" size="sm" underline="always">
              {t("staff.sign_in")}
            </Anchor>
          </Text>
        </Stack>
      </form>
    </Door>
  );
}
