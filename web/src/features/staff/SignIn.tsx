import { Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Session } from "../../client/types.ts";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { PasswordField } from "../../ui/PasswordField.tsx";
import { useAct } from "../../ui/useAct.ts";
import { Door } from "./Door.tsx";
import { useEnter } from "./enter.ts";

export function SignIn() {
  const { t } = useTranslation();
  const enter = useEnter();
  const [error, setError] = useState<unknown>();
  const signIn = useAct<Session>({ onDone: enter, onError: setError });
  const form = useForm({ initialValues: { email: "", password: "" } });
  return (
    <Door title={t("staff.sign_in")}>
      <form onSubmit={form.onSubmit((body) => signIn.mutate({ method: "POST", path: "/sign-in", body }))}>
        <Stack>
          {error !== undefined && <ErrorBox error={error} />}
          <TextInput
            label={t("field.email")}
            type="email"
            autoComplete="username"
            required
            {...form.getInputProps("email")}
          />
          <PasswordField
            label={t("field.password")}
            autoComplete="current-password"
            required
            {...form.getInputProps("password")}
          />
          <Button type="submit" loading={signIn.isPending}>
            {t("staff.sign_in")}
          </Button>
          <Text size="sm" c="dimmed">
            {t("staff.new_here")}{" "}
            <Anchor component={Link} to="/sign-up" size="sm" underline="always">
              {t("staff.sign_up")}
            </Anchor>
          </Text>
        </Stack>
      </form>
    </Door>
  );
}
