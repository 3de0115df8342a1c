import { Button, Paper, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Session } from "../../client/types.ts";
import { useLanguage } from "../../i18n/useFormat.ts";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { PageHead } from "../../ui/PageHead.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";
import { BusinessFields, likelyBusiness } from "./business.tsx";

/** One more business of the same person. */
export function OpenBusiness() {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useForm({ initialValues: likelyBusiness() });
  const { send, busy, error } = useFormAct<Session>(form, async () => {
    await navigate({ to: "/" });
    await queries.resetQueries();
  });
  const submit = form.onSubmit((values) =>
    send({ method: "POST", path: "/session/merchants", body: { ...values, language } }),
  );
  return (
    <>
      <PageHead title={t("shell.open_business")} />
      <Paper withBorder p="md" maw={480}>
        <form onSubmit={submit}>
          <Stack>
            {error !== undefined && <ErrorBox error={error} />}
            <BusinessFields form={form} />
            <Button type="submit" loading={busy}>
              {t("shell.open_business")}
            </Button>
          </Stack>
        </form>
      </Paper>
    </>
  );
}
