import { Button, Group, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { MessageLayout, UnknownLayout } from "../../client/types.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { offerUndo } from "../../ui/toast.tsx";
import { useAct } from "../../ui/useAct.ts";
import { TeachForm } from "./TeachForm.tsx";

function Unknown({ layout, onTeach }: { layout: UnknownLayout; onTeach: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <Paper withBorder p="md" component="section" aria-label={layout.sender}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Text fw={600}>{t("messages.unknown_from", { count: layout.messages, sender: layout.sender })}</Text>
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {layout.example}
          </Text>
        </div>
        {may("messages:write") && (
          <Button onClick={onTeach} flex="none">
            {t("messages.teach")}
          </Button>
        )}
      </Group>
    </Paper>
  );
}

function Taught() {
  const { t } = useTranslation();
  const may = useMay();
  const act = useAct();
  const { data } = useQuery({
    queryKey: ["messages", "layouts"],
    queryFn: () => call<MessageLayout[]>("GET", "/messages/layouts"),
  });
  if (!data?.length) return null;
  const forget = (layout: MessageLayout) => {
    const path = `/messages/layouts/${layout.id}`;
    const restore = () => act.mutate({ method: "POST", path: `${path}/restore` });
    const offer = () => offerUndo(t("messages.forgotten"), t("act.undo"), restore);
    act.mutate({ method: "DELETE", path }, { onSuccess: offer });
  };
  return (
    <Paper withBorder p="md" component="section" aria-label={t("messages.taught")}>
      <Title order={2} fz="sm" fw={600} mb="sm">
        {t("messages.taught")}
      </Title>
      <DataTable
        caption={t("messages.taught")}
        rows={data}
        rowKey={(layout) => layout.id}
        columns={[
          { key: "operator", title: t("messages.operator"), cell: (layout) => layout.operator },
          { key: "kind", title: t("field.kind"), cell: (layout) => t(`message_kind.${layout.kind}`) },
          { key: "shape", title: t("messages.shape"), wide: true, cell: (layout) => layout.shape },
          {
            key: "acts",
            title: "",
            figure: true,
            cell: (layout) =>
              may("messages:write") && (
                <Button size="compact-sm" variant="default" onClick={() => forget(layout)}>
                  {t("act.remove")}
                </Button>
              ),
          },
        ]}
      />
    </Paper>
  );
}

/** Messages about money that no layout fits, and the layouts that were taught. */
export function Teach() {
  const { t } = useTranslation();
  const [teaching, setTeaching] = useState<UnknownLayout>();
  const { data, error, refetch } = useQuery({
    queryKey: ["messages", "unknown"],
    queryFn: () => call<UnknownLayout[]>("GET", "/messages/unknown-layouts"),
  });
  if (error) return <ErrorBox error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={200} />;
  return (
    <Stack>
      {data.length === 0 ? (
        <EmptyState icon="check" title={t("messages.nothing_unknown")} text={t("messages.nothing_unknown_hint")} />
      ) : (
        <Text size="sm" c="dimmed">
          {t("messages.unknown_hint")}
        </Text>
      )}
      {data.map((layout) => (
        <Unknown key={layout.shape} layout={layout} onTeach={() => setTeaching(layout)} />
      ))}
      <Taught />
      {teaching && <TeachForm layout={teaching} onClose={() => setTeaching(undefined)} />}
    </Stack>
  );
}
