import { ActionIcon, Button, Grid, Group, Paper, Select, Stack, Table, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Sale } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { ClientPicker } from "../../ui/ClientPicker.tsx";
import { CustomInputs } from "../../ui/CustomInputs.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { useOffered, useSellers } from "../../ui/filters/choices.ts";
import { OwnBranch } from "../../ui/filters/OwnBranch.tsx";
import { Icon } from "../../ui/icons.tsx";
import { PageHead } from "../../ui/PageHead.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";
import { LinePicker } from "./LinePicker.tsx";
import { asked, startValues, TENDERS, type SaleForm } from "./saleForm.ts";
import { useTotal } from "./useTotal.ts";

function LineRow({ form, at }: { form: SaleForm; at: number }) {
  const { t } = useTranslation();
  const line = form.values.lines[at];
  if (!line) return null;
  const field = (name: "quantity" | "unit_price" | "discount") => ({
    "aria-label": `${t(`field.${name}`)}: ${line.name}`,
    inputMode: "decimal" as const,
    ...form.getInputProps(`lines.${at}.${name}`),
  });
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm">{line.name}</Text>
      </Table.Td>
      <Table.Td w={90}>
        <TextInput {...field("quantity")} />
      </Table.Td>
      <Table.Td w={120}>
        <TextInput {...field("unit_price")} />
      </Table.Td>
      <Table.Td w={110}>
        <TextInput {...field("discount")} />
      </Table.Td>
      <Table.Td w={44}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("sales.remove_line", { name: line.name })}
          onClick={() => form.removeListItem("lines", at)}
        >
          <Icon name="trash" size={18} />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  );
}

function Lines({ form }: { form: SaleForm }) {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="md">
      <LinePicker onPick={(line) => form.insertListItem("lines", line)} />
      {form.values.lines.length === 0 ? (
        <EmptyState icon="products" title={t("sales.no_lines")} text={t("sales.no_lines_hint")} />
      ) : (
        <Table mt="sm" style={{ overflowX: "auto" }}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("field.product")}</Table.Th>
              <Table.Th>{t("field.quantity")}</Table.Th>
              <Table.Th>{t("field.unit_price")}</Table.Th>
              <Table.Th>{t("field.discount")}</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {form.values.lines.map((line, at) => (
              <LineRow key={line.key} form={form} at={at} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  );
}

function Total({ form }: { form: SaleForm }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { total, busy } = useTotal(form.values);
  return (
    <Group justify="space-between" aria-live="polite" style={{ opacity: busy ? 0.5 : 1 }}>
      <Text fw={600}>{t("field.total")}</Text>
      <Text fz={24} fw={650}>
        {format.money(total)}
      </Text>
    </Group>
  );
}

function Circumstances({ form, busy }: { form: SaleForm; busy: boolean }) {
  const { t } = useTranslation();
  const { branch: branches } = useOffered();
  const sellers = useSellers();
  return (
    <Paper withBorder p="md">
      <Stack>
        <ClientPicker
          label={t("field.client")}
          value={form.values.client_id}
          onChange={(client) => form.setFieldValue("client_id", client)}
        />
        <OwnBranch />
        {branches.length > 0 && (
          <Select label={t("field.branch")} data={branches} clearable {...form.getInputProps("branch_id")} />
        )}
        {sellers.length > 0 && (
          <Select label={t("field.seller")} data={sellers} clearable {...form.getInputProps("seller_id")} />
        )}
        <TextInput
          type="datetime-local"
          label={t("field.sold_at")}
          description={t("sales.sold_at_hint")}
          {...form.getInputProps("local_at")}
        />
        <Select
          label={t("field.tender")}
          allowDeselect={false}
          data={TENDERS.map((kind) => ({ value: kind, label: t(`tender.${kind}`) }))}
          {...form.getInputProps("tender")}
        />
        <CustomInputs
          about="sales"
          values={form.values.custom}
          errors={form.errors}
          onChange={(custom) => form.setFieldValue("custom", custom)}
        />
        <Total form={form} />
        <Button type="submit" loading={busy} disabled={form.values.lines.length === 0}>
          {t("sales.record")}
        </Button>
      </Stack>
    </Paper>
  );
}

/** Record a sale by hand. */
export function RecordSale() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const form: SaleForm = useForm({ initialValues: startValues() });
  const { total } = useTotal(form.values);
  const { send, busy, error } = useFormAct<Sale>(form, (sale) => {
    saySaved(t("sales.recorded"));
    void navigate({ to: `/sales/${sale.id}` });
  });
  const submit = form.onSubmit((values) => send({ method: "POST", path: "/sales", body: asked(values, total) }));
  return (
    <form onSubmit={submit}>
      <PageHead title={t("sales.record")} />
      {error !== undefined && <ErrorBox error={error} />}
      <Grid mt="sm">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Lines form={form} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Circumstances form={form} busy={busy} />
        </Grid.Col>
      </Grid>
    </form>
  );
}
