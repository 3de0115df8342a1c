import { Autocomplete, Checkbox, Group, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import type { Category, Product } from "../../client/types.ts";
import { CustomInputs, type CustomValues } from "../../ui/CustomInputs.tsx";
import { useCategories, type Choice } from "../../ui/filters/choices.ts";
import { FormModal } from "../../ui/FormModal.tsx";
import { decimalText, orNull } from "../../ui/forms.ts";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";

function startValues(product: Product | undefined, categories: Choice[]) {
  return {
    name: product?.name ?? "",
    sku: product?.sku ?? "",
    barcode: product?.barcode ?? "",
    category: categories.find((choice) => choice.value === String(product?.category_id))?.label ?? "",
    price: product?.price ?? "",
    cost: product?.cost ?? "",
    stock: "",
    is_active: product?.is_active ?? true,
    custom: (product?.custom ?? {}) as CustomValues,
  };
}

type Values = ReturnType<typeof startValues>;

function asked(values: Values, categoryId: number | null) {
  return {
    name: values.name.trim(),
    sku: orNull(values.sku),
    barcode: orNull(values.barcode),
    category_id: categoryId,
    price: orNull(decimalText(values.price)),
    cost: orNull(decimalText(values.cost)),
    custom: values.custom,
  };
}

/** The id behind a category's name; a name not known yet becomes a new category. */
async function categoryId(name: string, known: Choice[]): Promise<number | null> {
  const wanted = orNull(name);
  if (!wanted) return null;
  const found = known.find((choice) => choice.label === wanted);
  if (found) return Number(found.value);
  return (await call<Category>("POST", "/categories", { body: { name: wanted } })).id;
}

function useProductForm(product: Product | undefined, onClose: () => void) {
  const { t } = useTranslation();
  const categories = useCategories();
  const form = useForm({ initialValues: startValues(product, categories) });
  const { send, fail, busy, error } = useFormAct<Product>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const submit = form.onSubmit(async (values) => {
    const body = await categoryId(values.category, categories).then((id) => asked(values, id), fail);
    if (!body) return;
    if (product)
      send({ method: "PATCH", path: `/products/${product.id}`, body: { ...body, is_active: values.is_active } });
    else send({ method: "POST", path: "/products", body: { ...body, stock: orNull(decimalText(values.stock)) } });
  });
  return { form, submit, busy, error, categories };
}

/** Add a product, or change one. */
export function ProductForm({ product, onClose }: { product: Product | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const { form, submit, busy, error, categories } = useProductForm(product, onClose);
  return (
    <FormModal
      title={t(product ? "products.edit" : "products.add")}
      busy={busy}
      error={error}
      onClose={onClose}
      onSubmit={submit}
    >
      <TextInput label={t("field.name")} required data-autofocus {...form.getInputProps("name")} />
      <Group grow align="flex-start">
        <TextInput label={t("field.sku")} {...form.getInputProps("sku")} />
        <TextInput label={t("field.barcode")} {...form.getInputProps("barcode")} />
      </Group>
      <Autocomplete
        label={t("field.category")}
        description={t("products.category_hint")}
        data={categories.map((category) => category.label)}
        {...form.getInputProps("category")}
      />
      <Group grow align="flex-start">
        <TextInput label={t("field.price")} inputMode="decimal" {...form.getInputProps("price")} />
        <TextInput label={t("field.cost")} inputMode="decimal" {...form.getInputProps("cost")} />
      </Group>
      {!product && (
        <TextInput
          label={t("field.stock")}
          description={t("products.stock_hint")}
          inputMode="decimal"
          {...form.getInputProps("stock")}
        />
      )}
      <CustomInputs
        about="products"
        values={form.values.custom}
        errors={form.errors}
        onChange={(custom) => form.setFieldValue("custom", custom)}
      />
      {product && (
        <Checkbox label={t("products.sold_now")} {...form.getInputProps("is_active", { type: "checkbox" })} />
      )}
    </FormModal>
  );
}
