import { VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ROLES, type Role, type RoleRow } from "../../client/types.ts";
import { DataTable, type TableColumn } from "../../ui/DataTable.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Section } from "./Section.tsx";
import { useList } from "./useList.ts";

function Allowed({ row, role }: { row: RoleRow; role: Role }) {
  const { t } = useTranslation();
  const allowed = row.roles.includes(role);
  return (
    <>
      {allowed && <Icon name="check" size={18} />}
      <VisuallyHidden>{t(allowed ? "value.yes" : "value.no")}</VisuallyHidden>
    </>
  );
}

/** The one table of who may do what. */
export function Roles() {
  const { t } = useTranslation();
  const { data, error, refetch } = useList<RoleRow>("/roles");
  if (error) return <ErrorBox error={error} onRetry={() => void refetch()} />;
  const columns: TableColumn<RoleRow>[] = [
    { key: "text", title: t("settings.act"), cell: (row) => row.text },
    ...ROLES.map((role) => ({
      key: role,
      title: t(`role.${role}`),
      figure: true,
      cell: (row: RoleRow) => <Allowed row={row} role={role} />,
    })),
  ];
  return (
    <Section hint={t("settings.roles_hint")}>
      <DataTable caption={t("settings.roles")} columns={columns} rows={data} rowKey={(row) => row.operation} />
    </Section>
  );
}
