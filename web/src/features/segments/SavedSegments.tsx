import { Anchor, Button, Checkbox, Group, Modal, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useMay } from "../../client/session.ts";
import type { Segment } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { Icon } from "../../ui/icons.tsx";
import { offerUndo } from "../../ui/toast.tsx";
import { useAct } from "../../ui/useAct.ts";
import { useDialog } from "../../ui/useDialog.ts";
import classes from "./builder.module.css";
import { useSegments } from "./useSegments.ts";

interface RemoveProps {
  segment: Segment;
  onRemove: (untag: boolean) => void;
  onClose: () => void;
}

/** A list is held together by a tag, which goes with it, or stays on the clients where it serves other segments. */
function RemoveList({ segment, onRemove, onClose }: RemoveProps) {
  const { t } = useTranslation();
  const others = segment.tag_asked_by ?? [];
  const [untag, setUntag] = useState(others.length === 0);
  const remove = () => {
    onClose();
    onRemove(untag);
  };
  return (
    <Modal {...useDialog(onClose)} title={`${t("act.remove")}: ${segment.name}`} centered>
      <Stack>
        <Checkbox
          label={t("segments.untag", { tag: segment.tag })}
          description={others.length > 0 && t("segments.tag_asked_by", { names: others.join(", ") })}
          checked={untag}
          onChange={(event) => setUntag(event.currentTarget.checked)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("act.cancel")}
          </Button>
          <Button color="red" onClick={remove} data-autofocus>
            {t("act.remove")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Acts({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const act = useAct();
  const copy = useAct<Segment>({ onDone: (made) => void navigate({ to: `/segments/${made.id}/edit` }) });
  const restore = () => act.mutate({ method: "POST", path: `/segments/${segment.id}/restore` });
  const [isAsking, asking] = useDisclosure();
  const remove = (untag?: boolean) =>
    act.mutate(
      { method: "DELETE", path: `/segments/${segment.id}`, body: { untag } },
      { onSuccess: () => offerUndo(t("segments.removed", { name: segment.name }), t("act.undo"), restore) },
    );
  return (
    <Group gap="xs">
      {segment.kind === "saved" && (
        <Button size="compact-sm" variant="default" component={Link} to={`/segments/${segment.id}/edit`}>
          {t("act.edit")}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="default"
        loading={copy.isPending}
        onClick={() => copy.mutate({ method: "POST", path: `/segments/${segment.id}/copy`, body: {} })}
      >
        {t("segments.copy")}
      </Button>
      {segment.kind === "saved" && (
        <Button size="compact-sm" variant="default" onClick={segment.tag ? asking.open : () => remove()}>
          {t("act.remove")}
        </Button>
      )}
      {isAsking && <RemoveList segment={segment} onRemove={remove} onClose={asking.close} />}
    </Group>
  );
}

function Card({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  return (
    <Paper withBorder p="md" component="section" aria-label={segment.name}>
      <Stack gap="xs" h="100%">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Anchor component={Link} to={`/segments/${segment.id}`} fw={600}>
            {segment.colour && <span className={classes["dot"]} style={{ background: segment.colour }} />}
            {segment.name}
          </Anchor>
          <Text size="sm" ta="end" style={{ whiteSpace: "nowrap" }}>
            {t("clients.count", { count: segment.clients, total: format.quantity(segment.clients) })}
            <Text span size="sm" c="dimmed" display="block">
              {format.money(segment.monetary)}
            </Text>
          </Text>
        </Group>
        <Text size="sm" c={segment.problem ? "red" : "dimmed"} lineClamp={3} flex={1}>
          {segment.problem ?? segment.description ?? segment.sentence}
        </Text>
        {may("segments:write") && <Acts segment={segment} />}
      </Stack>
    </Paper>
  );
}

function Cards({ title, segments }: { title: string; segments: Segment[] }) {
  return (
    <Stack gap="sm" component="section" aria-label={title}>
      <Title order={2} fz="sm" fw={600}>
        {title}
      </Title>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {segments.map((segment) => (
          <Card key={segment.id} segment={segment} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

/** Segments by rules: one's own, and those that are there from the first day. */
export function SavedSegments() {
  const { t } = useTranslation();
  const may = useMay();
  const { data, error, refetch } = useSegments();
  if (error) return <ErrorBox error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={300} />;
  const saved = data.filter(({ kind }) => kind === "saved");
  return (
    <Stack gap="lg">
      {may("segments:write") && (
        <Group justify="flex-end">
          <Button component={Link} to="/segments/new" leftSection={<Icon name="plus" size={16} />}>
            {t("segments.new")}
          </Button>
        </Group>
      )}
      {saved.length === 0 ? (
        <EmptyState icon="segments" title={t("segments.none_saved")} text={t("segments.none_saved_hint")} />
      ) : (
        <Cards title={t("segments.own")} segments={saved} />
      )}
      <Cards title={t("segments.ready")} segments={data.filter(({ kind }) => kind === "ready")} />
    </Stack>
  );
}
