import { Anchor, Stack, Text, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { RulePreview } from "../../client/types.ts";
import classes from "./builder.module.css";

interface Props {
  text: string;
  problem: RulePreview["problem"];
  onChange: (text: string) => void;
}

const AROUND = 40;

function Marked({ text, problem }: { text: string; problem: NonNullable<RulePreview["problem"]> }) {
  const start = Math.max(0, problem.at - AROUND);
  const end = problem.at + problem.length;
  return (
    <pre className={classes["problem"]}>
      {text.slice(start, problem.at)}
      <mark>{text.slice(problem.at, end) || " "}</mark>
      {text.slice(end, end + AROUND)}
    </pre>
  );
}

/** A rule by writing; what cannot be understood is shown at its place. */
export function RuleText({ text, problem, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs">
      <Textarea
        label={t("segments.text")}
        description={t("segments.text_hint")}
        autosize
        minRows={6}
        maxRows={24}
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        value={text}
        error={problem?.message}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {problem && <Marked text={text} problem={problem} />}
      <Text size="sm" c="dimmed">
        {t("segments.text_example")}{" "}
        <Anchor component="button" type="button" size="sm" onClick={() => onChange(EXAMPLE)}>
          {t("segments.text_take")}
        </Anchor>
      </Text>
    </Stack>
  );
}

const EXAMPLE = "all(\n  recency > 30,\n  monetary within 365 days >= 100,\n  none(status = inactive)\n)";
