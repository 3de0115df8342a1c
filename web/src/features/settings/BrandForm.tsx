import { Button, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import { useMay } from "../../client/session.ts";
import type { Brand, Merchant } from "../../client/types.ts";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { orNull } from "../../ui/forms.ts";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";
import classes from "./brand.module.css";

const COLOUR = /^#[0-9a-f]{6}$/i;
const NO_COLOUR = "#ffffff";

interface ColourProps {
  value: string;
  error?: React.ReactNode;
  readOnly: boolean;
  onChange: (colour: string) => void;
}

/** A colour as it is written, with the system's own picker beside it; empty is none. */
function ColourInput({ value, error, readOnly, onChange }: ColourProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t("settings.brand_colour")}
      description={t("settings.brand_colour_hint")}
      error={error}
      readOnly={readOnly}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      leftSection={
        <input
          type="color"
          className={classes["picker"]}
          aria-label={t("settings.pick_colour")}
          disabled={readOnly}
          value={COLOUR.test(value) ? value.toLowerCase() : NO_COLOUR}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      }
    />
  );
}

/** How the business looks to its clients. */
export function BrandForm({ merchant }: { merchant: Merchant }) {
  const { t } = useTranslation();
  const readOnly = !useMay()("merchants:write");
  const { colour, slogan } = merchant.brand as Brand;
  const form = useForm({ initialValues: { brand: { colour: colour ?? "", slogan: slogan ?? "" } } });
  const { send, busy, error } = useFormAct<Merchant>(form, () => saySaved(t("act.saved")));
  const submit = form.onSubmit(({ brand }) =>
    send({
      method: "PATCH",
      path: "/merchant",
      body: { brand: { colour: orNull(brand.colour), slogan: orNull(brand.slogan) } },
    }),
  );
  return (
    <Paper withBorder p="md" component="section" aria-label={t("settings.brand")}>
      <form onSubmit={submit}>
        <Stack maw={480}>
          <div>
            <Title order={2} fz="sm" fw={600}>
              {t("settings.brand")}
            </Title>
            <Text size="sm" c="dimmed">
              {t("settings.brand_hint")}
            </Text>
          </div>
          {error !== undefined && <ErrorBox error={error} />}
          <ColourInput
            value={form.values.brand.colour}
            error={form.errors["brand.colour"]}
            readOnly={readOnly}
            onChange={(next) => form.setFieldValue("brand.colour", next)}
          />
          <TextInput
            label={t("settings.brand_slogan")}
            maxLength={160}
            readOnly={readOnly}
            {...form.getInputProps("brand.slogan")}
          />
          {!readOnly && (
            <Button type="submit" loading={busy} w="fit-content">
              {t("settings.brand_save")}
            </Button>
          )}
        </Stack>
      </form>
    </Paper>
  );
}
