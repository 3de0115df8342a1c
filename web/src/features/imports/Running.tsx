import { Button, Group, Paper, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { address, call } from "../../client/call.ts";
import type { ImportKind, ImportRecord, Job } from "../../client/types.ts";
import { CancelJob, JobState } from "./JobState.tsx";
import { OutcomeTable } from "./OutcomeTable.tsx";
import { isUnderWay, useJob } from "../../ui/job/useJob.ts";

function Outcome({ importId }: { importId: number }) {
  const { t } = useTranslation();
  const record = useQuery({
    queryKey: ["import", importId],
    queryFn: () => call<ImportRecord>("GET", `/imports/${importId}`),
  }).data;
  if (!record) return null;
  return (
    <Stack gap="xs">
      <OutcomeTable outcome={record.outcome} />
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

/** New sales change every figure and list of the app. */
function useRefreshWhenDone({ state }: Job) {
  const queries = useQueryClient();
  useEffect(() => {
    if (state === "done") void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "job" });
  }, [state, queries]);
}

/** The import under way, then what came of it. */
interface Props {
  job: Job;
  kind: ImportKind;
  onAgain: () => void;
}

export function Running({ job: started, kind, onAgain }: Props) {
  const { t } = useTranslation();
  const job = useJob(started);
  useRefreshWhenDone(job);
  const importId = job.result?.["import_id"];
  return (
    <Paper withBorder p="md">
      <Stack aria-live="polite">
        <JobState job={job} />
        {job.state === "done" && typeof importId === "number" && <Outcome importId={importId} />}
        <Group>
          <CancelJob job={job} />
          {!isUnderWay(job) && (
            <Button variant="default" onClick={onAgain}>
              {t("imports.another")}
            </Button>
          )}
          {job.state === "done" && (
            <Button component={Link} to={kind === "messages" ? "/messages" : "/"}>
              {t(kind === "messages" ? "imports.see_messages" : "imports.see")}
            </Button>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}
