import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { address, call } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { Page, Segment } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { offerUndo } from "../../ui/toast.tsx";
import { useAct } from "../../ui/useAct.ts";
import { Members } from "./Members.tsx";

function SavedSegment({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const act = useAct();
  const [opened, setOpened] = useState(false);
  const path = `/segments/${segment.id}/clients`;
  const restore = () => act.mutate({ method: "POST", path: `/segments/${segment.id}/restore` });
  const remove = () =>
    act.mutate(
      { method: "DELETE", path: `/segments/${segment.id}` },
      { onSuccess: () => offerUndo(t("segments.removed", { name: segment.name }), t("act.undo"), restore) },
    );
  return (
    <Paper withBorder p="md" component="section" aria-label={segment.name}>
      <Group justify="space-between">
        <div>
          <Text fw={600}>{segment.name}</Text>
          <Text size="sm" c="dimmed">
            {t("clients.count", { count: segment.clients, total: format.quantity(segment.clients) })}
          </Text>
        </div>
        <Group gap="xs">
          <Button size="compact-sm" variant="default" aria-expanded={opened} onClick={() => setOpened(!opened)}>
            {t(opened ? "act.close" : "act.open")}
          </Button>
          {may("clients:export") && (
            <Button
              size="compact-sm"
              variant="default"
              component="a"
              href={address(`${path}/export`, { format: "xlsx" })}
              download
            >
              {t("act.export")}
            </Button>
          )}
          {may("segments:write") && (
            <Button size="compact-sm" variant="default" onClick={remove}>
              {t("act.remove")}
            </Button>
          )}
        </Group>
      </Group>
      {opened && <Members path={path} query={{}} />}
    </Paper>
  );
}

/** Segments kept under a name. */
export function SavedSegments() {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ["choices", "/segments"],
    queryFn: async () => {
      const answer = await call<Page<Segment> | Segment[]>("GET", "/segments");
      return Array.isArray(answer) ? answer : answer.items;
    },
  });
  const saved = (found.data ?? []).filter((segment) => segment.kind === "saved");
  if (found.isSuccess && saved.length === 0) {
    return <EmptyState icon="segments" title={t("segments.none_saved")} text={t("segments.none_saved_hint")} />;
  }
  return (
    <Stack>
      {saved.map((segment) => (
        <SavedSegment key={segment.id} segment={segment} />
      ))}
    </Stack>
  );
}
