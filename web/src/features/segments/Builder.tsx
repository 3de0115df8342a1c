import {
  Button,
  ColorInput,
  Grid,
  Group,
  Paper,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Textarea,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import type { Group as RuleGroup, RuleField, Segment } from "../../client/types.ts";
import { Awaited, allOf } from "../../ui/Awaited.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { NotHere } from "../../ui/PageError.tsx";
import { PageHead } from "../../ui/PageHead.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { Preview, useRulePreview } from "./Preview.tsx";
import { complete, EVERYBODY, hasUnfinished, parts } from "./rule.ts";
import { RuleForm } from "./RuleForm.tsx";
import { RuleText } from "./RuleText.tsx";
import { useSegment } from "./useSegments.ts";

type Face = "form" | "text";
const SWATCHES = ["#0a7d5b", "#1c7ed6", "#e8590c", "#ae3ec9", "#e03131", "#f08c00"];

function useRuleFields() {
  return useQuery({
    queryKey: ["segments", "fields"],
    queryFn: () => call<RuleField[]>("GET", "/segments/fields"),
    staleTime: 60_000,
  });
}

function Editor({ fields, segment }: { fields: RuleField[]; segment: Segment | null }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  // Another page may lead here with a rule, as text, to begin from.
  const [begun] = useSearchParam("rule");
  const [face, setFace] = useState<Face>(begun ? "text" : "form");
  const [rule, setRule] = useState<RuleGroup>(segment?.rule ?? EVERYBODY);
  const [text, setText] = useState(segment?.text ?? begun ?? "");
  const asked = face === "form" ? { rule: complete(rule) } : text.trim() ? { text } : { rule: EVERYBODY };
  const found = useRulePreview(asked);
  const form = useForm({
    initialValues: {
      name: segment?.name ?? "",
      description: segment?.description ?? "",
      colour: segment?.colour ?? "",
    },
  });
  const { send, busy, error } = useFormAct<Segment>(form, (saved) => {
    saySaved(t("act.saved"));
    void navigate({ to: `/segments/${saved.id}` });
  });
  const turn = (next: Face) => {
    // A rule that asks nothing yet is begun on an empty page, not behind "all()".
    if (next === "text") setText(parts(complete(rule)).length > 0 ? (found.data?.text ?? text) : "");
    else if (found.data?.rule) setRule(found.data.rule);
    setFace(next);
  };
  const submit = form.onSubmit(({ name, description, colour }) =>
    send({
      method: segment ? "PATCH" : "POST",
      path: segment ? `/segments/${segment.id}` : "/segments",
      body: { name, description: description || null, colour: colour || null, ...asked },
    }),
  );
  const problem = face === "text" ? found.data?.problem : undefined;
  return (
    <form onSubmit={submit}>
      <Grid>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Paper withBorder p="md">
            <Stack>
              {error !== undefined && <ErrorBox error={error} />}
              <TextInput label={t("field.name")} required {...form.getInputProps("name")} />
              <SegmentedControl
                aria-label={t("segments.face")}
                data={(["form", "text"] as const).map((each) => ({ value: each, label: t(`segments.face_${each}`) }))}
                value={face}
                onChange={(next) => turn(next as Face)}
              />
              {face === "form" ? (
                <RuleForm rule={rule} fields={fields} onChange={setRule} />
              ) : (
                <RuleText text={text} problem={problem} onChange={setText} />
              )}
              {face === "form" && hasUnfinished(rule) && (
                <Text size="sm" c="dimmed">
                  {t("segments.unfinished")}
                </Text>
              )}
              <Textarea label={t("segments.description")} autosize maxRows={6} {...form.getInputProps("description")} />
              <ColorInput
                label={t("segments.colour")}
                format="hex"
                swatches={SWATCHES}
                withEyeDropper={false}
                w={{ base: "100%", xs: 220 }}
                {...form.getInputProps("colour")}
              />
              <Group justify="flex-end">
                <Button type="submit" loading={busy} disabled={Boolean(problem)}>
                  {t("act.save")}
                </Button>
              </Group>
            </Stack>
          </Paper>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Preview found={found} />
        </Grid.Col>
      </Grid>
    </form>
  );
}

/** A new segment, or a saved one to be changed: by choosing or by writing, with whom it names always in sight. */
export function SegmentBuilder() {
  const { t } = useTranslation();
  const { segmentId } = useParams({ strict: false }) as { segmentId?: string };
  const fields = useRuleFields();
  const { segment, error, retry, isMissing } = useSegment(segmentId);
  if (segmentId !== undefined && isMissing) return <NotHere title={t("segments.not_here")} />;
  const begun = { data: segmentId === undefined ? null : segment, error, refetch: retry };
  return (
    <>
      <PageHead title={segment ? t("act.edit_named", { name: segment.name }) : t("segments.new")} />
      <Awaited of={allOf({ fields, begun })} height={420}>
        {(known) => <Editor key={segmentId} fields={known.fields} segment={known.begun} />}
      </Awaited>
    </>
  );
}
