import { Button, SegmentedControl, Stack, Table, Text, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";

import type { ScoreCutoffs, ScoringRule } from "../../client/types.ts";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { decimalText } from "../../ui/forms.ts";
import { offerUndo } from "../../ui/toast.tsx";
import { useAct } from "../../ui/useAct.ts";
import { useFormAct } from "../../ui/useFormAct.ts";
import { MEASURES, SCORES_WITH_LIMIT, startingLimits, type Typed } from "./cutoffs.ts";
import classes from "./scoring.module.css";

type Method = ScoringRule["method"];
interface Values {
  method: Method;
  cutoffs: Typed;
}

function LimitInputs({ form, readOnly }: { form: UseFormReturnType<Values>; readOnly: boolean }) {
  const { t } = useTranslation();
  return (
    <Table className={classes["limits"]} withRowBorders={false}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("segments.score")}</Table.Th>
          {MEASURES.map((measure) => (
            <Table.Th key={measure} scope="col">
              {t(`segments.limit_${measure}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {SCORES_WITH_LIMIT.map((score, at) => (
          <Table.Tr key={score}>
            <Table.Th scope="row">{score}</Table.Th>
            {MEASURES.map((measure) => (
              <Table.Td key={measure}>
                <TextInput
                  aria-label={`${t(`segments.limit_${measure}`)}: ${score}`}
                  inputMode={measure === "monetary" ? "decimal" : "numeric"}
                  required
                  readOnly={readOnly}
                  {...form.getInputProps(`cutoffs.${measure}.${at}`)}
                />
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function asked({ method, cutoffs }: Values): { cutoffs: Typed | null } {
  if (method === "quintiles") return { cutoffs: null };
  const written = MEASURES.map((measure) => [measure, cutoffs[measure].map(decimalText)]);
  return { cutoffs: Object.fromEntries(written) as Typed };
}

/** Fifths of the clients, or limits of one's own. */
export function ScoringForm({ rule, readOnly }: { rule: ScoringRule; readOnly: boolean }) {
  const { t } = useTranslation();
  const back = useAct();
  const form = useForm<Values>({ initialValues: { method: rule.method, cutoffs: startingLimits(rule) } });
  const before: { cutoffs: ScoreCutoffs | null } = { cutoffs: rule.cutoffs };
  const { send, busy, error } = useFormAct<ScoringRule>(form, () =>
    offerUndo(t("segments.scoring_changed"), t("act.undo"), () =>
      back.mutate({ method: "PATCH", path: "/segments/definition", body: before }),
    ),
  );
  const submit = form.onSubmit((values) =>
    send({ method: "PATCH", path: "/segments/definition", body: asked(values) }),
  );
  const { method } = form.values;
  const isSame = method === "quintiles" && rule.method === "quintiles";
  return (
    <form onSubmit={submit}>
      <Stack align="flex-start">
        {error !== undefined && <ErrorBox error={error} />}
        <SegmentedControl
          aria-label={t("segments.tab_scoring")}
          data={(["quintiles", "cutoffs"] as const).map((each) => ({
            value: each,
            label: t(`segments.method_${each}`),
          }))}
          readOnly={readOnly}
          {...form.getInputProps("method")}
        />
        <Text size="sm">{t(`segments.method_${method}_hint`)}</Text>
        {method === "cutoffs" && <LimitInputs form={form} readOnly={readOnly} />}
        {!readOnly && (
          <Button type="submit" loading={busy} disabled={isSame}>
            {t("act.save")}
          </Button>
        )}
      </Stack>
    </form>
  );
}
