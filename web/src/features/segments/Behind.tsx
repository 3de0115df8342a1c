import { Button, Group, Paper, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

import { address } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { Segment } from "../../client/types.ts";
import { useAnswer } from "../../ui/figure/answer.ts";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { FormModal } from "../../ui/FormModal.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";
import { mapCells } from "./grid.ts";
import { Members } from "./Members.tsx";

function SaveForm({ cells, onClose }: { cells: string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { name: "" } });
  const { send, busy, error } = useFormAct<Segment>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const { since: _since, until: _until, segment: _segment, ...narrowings } = useFilterQuery();
  const submit = form.onSubmit(({ name }) =>
    send({ method: "POST", path: "/segments", body: { name, cells, ...narrowings } }),
  );
  return (
    <FormModal title={t("segments.save")} busy={busy} error={error} onClose={onClose} onSubmit={submit}>
      <TextInput label={t("field.name")} required data-autofocus {...form.getInputProps("name")} />
    </FormModal>
  );
}

/** The clients behind the chosen cells, and what one does with them. */
export function Behind({ chosen, onClear }: { chosen: ReadonlySet<string>; onClear: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const { segment: _segment, ...filters } = useFilterQuery();
  const [saving, save] = useDisclosure();
  const { data: map } = useAnswer("rfm-map", useFilterQuery());
  const cells = [...chosen].sort();
  const there = map ? mapCells(map) : undefined;
  const segments = new Set(cells.flatMap((cell) => there?.get(cell)?.segment ?? []));
  const query = { ...filters, cells: cells.join(",") };
  return (
    <Paper withBorder p="md" component="section" aria-label={t("segments.behind")}>
      <Group justify="space-between" mb="sm">
        <div>
          <Title order={2} fz="sm" fw={600}>
            {t("segments.behind")}
          </Title>
          <Text size="sm" c="dimmed">
            {[...segments].map((segment) => t(`segment.${segment}`)).join(", ")}
          </Text>
        </div>
        <Group gap="xs">
          <Button size="compact-sm" variant="subtle" onClick={onClear}>
            {t("act.clear")}
          </Button>
          {may("clients:export") && (
            <Button
              size="compact-sm"
              variant="default"
              component="a"
              href={address("/segments/cells/clients/export", { ...query, format: "xlsx" })}
              download
            >
              {t("act.export")}
            </Button>
          )}
          {may("segments:write") && (
            <Button size="compact-sm" onClick={save.open}>
              {t("segments.save")}
            </Button>
          )}
        </Group>
      </Group>
      <Members path="/segments/cells/clients" query={query} />
      {saving && <SaveForm cells={cells} onClose={save.close} />}
    </Paper>
  );
}
