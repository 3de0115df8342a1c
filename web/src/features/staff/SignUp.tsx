import { Anchor, Button, Group, PasswordInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Session } from "../../client/types.ts";
import { useLanguage } from "../../i18n/useFormat.ts";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { fieldErrors, useFormKey } from "../../ui/forms.ts";
import { useAct } from "../../ui/useAct.ts";
import { Door } from "./Door.tsx";
import { useEnter } from "./enter.ts";
import { COUNTRIES, countryOf, CURRENCIES, likelyCountry, ZONES } from "./places.ts";

function useSignUpForm() {
  const guess = likelyCountry();
  return useForm({
    initialValues: {
      business_name: "",
      country: guess.code as string,
      currency: guess.currency as string,
      zone: guess.zone as string,
      name: "",
      email: "",
      password: "",
    },
  });
}

type SignUpForm = ReturnType<typeof useSignUpForm>;

function Whereabouts({ form }: { form: SignUpForm }) {
  const { t } = useTranslation();
  const chooseCountry = (code: string | null) => {
    if (!code) return;
    const { currency, zone } = countryOf(code);
    form.setValues({ country: code, currency, zone });
  };
  return (
    <>
      <Group grow align="flex-start">
        <Select
          label={t("field.country")}
          data={COUNTRIES.map(({ code }) => ({ value: code, label: t(`country.${code}`) }))}
          allowDeselect={false}
          {...form.getInputProps("country")}
          onChange={chooseCountry}
        />
        <Select label={t("field.currency")} data={CURRENCIES} allowDeselect={false} {...form.getInputProps("currency")} />
      </Group>
      <Select label={t("field.zone")} data={ZONES} searchable allowDeselect={false} {...form.getInputProps("zone")} />
    </>
  );
}

export function SignUp() {
  const { t } = useTranslation();
  const language = useLanguage();
  const enter = useEnter();
  const form = useSignUpForm();
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
          <TextInput label={t("field.business_name")} required autoComplete="organization" {...form.getInputProps("business_name")} />
          <Whereabouts form={form} />
          <TextInput label={t("field.your_name")} required autoComplete="name" {...form.getInputProps("name")} />
          <TextInput label={t("field.email")} type="email" required autoComplete="username" {...form.getInputProps("email")} />
          <PasswordInput
            label={t("field.password")}
            description={t("staff.password_hint")}
            required
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": t("field.show_password") }}
            {...form.getInputProps("password")}
          />
          <Button type="submit" loading={signUp.isPending}>
            {t("staff.create_business")}
          </Button>
          <Text size="sm" c="dimmed">
            {t("staff.have_account")}{" "}
            <Anchor component={Link} to="/sign-in" size="sm">
              {t("staff.sign_in")}
            </Anchor>
          </Text>
        </Stack>
      </form>
    </Door>
  );
}
