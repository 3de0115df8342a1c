import { Button, Group, Paper, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { address } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { MessageSummary, TaggedClients } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { FormModal } from "../../ui/FormModal.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";

type Segment = MessageSummary["segments"][number];

function TagForm({ segment, onClose }: { segment: Segment; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { tag: t(`messages.segment_${segment.segment}`) } });
  const { send, busy, error } = useFormAct<TaggedClients>(form, ({ clients }) => {
    saySaved(t("messages.tagged", { count: clients }));
    onClose();
  });
  const submit = form.onSubmit(({ tag }) =>
    send({ method: "POST", path: "/messages/tags", body: { segment: segment.segment, tag } }),
  );
  return (
    <FormModal title={t("messages.tag")} busy={busy} error={error} onClose={onClose} onSubmit={submit}>
      <Text size="sm">{t("messages.tag_hint")}</Text>
      <TextInput label={t("messages.tag_name")} required maxLength={64} data-autofocus {...form.getInputProps("tag")} />
    </FormModal>
  );
}

/** One of the five segments: who belongs, how many, what they paid, and what to do with them. */
export function SegmentCard({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [tagging, tag] = useDisclosure();
  const name = t(`messages.segment_${segment.segment}`);
  return (
    <Paper withBorder p="md" component="section" aria-label={name}>
      <Title order={2} fz="sm" fw={600}>
        {name}
      </Title>
      <Text size="sm" c="dimmed">
        {segment.rule}
      </Text>
      <Text fz={24} fw={650}>
        {format.quantity(segment.clients)}
      </Text>
      <Text size="sm" c="dimmed" mb="sm">
        {t("messages.paid", { amount: format.money(segment.spend) })}
      </Text>
      {segment.clients > 0 && (
        <Group gap="xs">
          <Button
            size="compact-sm"
            component={Link}
            to="/messages"
            search={{ tab: "people", group: segment.segment } as never}
            variant="default"
          >
            {t("act.open")}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            component="a"
            href={address("/messages/clients/export", { segment: segment.segment, format: "xlsx" })}
            download
          >
            {t("act.export")}
          </Button>
          {may("messages:write") && (
            <Button size="compact-sm" variant="default" onClick={tag.open}>
              {t("messages.tag")}
            </Button>
          )}
        </Group>
      )}
      {tagging && <TagForm segment={segment} onClose={tag.close} />}
    </Paper>
  );
}
