import { Badge, Button, Group, Paper } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { address } from "../../client/call.ts";
import { usePages } from "../../client/paging.ts";
import { useMay } from "../../client/session.ts";
import type { ImportRecord } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { ConfirmButton } from "../../ui/ConfirmButton.tsx";
import { DataTable, type TableColumn } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { Icon } from "../../ui/icons.tsx";
import { PageHead } from "../../ui/PageHead.tsx";
import { useAct } from "../../ui/useAct.ts";

const rejected = (record: ImportRecord): number => record.outcome["rows_rejected"] ?? 0;

function Acts({ record }: { record: ImportRecord }) {
  const { t } = useTranslation();
  const may = useMay();
  const act = useAct();
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      {record.kind === "messages" && record.undone_at === null && may("messages:read") && (
        <Button size="compact-sm" variant="default" component={Link} to="/messages">
          {t("imports.see_messages")}
        </Button>
      )}
      {may("imports:write") && rejected(record) > 0 && (
        <Button
          size="compact-sm"
          variant="default"
          component="a"
          href={address(`/imports/${record.id}/rejected`)}
          download
        >
          {t("imports.rejected_file")}
        </Button>
      )}
      {may("imports:write") && record.undone_at === null && (
        <ConfirmButton
          size="compact-sm"
          label={t("act.undo")}
          question={t("imports.undo_question", { name: record.file })}
          onConfirm={() => act.mutate({ method: "POST", path: `/imports/${record.id}/undo` })}
        />
      )}
    </Group>
  );
}

function useColumns(): TableColumn<ImportRecord>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    { key: "file", title: t("imports.file"), cell: (record) => record.file },
    { key: "kind", title: t("field.kind"), wide: true, cell: (record) => t(`import_kind.${record.kind}`) },
    { key: "when", title: t("imports.when"), wide: true, cell: (record) => format.instant(record.imported_at) },
    {
      key: "accepted",
      title: t("imports.accepted"),
      figure: true,
      cell: (record) => format.quantity(record.rows_accepted),
    },
    {
      key: "rejected",
      title: t("imports.rejected"),
      figure: true,
      wide: true,
      cell: (record) => format.quantity(rejected(record)),
    },
    {
      key: "state",
      title: t("field.status"),
      wide: true,
      cell: (record) => (
        <Badge variant="light" color={record.undone_at ? "gray" : "pine"} tt="none" fw={500}>
          {t(record.undone_at ? "imports.undone" : "imports.done")}
        </Badge>
      ),
    },
    { key: "acts", title: "", figure: true, cell: (record) => <Acts record={record} /> },
  ];
}

/** Files that came in, what was refused in each, and the way back. */
export function Imports() {
  const { t } = useTranslation();
  const may = useMay();
  const { rows, error, retry, more } = usePages<ImportRecord>("/imports", {});
  const columns = useColumns();
  return (
    <>
      <PageHead title={t("nav.imports")}>
        {may("imports:write") && (
          <Button component={Link} to="/imports/new" leftSection={<Icon name="plus" size={16} />}>
            {t("act.import_file")}
          </Button>
        )}
      </PageHead>
      <Paper withBorder p="md">
        {error ? (
          <ErrorBox error={error} onRetry={retry} />
        ) : (
          <DataTable
            caption={t("nav.imports")}
            columns={columns}
            rows={rows}
            rowKey={(record) => record.id}
            more={more}
            empty={<EmptyState icon="imports" title={t("imports.none")} text={t("imports.none_hint")} />}
          />
        )}
      </Paper>
    </>
  );
}
