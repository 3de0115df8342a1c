import { ActionIcon, Anchor, Badge, Button, Group, Menu, Paper, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePages } from "../../client/paging.ts";
import { useMay } from "../../client/session.ts";
import type { Product } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { DataTable, type TableColumn } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { useCategories } from "../../ui/filters/choices.ts";
import { Icon } from "../../ui/icons.tsx";
import { SearchField } from "../../ui/SearchField.tsx";
import { offerUndo } from "../../ui/toast.tsx";
import { useAct } from "../../ui/useAct.ts";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { ProductForm } from "./ProductForm.tsx";
import { StockForm } from "./StockForm.tsx";

interface RowActs {
  onEdit: (product: Product) => void;
  onCount: (product: Product) => void;
}

function RowMenu({ product, onEdit, onCount }: RowActs & { product: Product }) {
  const { t } = useTranslation();
  const act = useAct();
  const path = `/products/${product.id}`;
  const remove = () =>
    act.mutate(
      { method: "DELETE", path },
      {
        onSuccess: () =>
          offerUndo(t("products.removed", { name: product.name }), t("act.undo"), () =>
            act.mutate({ method: "POST", path: `${path}/restore` }),
          ),
      },
    );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("act.more_for", { name: product.name })}>
          <Icon name="more" size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onEdit(product)}>{t("act.edit")}</Menu.Item>
        <Menu.Item onClick={() => onCount(product)}>{t("products.count_stock")}</Menu.Item>
        <Menu.Item color="red" onClick={remove}>
          {t("act.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function NameCell({ product }: { product: Product }) {
  const { t } = useTranslation();
  return (
    <Group gap={6}>
      <Anchor
        component={Link}
        to="/products"
        search={{ tab: "together", product: String(product.id) } as never}
        size="sm"
        fw={500}
        title={t("together.opens")}
      >
        {product.name}
      </Anchor>
      {!product.is_active && (
        <Badge variant="outline" color="gray" tt="none" fw={500}>
          {t("products.not_sold")}
        </Badge>
      )}
    </Group>
  );
}

function useColumns(acts: RowActs): TableColumn<Product>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const categories = useCategories();
  const categoryName = (id: number | null) => categories.find((category) => category.value === String(id))?.label;
  const columns: TableColumn<Product>[] = [
    { key: "name", title: t("field.name"), cell: (product) => <NameCell product={product} /> },
    { key: "sku", title: t("field.sku"), wide: true, cell: (product) => product.sku },
    { key: "category", title: t("field.category"), wide: true, cell: (product) => categoryName(product.category_id) },
    { key: "price", title: t("field.price"), figure: true, cell: (product) => format.money(product.price) },
    { key: "cost", title: t("field.cost"), figure: true, wide: true, cell: (product) => format.money(product.cost) },
    {
      key: "stock",
      title: t("field.stock"),
      figure: true,
      wide: true,
      cell: (product) => format.quantity(product.stock),
    },
  ];
  if (!may("products:write")) return columns;
  return [
    ...columns,
    { key: "acts", title: "", figure: true, cell: (product) => <RowMenu product={product} {...acts} /> },
  ];
}

function Toolbar({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const categories = useCategories();
  const [category, setCategory] = useSearchParam("of_category");
  return (
    <Group gap="xs" mb="md" role="search">
      <SearchField label={t("products.search")} />
      <Select
        aria-label={t("filter.category")}
        placeholder={t("filter.category")}
        data={categories}
        value={category ?? null}
        onChange={setCategory}
        searchable
        clearable
      />
      {may("products:write") && (
        <Button leftSection={<Icon name="plus" size={16} />} onClick={onAdd}>
          {t("products.add")}
        </Button>
      )}
    </Group>
  );
}

/** The list of products. */
export function Catalogue() {
  const { t } = useTranslation();
  const may = useMay();
  const [q] = useSearchParam("q");
  const [category] = useSearchParam("of_category");
  const { rows, error, retry, more } = usePages<Product>("/products", { q, category });
  const [opened, { open, close }] = useDisclosure();
  const [edited, setEdited] = useState<Product>();
  const edit = (product?: Product) => {
    setEdited(product);
    open();
  };
  const [counted, setCounted] = useState<Product>();
  const columns = useColumns({ onEdit: edit, onCount: setCounted });
  return (
    <>
      <Toolbar onAdd={() => edit()} />
      <Paper withBorder p="md">
        {error ? (
          <ErrorBox error={error} onRetry={retry} />
        ) : (
          <DataTable
            caption={t("nav.products")}
            columns={columns}
            rows={rows}
            rowKey={(product) => product.id}
            more={more}
            empty={
              <EmptyState icon="products" title={t("products.none")} text={t("products.none_hint")}>
                {may("imports:write") && (
                  <Button component={Link} to="/imports/new" search={{ kind: "products" } as never} variant="light">
                    {t("act.import_file")}
                  </Button>
                )}
              </EmptyState>
            }
          />
        )}
      </Paper>
      {opened && <ProductForm product={edited} onClose={close} />}
      {counted && <StockForm product={counted} onClose={() => setCounted(undefined)} />}
    </>
  );
}
