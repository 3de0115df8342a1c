import { Anchor, Paper, Stack, Text, Textarea, UnstyledButton } from "@mantine/core";
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import type { Completion, RulePreview } from "../../client/types.ts";
import classes from "./builder.module.css";
import { completed } from "./completion.ts";
import { useCompletion } from "./useCompletion.ts";

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

interface OfferedProps {
  id: string;
  found: Completion;
  active: number;
  onTake: (word: string) => void;
}

function Offered({ id, found, active, onTake }: OfferedProps) {
  const { t } = useTranslation();
  return (
    <Paper withBorder shadow="sm" role="listbox" id={id} aria-label={t("segments.may_follow")} p={4}>
      {found.items.map(({ text, title }, place) => (
        <UnstyledButton
          key={text}
          id={`${id}-${place}`}
          role="option"
          aria-selected={place === active}
          tabIndex={-1}
          className={classes["offer"]}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(text)}
        >
          <code>{text}</code>
          <Text span size="sm" c="dimmed">
            {title}
          </Text>
        </UnstyledButton>
      ))}
    </Paper>
  );
}

/** The text, where one writes in it, and what may come next. */
function useWriting(text: string, onChange: (text: string) => void) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState<number>();
  const [active, setActive] = useState(0);
  const next = useRef<number>(undefined);
  const found = useCompletion(caret === undefined ? undefined : text.slice(0, caret));
  useLayoutEffect(() => {
    if (next.current === undefined) return;
    field.current?.setSelectionRange(next.current, next.current);
    next.current = undefined;
  }, [text]);
  const written = (value: string, place: number | undefined) => {
    setActive(0);
    setCaret(place);
    onChange(value);
  };
  const take = (word: string) => {
    const after = completed({ text, caret: caret ?? text.length }, word, found.begun);
    next.current = after.caret;
    written(after.text, after.caret);
    field.current?.focus();
  };
  return { field, found, active, setActive, setCaret, written, take };
}

/** A rule by writing, with what may come next; what cannot be understood is shown at its place. */
export function RuleText({ text, problem, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const { field, found, active, setActive, setCaret, written, take } = useWriting(text, onChange);
  const offers = found.items.length;
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const chosen = found.items[active];
    if (event.key === " " && event.ctrlKey) setCaret(event.currentTarget.selectionStart);
    else if (!chosen) return;
    else if (event.key === "ArrowDown") setActive((active + 1) % offers);
    else if (event.key === "ArrowUp") setActive((active + offers - 1) % offers);
    else if (event.key === "Enter" || event.key === "Tab") take(chosen.text);
    else if (event.key === "Escape") setCaret(undefined);
    else return;
    event.preventDefault();
  };
  return (
    <Stack gap="xs">
      <div className={classes["writing"]}>
        <Textarea
          ref={field}
          label={t("segments.text")}
          description={t("segments.text_hint")}
          autosize
          minRows={6}
          maxRows={24}
          spellCheck={false}
          autoCapitalize="off"
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          value={text}
          error={problem?.message}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={offers > 0}
          aria-controls={id}
          aria-activedescendant={offers > 0 ? `${id}-${active}` : undefined}
          onChange={(event) => written(event.currentTarget.value, event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onBlur={() => setCaret(undefined)}
        />
        {offers > 0 && (
          <div className={classes["offered"]}>
            <Offered id={id} found={found} active={active} onTake={take} />
          </div>
        )}
      </div>
      {problem && <Marked text={text} problem={problem} />}
      <Text size="sm" c="dimmed">
        {t("segments.may_follow_key")}
      </Text>
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
