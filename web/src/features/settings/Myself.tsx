import { Button, Paper, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import { useSession } from "../../client/session.ts";
import { setLanguage } from "../../i18n/index.ts";
import { isLanguage, LANGUAGES } from "../../i18n/languages.ts";
import { useLanguage } from "../../i18n/useFormat.ts";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { PasswordField } from "../../ui/PasswordField.tsx";
import { SelectField } from "../../ui/SelectField.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";

/** The signed-in person: name, language, password. */
export function Myself() {
  const { t } = useTranslation();
  const { person } = useSession();
  const language = useLanguage();
  const form = useForm({
    initialValues: { name: person.name, language: language as string, old_password: "", new_password: "" },
  });
  const { send, busy, error } = useFormAct<unknown>(form, () => {
    if (isLanguage(form.values.language)) void setLanguage(form.values.language);
    form.setValues({ old_password: "", new_password: "" });
    saySaved(t("act.saved"));
  });
  const submit = form.onSubmit(({ name, language: chosen, old_password, new_password }) => {
    const passwords = new_password ? { old_password, new_password } : {};
    send({ method: "PATCH", path: "/me", body: { name, language: chosen, ...passwords } });
  });
  return (
    <Paper withBorder p="md">
      <form onSubmit={submit}>
        <Stack maw={480}>
          {error !== undefined && <ErrorBox error={error} />}
          <TextInput label={t("field.your_name")} required autoComplete="name" {...form.getInputProps("name")} />
          <SelectField
            label={t("shell.language")}
            data={LANGUAGES.map((each) => ({ value: each.code, label: each.name }))}
            {...form.getInputProps("language")}
          />
          <PasswordField
            label={t("settings.old_password")}
            autoComplete="current-password"
            {...form.getInputProps("old_password")}
          />
          <PasswordField
            label={t("settings.new_password")}
            description={t("staff.password_hint")}
            autoComplete="new-password"
            {...form.getInputProps("new_password")}
          />
          <Button type="submit" loading={busy} w="fit-content">
            {t("act.save")}
          </Button>
        </Stack>
      </form>
    </Paper>
  );
}
