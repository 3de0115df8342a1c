import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import type { Product } from "../../client/types.ts";
import { FormModal } from "../../ui/FormModal.tsx";
import { decimalText } from "../../ui/forms.ts";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";

/** Say how much of a product is on hand. */
export function StockForm({ product, onClose }: { product: Product; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { counted: product.stock ?? "" } });
  const { send, busy, error } = useFormAct<Product>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const submit = form.onSubmit(({ counted }) =>
    send({ method: "POST", path: `/products/${product.id}/stock`, body: { counted: decimalText(counted) } }),
  );
  return (
    <FormModal title={product.name} busy={busy} error={error} onClose={onClose} onSubmit={submit}>
      <TextInput
        label={t("field.stock")}
        inputMode="decimal"
        required
        data-autofocus
        {...form.getInputProps("counted")}
      />
    </FormModal>
  );
}
