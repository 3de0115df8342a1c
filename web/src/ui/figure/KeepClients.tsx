import { ActionIcon, NumberInput, Select, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

import type { Query } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { Answer, KeptClients, Unit } from "../../client/types.ts";
import { LONGEST } from "../KeepList.tsx";
import { FormModal } from "../FormModal.tsx";
import { Icon } from "../icons.tsx";
import { saySaved } from "../toast.tsx";
import { useFormAct } from "../useFormAct.ts";
import { grainColumns, valuesOf } from "./answer.ts";
import { useWords } from "./words.ts";

const WORDS = new Set<Unit>(["code", "segment"]);

interface Props {
  answer: Answer;
  query: Query;
  heading: string;
}

/** The words its rows are told apart by, such as growing and declining. */
function useRowWords(answer: Answer) {
  const { cell } = useWords();
  const column = answer.columns.find(({ unit }) => WORDS.has(unit));
  if (!column) return undefined;
  const found = valuesOf(answer, column).filter((value) => value !== null);
  return {
    title: column.title,
    choices: found.map((value) => ({ value: String(value), label: cell(answer, column, value ?? null) })),
  };
}

function KeepForm({ answer, query, heading, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation();
  const words = useRowWords(answer);
  const form = useForm({
    initialValues: { title: heading.slice(0, LONGEST), only: null as string | null, limit: "" as number | string },
  });
  const { send, busy, error } = useFormAct<KeptClients>(form, ({ clients, name }) => {
    saySaved(t("figure.kept", { count: clients, name }));
    onClose();
  });
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const asked = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
  const submit = form.onSubmit((values) =>
    send({
      method: "POST",
      path: `/analytics/${answer.name}/segment`,
      body: { ...values, limit: values.limit === "" ? undefined : values.limit, asked },
    }),
  );
  return (
    <FormModal title={t("figure.keep")} busy={busy} error={error} onClose={onClose} onSubmit={submit}>
      <Text size="sm">{t("figure.keep_hint")}</Text>
      <TextInput label={t("field.name")} required data-autofocus {...form.getInputProps("title")} />
      {words && words.choices.length > 1 && (
        <Select
          label={`${t("figure.keep_only")}: ${words.title}`}
          placeholder={t("figure.keep_all")}
          data={words.choices}
          clearable
          {...form.getInputProps("only")}
        />
      )}
      <NumberInput
        label={t("figure.keep_most")}
        placeholder={t("figure.keep_all")}
        min={1}
        clampBehavior="strict"
        allowDecimal={false}
        {...form.getInputProps("limit")}
      />
    </FormModal>
  );
}

/** Where the rows of a figure are clients: keeps them as a segment, to be worked through. */
export function KeepClients(props: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const [keeping, keep] = useDisclosure();
  const isOfClients = grainColumns(props.answer).some(({ unit }) => unit === "client");
  if (!isOfClients || props.answer.rows.length === 0 || !may("segments:write") || !may("clients:write")) return null;
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`${t("figure.keep")}: ${props.heading}`}
        title={t("figure.keep")}
        onClick={keep.open}
      >
        <Icon name="segments" size={16} />
      </ActionIcon>
      {keeping && <KeepForm {...props} onClose={keep.close} />}
    </>
  );
}
