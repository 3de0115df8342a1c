import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

import { useMay } from "../../client/session.ts";
import type { Segment } from "../../client/types.ts";
import { useAnswer, columnAt } from "../../ui/figure/answer.ts";
import { Figure } from "../../ui/figure/Figure.tsx";
import { useProductName } from "../../ui/filters/choices.ts";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { FormModal } from "../../ui/FormModal.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";
import { useSearchParam } from "../../ui/useSearchParam.ts";

interface Pair {
  product: string;
  other: string;
}

/** The clients who ever bought the one product and never the other, under a name. */
function SaveForm({ product, other, title, onClose }: Pair & { title: string; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { name: title.slice(0, 120) } });
  const { send, busy, error } = useFormAct<Segment>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const rules = [
    { field: "bought_product", op: "in", values: [product] },
    { field: "bought_product", op: "not_in", values: [other] },
  ];
  const submit = form.onSubmit(({ name }) =>
    send({ method: "POST", path: "/segments", body: { name, rule: { match: "all", rules } } }),
  );
  return (
    <FormModal title={t("together.save")} busy={busy} error={error} onClose={onClose} onSubmit={submit}>
      <TextInput label={t("field.name")} required data-autofocus {...form.getInputProps("name")} />
    </FormModal>
  );
}

/** What goes with the product, for choosing the one it is to be offered with. */
function usePartners(product: string) {
  const query = useFilterQuery();
  const { data: answer } = useAnswer("product-affinity", { ...query, product });
  if (!answer) return [];
  const at = columnAt(answer, "with_product_id");
  return answer.rows.map((row) => {
    const value = String(row[at]);
    return { value, label: answer.labels["product"]?.[value] ?? value };
  });
}

/** Clients who buy the chosen product and never the one that goes with it: the list, and a segment of them. */
export function Offer({ product }: { product: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const [saving, save] = useDisclosure();
  const partners = usePartners(product);
  const [wanted, setWanted] = useSearchParam("without");
  const chosen = partners.find(({ value }) => value === wanted) ?? partners[0];
  const name = useProductName(product) ?? "";
  if (!chosen) return null;
  const title = t("together.offer", { name, other: chosen.label });
  return (
    <Stack>
      <Group align="flex-end">
        <Select
          label={`${t("together.offer_title")}: ${name} ${t("together.other")}`}
          data={partners}
          value={chosen.value}
          onChange={setWanted}
          allowDeselect={false}
          searchable
        />
      </Group>
      <Figure name="buyers-without" title={title} visual="table" params={{ without: chosen.value }} rowsShown={10}>
        {may("segments:write") && (
          <Button size="compact-sm" mt="xs" onClick={save.open}>
            {t("together.save")}
          </Button>
        )}
      </Figure>
      {saving && <SaveForm product={product} other={chosen.value} title={title} onClose={save.close} />}
    </Stack>
  );
}
