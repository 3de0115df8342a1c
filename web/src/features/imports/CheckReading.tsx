import {
  Button,
  Group,
  List,
  Paper,
  Radio,
  Select,
  SimpleGrid,
  Skeleton,
  Stack,
  Switch,
  Text,
  Title,
} from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import type { ImportKind, ImportPreview, ImportQuestion, Job, Upload } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { useAct } from "../../ui/useAct.ts";
import classes from "./reading.module.css";
import { KINDS } from "./kinds.ts";
import { Trial } from "./Trial.tsx";

type Texts = Record<string, string>;

interface Wish {
  mapping: Texts;
  answers: Texts;
}

function usePreview(upload: Upload, kind: ImportKind | undefined, wish: Wish) {
  return useQuery({
    queryKey: ["import-preview", upload.upload_id, kind, wish],
    queryFn: () =>
      call<ImportPreview>("POST", "/imports/preview", { body: { upload_id: upload.upload_id, kind, ...wish } }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
}

/** Which field a column is read as, if any. */
function fieldOf(preview: ImportPreview, header: string): string | null {
  return Object.entries(preview.columns).find(([, from]) => from === header)?.[0] ?? null;
}

function Mapping({
  preview,
  mapping,
  onChange,
}: {
  preview: ImportPreview;
  mapping: Texts;
  onChange: (mapping: Texts) => void;
}) {
  const { t } = useTranslation();
  const fields = preview.fields.map((field) => ({
    value: field,
    label: t(`import_field.${field}`, { defaultValue: field }),
  }));
  return (
    <Paper withBorder p="md" component="section" aria-label={t("imports.mapping")}>
      <Title order={2} fz="sm" fw={600}>
        {t("imports.mapping")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("imports.mapping_hint")}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
        {preview.headers.filter(Boolean).map((header) => (
          <Select
            key={header}
            label={header}
            placeholder={t("imports.left_out")}
            data={fields}
            clearable
            searchable
            value={fieldOf(preview, header)}
            onChange={(field) => onChange({ ...mapping, [header]: field ?? "" })}
          />
        ))}
      </SimpleGrid>
    </Paper>
  );
}

function Questions({
  questions,
  answers,
  onChange,
}: {
  questions: ImportQuestion[];
  answers: Texts;
  onChange: (answers: Texts) => void;
}) {
  return questions.map((question) => (
    <Paper key={question.id} withBorder p="md" className={classes["question"]}>
      <Radio.Group
        label={question.text}
        value={answers[question.id] ?? null}
        onChange={(value) => onChange({ ...answers, [question.id]: String(value) })}
      >
        <Group mt="xs">
          {question.choices.map((choice) => (
            <Radio key={choice.value} value={choice.value} label={choice.text} />
          ))}
        </Group>
      </Radio.Group>
    </Paper>
  ));
}

function Assumptions({ preview }: { preview: ImportPreview }) {
  const { t } = useTranslation();
  if (preview.assumptions.length === 0) return null;
  return (
    <Paper withBorder p="md" component="section" aria-label={t("imports.assumptions")}>
      <Title order={2} fz="sm" fw={600} mb="xs">
        {t("imports.assumptions")}
      </Title>
      <List size="sm">
        {preview.assumptions.map((assumption) => (
          <List.Item key={assumption}>{assumption}</List.Item>
        ))}
      </List>
    </Paper>
  );
}

interface NumberedRow {
  at: number;
  cells: Record<string, unknown>;
}

const SHOWN_ROWS = 10;
const CLOCK = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "";
}

function Rows({ preview }: { preview: ImportPreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = preview.rows.slice(0, SHOWN_ROWS);
  const names = Object.keys(preview.rows[0] ?? {}).filter((name) => shown.some((row) => isGiven(row[name])));
  const said = (name: string, value: unknown): ReactNode => {
    if (preview.kind !== "messages" || !isGiven(value)) return text(value);
    if (name === "kind") return t(`message_kind.${String(value)}`);
    if (name === "direction") return t(`messages.way_${String(value)}`);
    return name === "text" ? <div className={classes["message"]}>{text(value)}</div> : text(value);
  };
  const text = (value: unknown): string => {
    if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
    const plain = String(value ?? "");
    return CLOCK.test(plain) ? format.wallClock(plain) : plain;
  };
  return (
    <Paper withBorder p="md" component="section" aria-label={t("imports.preview")}>
      <Title order={2} fz="sm" fw={600} mb="xs">
        {t("imports.preview")}
      </Title>
      <DataTable<NumberedRow>
        caption={t("imports.preview")}
        rows={shown.map((cells, at) => ({ at, cells }))}
        rowKey={(row) => row.at}
        empty={<EmptyState title={t("imports.no_rows")} />}
        columns={names.map((name) => ({
          key: name,
          title: t(`import_field.${name}`, { defaultValue: name }),
          cell: (row) => said(name, row.cells[name]),
        }))}
      />
    </Paper>
  );
}

function Rejected({ preview }: { preview: ImportPreview }) {
  const { t } = useTranslation();
  if (preview.rejected.length === 0) return null;
  return (
    <Paper withBorder p="md" component="section" aria-label={t("imports.refusals")}>
      <Title order={2} fz="sm" fw={600} mb="xs">
        {t("imports.refusals")}
      </Title>
      <DataTable
        caption={t("imports.refusals")}
        rows={preview.rejected}
        rowKey={(refusal) => `${refusal.row}-${refusal.field ?? ""}`}
        columns={[
          { key: "row", title: t("imports.row"), figure: true, cell: (refusal) => refusal.row || "" },
          {
            key: "field",
            title: t("imports.field"),
            cell: (refusal) => refusal.field && t(`import_field.${refusal.field}`, { defaultValue: refusal.field }),
          },
          { key: "reason", title: t("imports.reason"), cell: (refusal) => refusal.reason },
        ]}
      />
    </Paper>
  );
}

interface Props {
  upload: Upload;
  /** What is in it; without one the file itself tells. */
  kind?: ImportKind | undefined;
  onStarted: (started: { job: Job; kind: ImportKind }) => void;
  onBack: () => void;
}

/** How the file is understood: columns, open questions, assumptions, the first rows and what would be refused. */
export function CheckReading({ upload, kind: told, onStarted, onBack }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [wish, setWish] = useState<Wish>({ mapping: {}, answers: {} });
  const [kind, setKind] = useState(told);
  const { data: preview, error, isFetching } = usePreview(upload, kind, wish);
  const [asSales, setAsSales] = useState(false);
  const [tried, setTried] = useState<Job>();
  const start = useAct<Job>({ onDone: (job) => preview && onStarted({ job, kind: preview.kind }) });
  const attempt = useAct<Job>({ onDone: setTried });
  // Read another way, the file would bring something else.
  const change = (next: Wish) => {
    setWish(next);
    setTried(undefined);
  };
  if (!preview) return error ? <Refused error={error} onBack={onBack} /> : <Skeleton height={300} />;
  const asked = { upload_id: upload.upload_id, kind: preview.kind, payments_as_sales: asSales, ...wish };
  const begin = () => start.mutate({ method: "POST", path: "/imports", body: asked });
  const tryOut = () => attempt.mutate({ method: "POST", path: "/imports", body: { ...asked, is_trial: true } });
  const unready = preview.verdict !== "ok" || isFetching;
  return (
    <Stack style={{ opacity: isFetching ? 0.6 : 1 }} aria-busy={isFetching}>
      <Text>
        {t("imports.read", { name: upload.name, count: preview.rows_read, rows: format.quantity(preview.rows_read) })}
      </Text>
      {error && <ErrorBox error={error} />}
      {preview.verdict === "refuse" && <Rejected preview={preview} />}
      <Select
        label={t("imports.what")}
        data={KINDS.map((value) => ({ value, label: t(`import_kind.${value}`) }))}
        value={preview.kind}
        onChange={(value) => {
          setKind(value as ImportKind);
          change({ mapping: {}, answers: {} });
        }}
        allowDeselect={false}
        maw="16rem"
      />
      <Questions
        questions={preview.questions}
        answers={wish.answers}
        onChange={(answers) => change({ ...wish, answers })}
      />
      {preview.headers.length > 0 && (
        <Mapping preview={preview} mapping={wish.mapping} onChange={(mapping) => change({ ...wish, mapping })} />
      )}
      <Assumptions preview={preview} />
      {preview.kind === "messages" && <PaymentsAsSales checked={asSales} onChange={setAsSales} />}
      <Rows preview={preview} />
      {preview.verdict !== "refuse" && <Rejected preview={preview} />}
      {tried && <Trial key={tried.id} job={tried} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onBack}>
          {t("imports.other_file")}
        </Button>
        <Button variant="default" disabled={unready} loading={attempt.isPending} onClick={tryOut}>
          {t("imports.try")}
        </Button>
        <Button disabled={unready} loading={start.isPending} onClick={begin}>
          {t("imports.start")}
        </Button>
      </Group>
    </Stack>
  );
}

function PaymentsAsSales({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="md">
      <Switch
        label={t("imports.payments_as_sales")}
        description={t("imports.payments_as_sales_hint")}
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </Paper>
  );
}

function Refused({ error, onBack }: { error: unknown; onBack: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack align="flex-start">
      <ErrorBox error={error} />
      <Button variant="default" onClick={onBack}>
        {t("imports.other_file")}
      </Button>
    </Stack>
  );
}
