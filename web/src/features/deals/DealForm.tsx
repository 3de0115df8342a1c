import { Group, MultiSelect, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import "@mantine/core/styles/NumberInput.css";
import { useForm } from "@mantine/form";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Deal, DealCard } from "../../client/types.ts";
import { ClientPicker } from "../../ui/ClientPicker.tsx";
import { useProducts, useSellers, useSellersSeen } from "../../ui/filters/choices.ts";
import { FormModal } from "../../ui/FormModal.tsx";
import { decimalText, orNull } from "../../ui/forms.ts";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";

const asText = (id: number | null | undefined): string | null => (id ? String(id) : null);
const asId = (text: string | null): number | null => (text ? Number(text) : null);

function startValues(deal: Deal | undefined) {
  return {
    title: deal?.title ?? "",
    client_id: asText(deal?.client_id),
    seller_id: asText(deal?.seller_id),
    partner_id: asText(deal?.partner_id),
    partner_percent: deal?.partner_percent ?? 50,
    product_ids: Object.keys(deal?.products ?? {}),
    source: deal?.source ?? "",
    value: deal?.value ?? "",
    expected_on: deal?.expected_on ?? "",
    note: deal?.note ?? "",
  };
}

type Values = ReturnType<typeof startValues>;

function asked(values: Values) {
  return {
    title: values.title.trim(),
    client_id: asId(values.client_id),
    partner_id: asId(values.partner_id),
    partner_percent: values.partner_id ? values.partner_percent : null,
    product_ids: values.product_ids.map(Number),
    source: orNull(values.source) ?? "other",
    value: orNull(decimalText(values.value)),
    expected_on: orNull(values.expected_on),
    note: orNull(values.note),
    ...(values.seller_id ? { seller_id: Number(values.seller_id) } : {}),
  };
}

interface PickerProps {
  known: Record<string, string>;
  value: string[];
  onChange: (ids: string[]) => void;
}

/** Find products by name; what is chosen stays named though the search no longer finds it. */
function ProductsPicker({ known, value, onChange }: PickerProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, 250);
  const [named, setNamed] = useState(known);
  const found = useProducts(search);
  const names = { ...Object.fromEntries(found.map(({ value: id, label }) => [id, label])), ...named };
  return (
    <MultiSelect
      label={t("nav.products")}
      searchable
      data={Object.entries(names).map(([id, label]) => ({ value: id, label }))}
      value={value}
      onSearchChange={setTyped}
      onChange={(ids) => {
        setNamed({ ...named, ...Object.fromEntries(ids.map((id) => [id, names[id] ?? id])) });
        onChange(ids);
      }}
    />
  );
}

interface Props {
  deal?: Deal | undefined;
  stage?: string | undefined;
  onClose: () => void;
}

/** Add a deal, or change one. Who does not see the team owns what she adds. */
export function DealForm({ deal, stage, onClose }: Props) {
  const { t } = useTranslation();
  const sellers = useSellers();
  const form = useForm({ initialValues: startValues(deal) });
  const seen = useSellersSeen(asText(deal?.seller_id));
  const { send, busy, error } = useFormAct<DealCard>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const submit = form.onSubmit((values) =>
    send(
      deal
        ? { method: "PATCH", path: `/deals/${deal.id}`, body: asked(values) }
        : { method: "POST", path: "/deals", body: { ...asked(values), ...(stage ? { stage } : {}) } },
    ),
  );
  const set = (name: "client_id" | "seller_id" | "partner_id") => (value: string | null) =>
    form.setFieldValue(name, value);
  return (
    <FormModal
      title={t(deal ? "deals.edit" : "deals.add")}
      busy={busy}
      error={error}
      onClose={onClose}
      onSubmit={submit}
    >
      <TextInput label={t("deals.title")} required data-autofocus {...form.getInputProps("title")} />
      <ClientPicker
        label={deal?.client_name ? `${t("field.client")}: ${deal.client_name}` : t("field.client")}
        value={form.values.client_id}
        onChange={set("client_id")}
      />
      <Group grow align="flex-start">
        <TextInput label={t("deals.value")} inputMode="decimal" {...form.getInputProps("value")} />
        <TextInput label={t("deals.expected_on")} type="date" {...form.getInputProps("expected_on")} />
      </Group>
      <ProductsPicker
        known={deal?.products ?? {}}
        value={form.values.product_ids}
        onChange={(ids) => form.setFieldValue("product_ids", ids)}
      />
      <TextInput label={t("field.source")} placeholder={t("deals.source_example")} {...form.getInputProps("source")} />
      {sellers.length > 0 && (
        <Select
          label={t("field.seller")}
          placeholder={t("deals.me")}
          data={seen}
          searchable
          error={form.errors["seller_id"]}
          value={form.values.seller_id}
          onChange={set("seller_id")}
        />
      )}
      {sellers.length > 0 && (
        <Group grow align="flex-start">
          <Select
            label={t("deals.partner")}
            data={sellers}
            searchable
            clearable
            error={form.errors["partner_id"]}
            value={form.values.partner_id}
            onChange={set("partner_id")}
          />
          {form.values.partner_id && (
            <NumberInput
              label={t("deals.partner_percent")}
              min={1}
              max={99}
              allowDecimal={false}
              {...form.getInputProps("partner_percent")}
            />
          )}
        </Group>
      )}
      <Textarea label={t("field.note")} autosize minRows={2} {...form.getInputProps("note")} />
    </FormModal>
  );
}
