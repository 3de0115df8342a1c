import { Drawer, Select, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useDialog } from "../useDialog.ts";
import { useOffered, type Choice } from "./choices.ts";
import { NARROWINGS, useFilters, useSetFilters, type Narrowing } from "./filters.ts";
import { OwnBranch } from "./OwnBranch.tsx";
import { ProductField } from "./ProductField.tsx";

function NarrowingField({ name, choices }: { name: Narrowing; choices: Choice[] }) {
  const { t } = useTranslation();
  const filters = useFilters();
  const setFilters = useSetFilters();
  if (choices.length === 0) return null;
  return (
    <Select
      label={t(`filter.${name}`)}
      searchable
      clearable
      data={choices}
      value={filters[name] ?? null}
      onChange={(value) => setFilters({ [name]: value ?? undefined })}
    />
  );
}

function Narrowings() {
  const choices = useOffered();
  return (
    <Stack>
      <OwnBranch />
      {NARROWINGS.map((name) =>
        name === "product" ? (
          <ProductField key={name} />
        ) : (
          <NarrowingField key={name} name={name} choices={choices[name]} />
        ),
      )}
    </Stack>
  );
}

/** The rarer filters, one field each. */
export default function NarrowingDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer {...useDialog(onClose)} position="right" size="sm" title={t("filter.more")}>
      <Narrowings />
    </Drawer>
  );
}
