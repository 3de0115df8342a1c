import { Group, Select, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";

import { COUNTRIES, countryOf, CURRENCIES, likelyCountry, ZONES } from "./places.ts";

export interface BusinessValues {
  business_name: string;
  country: string;
  currency: string;
  zone: string;
}

/** A business where this device seems to be. */
export function likelyBusiness(): BusinessValues {
  const { code, currency, zone } = likelyCountry();
  return { business_name: "", country: code, currency, zone };
}

/** What is asked of a new business: its name, and where it is. */
export function BusinessFields<Values extends BusinessValues>({ form }: { form: UseFormReturnType<Values> }) {
  const { t } = useTranslation();
  const chooseCountry = (code: string | null) => {
    if (!code) return;
    const { currency, zone } = countryOf(code);
    form.setValues({ country: code, currency, zone } as Partial<Values>);
  };
  return (
    <>
      <TextInput
        label={t("field.business_name")}
        required
        autoComplete="organization"
        {...form.getInputProps("business_name")}
      />
      <Group grow align="flex-start">
        <Select
          label={t("field.country")}
          data={COUNTRIES.map(({ code }) => ({ value: code, label: t(`country.${code}`) }))}
          allowDeselect={false}
          {...form.getInputProps("country")}
          onChange={chooseCountry}
        />
        <Select
          label={t("field.currency")}
          data={CURRENCIES}
          allowDeselect={false}
          {...form.getInputProps("currency")}
        />
      </Group>
      <Select label={t("field.zone")} data={ZONES} searchable allowDeselect={false} {...form.getInputProps("zone")} />
    </>
  );
}
