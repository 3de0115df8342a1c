import { Badge, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { PredictionRun, Receipt } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { Awaited } from "../../ui/Awaited.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Calibration } from "./Calibration.tsx";
import { Tuning } from "./Tuning.tsx";
import { useRun } from "./useRun.ts";

const COLOURS = { model: "pine", naive: "yellow", untested: "gray" } as const;

function Said({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Paper withBorder p="md" component="section" aria-label={t(`predictions.about_${receipt.about}`)}>
      <Group justify="space-between" gap="xs" mb={4}>
        <Title order={2} fz="sm" fw={600}>
          {t(`predictions.about_${receipt.about}`)}
        </Title>
        <Badge variant="light" color={COLOURS[receipt.verdict]} tt="none" fw={500}>
          {t(`predictions.verdict_${receipt.verdict}`)}
        </Badge>
      </Group>
      <Text size="sm">{receipt.sentence}</Text>
      {receipt.verdict !== "untested" && (
        <Text size="sm" c="dimmed">
          {receipt.verdict_text}{" "}
          {t("predictions.cases", { count: receipt.cases, cases: format.quantity(receipt.cases) })}
        </Text>
      )}
    </Paper>
  );
}

function Receipts({ run }: { run: PredictionRun }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Text size="sm" c="dimmed">
        {t("predictions.as_of", {
          day: format.day(run.predicted_on),
          clients: format.quantity(run.clients),
          horizon: run.horizon_in_days,
        })}
      </Text>
      {run.said.map((receipt) => (
        <Said key={receipt.about} receipt={receipt} />
      ))}
      {(run.receipts.churn?.bins ?? []).length > 0 && <Calibration bins={run.receipts.churn?.bins ?? []} />}
    </>
  );
}

/** The same reckoning tried on the merchant's own past: what it said then, and what came. */
export function Sure() {
  const { t } = useTranslation();
  return (
    <Stack>
      <Awaited of={useRun()} height={240}>
        {({ run }) =>
          run ? (
            <Receipts run={run} />
          ) : (
            <EmptyState icon="clock" title={t("predictions.none")} text={t("predictions.none_hint")} />
          )
        }
      </Awaited>
      <Tuning />
    </Stack>
  );
}
