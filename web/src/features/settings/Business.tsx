import { Button, Paper, Skeleton, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { Merchant } from "../../client/types.ts";
import { LANGUAGES } from "../../i18n/languages.ts";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { SelectField } from "../../ui/SelectField.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";
import { BrandForm } from "./BrandForm.tsx";

function BusinessForm({ merchant }: { merchant: Merchant }) {
  const { t } = useTranslation();
  const may = useMay();
  const { name, country, currency, zone, language } = merchant;
  const form = useForm({ initialValues: { name, country, currency, zone, language } });
  const { send, busy, error } = useFormAct<Merchant>(form, () => saySaved(t("act.saved")));
  const readOnly = !may("merchants:write");
  return (
    <form onSubmit={form.onSubmit((body) => send({ method: "PATCH", path: "/merchant", body }))}>
      <Stack maw={480}>
        {error !== undefined && <ErrorBox error={error} />}
        <TextInput label={t("field.business_name")} required readOnly={readOnly} {...form.getInputProps("name")} />
        <TextInput
          label={t("field.country")}
          description={t("settings.country_hint")}
          readOnly={readOnly}
          {...form.getInputProps("country")}
        />
        <TextInput
          label={t("field.currency")}
          description={t("settings.currency_hint")}
          readOnly={readOnly}
          {...form.getInputProps("currency")}
        />
        <SelectField
          label={t("field.zone")}
          data={Intl.supportedValuesOf("timeZone")}
          searchable
          readOnly={readOnly}
          {...form.getInputProps("zone")}
        />
        <SelectField
          label={t("settings.business_language")}
          data={LANGUAGES.map((each) => ({ value: each.code, label: each.name }))}
          readOnly={readOnly}
          {...form.getInputProps("language")}
        />
        {!readOnly && (
          <Button type="submit" loading={busy} w="fit-content">
            {t("act.save")}
          </Button>
        )}
      </Stack>
    </form>
  );
}

/** The business itself: name, country, currency, time zone, language, and how it looks to its clients. */
export function Business() {
  const { data, error, refetch } = useQuery({
    queryKey: ["merchant"],
    queryFn: () => call<Merchant>("GET", "/merchant"),
  });
  return (
    <Stack>
      <Paper withBorder p="md">
        {error && <ErrorBox error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton height={320} />}
        {data && <BusinessForm merchant={data} />}
      </Paper>
      {data && <BrandForm merchant={data} />}
    </Stack>
  );
}
