import { Autocomplete, Checkbox, Group, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import type { Product } from "../../client/types.ts";
import { useCategories } from "../../ui/filters/choices.ts";
import { FormModal } from "../../ui/FormModal.tsx";
import { decimalText, orNull } from "../../ui/forms.ts";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";

function startValues(product: Product | undefined) {
  return {
    name: product?.name ?? "",
    sku: product?.sku ?? "",
    barcode: product?.barcode ?? "",
    category: product?.category ?? "",
    price: product?.price ?? "",
    cost: product?.cost ?? "",
    stock: product?.stock ?? "",
    is_active: product?.is_active ?? true,
  };
}

type Values = ReturnType<typeof startValues>;

function asked(values: Values) {
  return {
    name: values.name.trim(),
    sku: orNull(values.sku),
    barcode: orNull(values.barcode),
    category: orNull(values.category),
    price: orNull(decimalText(values.price)),
    cost: orNull(decimalText(values.cost)),
    stock: orNull(decimalText(values.stock)),
    is_active: values.is_active,
  };
}

/** Add a product, or change one. */
export function ProductForm({ product, onClose }: { product: Product | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const categories = useCategories();
  const form = useForm({ initialValues: startValues(product) });
  const { send, busy, error } = useFormAct<Product>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const submit = form.onSubmit((values) =>
    send(
      product
        ? { method: "PATCH", path: `/products/${product.id}`, body: asked(values) }
        : { method: "POST", path: "/products", body: asked(values) },
    ),
  );
  return (
    <FormModal title={t(product ? "products.edit" : "products.add")} busy={busy} error={error} onClose={onClose} onSubmit={submit}>
      <TextInput label={t("field.name")} required data-autofocus {...form.getInputProps("name")} />
      <Group grow align="flex-start">
        <TextInput label={t("field.sku")} {...form.getInputProps("sku")} />
        <TextInput label={t("field.barcode")} {...form.getInputProps("barcode")} />
      </Group>
      <Autocomplete label={t("field.category")} data={categories.map((category) => category.label)} {...form.getInputProps("category")} />
      <Group grow align="flex-start">
        <TextInput label={t("field.price")} inputMode="decimal" {...form.getInputProps("price")} />
        <TextInput label={t("field.cost")} inputMode="decimal" {...form.getInputProps("cost")} />
      </Group>
      <TextInput
        label={t("field.stock")}
        description={t("products.stock_hint")}
        inputMode="decimal"
        {...form.getInputProps("stock")}
      />
      <Checkbox label={t("products.sold_now")} {...form.getInputProps("is_active", { type: "checkbox" })} />
    </FormModal>
  );
}
