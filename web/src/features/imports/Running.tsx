import { Alert, Button, Group, Paper, Progress, Stack, Table, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { address, call } from "../../client/call.ts";
import type { ImportRecord, Job } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { useAct } from "../../ui/useAct.ts";

const LOOK_EVERY_MS = 700;
const UNDER_WAY = new Set<Job["state"]>(["waiting", "running"]);

function useJob(started: Job): Job {
  const queries = useQueryClient();
  const job = useQuery({
    queryKey: ["job", started.id],
    queryFn: () => call<Job>("GET", `/jobs/${started.id}`),
    initialData: started,
    refetchInterval: (query) => (UNDER_WAY.has(query.state.data?.state ?? "done") ? LOOK_EVERY_MS : false),
  }).data;
  useEffect(() => {
    // New sales change every figure and list of the app.
    if (job.state === "done") void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "job" });
  }, [job.state, queries]);
  return job;
}

function Outcome({ importId }: { importId: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const record = useQuery({
    queryKey: ["import", importId],
    queryFn: () => call<ImportRecord>("GET", `/imports/${importId}`),
  }).data;
  if (!record) return null;
  const brought = Object.entries(record.outcome).filter(([, count]) => count > 0);
  return (
    <Stack gap="xs">
      <Table w="fit-content">
        <Table.Tbody>
          {brought.map(([name, count]) => (
            <Table.Tr key={name}>
              <Table.Td>{t(`outcome.${name}`)}</Table.Td>
              <Table.Td ta="end">{format.quantity(count)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {(record.outcome["rows_rejected"] ?? 0) > 0 && (
        <Button
          variant="default"
          component="a"
          href={address(`/imports/${importId}/rejected`)}
          download
          w="fit-content"
        >
          {t("imports.rejected_file")}
        </Button>
      )}
    </Stack>
  );
}

/** The import under way, then what came of it. */
export function Running({ job: started, onAgain }: { job: Job; onAgain: () => void }) {
  const { t } = useTranslation();
  const job = useJob(started);
  const act = useAct();
  const underWay = UNDER_WAY.has(job.state);
  const importId = job.result?.["import_id"];
  return (
    <Paper withBorder p="md">
      <Stack aria-live="polite">
        <Text fw={600}>{t(`job.${job.state}`)}</Text>
        {underWay && <Progress value={job.progress * 100} aria-label={t("imports.progress")} />}
        {underWay && job.message && (
          <Text size="sm" c="dimmed">
            {job.message}
          </Text>
        )}
        {job.state === "failed" && (
          <Alert color="red" variant="light" role="alert">
            {job.message ?? t("error.unexpected")}
          </Alert>
        )}
        {job.state === "done" && typeof importId === "number" && <Outcome importId={importId} />}
        <Group>
          {underWay && (
            <Button variant="default" onClick={() => act.mutate({ method: "POST", path: `/jobs/${job.id}/cancel` })}>
              {t("act.cancel")}
            </Button>
          )}
          {!underWay && (
            <Button variant="default" onClick={onAgain}>
              {t("imports.another")}
            </Button>
          )}
          {job.state === "done" && (
            <Button component={Link} to="/">
              {t("imports.see")}
            </Button>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}
