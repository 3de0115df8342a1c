import { Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { ImportOutcome, Job } from "../../client/types.ts";
import { CancelJob, JobState } from "./JobState.tsx";
import { OutcomeTable } from "./OutcomeTable.tsx";
import { useJob } from "../../ui/job/useJob.ts";

type Found = ImportOutcome & { import_id: number | null; is_repeated: boolean };

function WouldHappen({ found }: { found: Found }) {
  const { t } = useTranslation();
  const { import_id: _import, is_repeated, ...outcome } = found;
  if (is_repeated) return <Text size="sm">{t("imports.tried_repeated")}</Text>;
  return (
    <>
      <OutcomeTable outcome={outcome} />
      <Text size="sm" c="dimmed">
        {t("imports.tried_hint")}
      </Text>
    </>
  );
}

/** The import done and taken back: what it would bring, before anything is let in. */
export function Trial({ job: started }: { job: Job }) {
  const { t } = useTranslation();
  const job = useJob(started);
  return (
    <Paper withBorder p="md" component="section" aria-label={t("imports.tried")}>
      <Title order={2} fz="sm" fw={600} mb="xs">
        {t("imports.tried")}
      </Title>
      <Stack gap="xs" aria-live="polite">
        {job.state === "done" && job.result ? <WouldHappen found={job.result as Found} /> : <JobState job={job} />}
        <CancelJob job={job} />
      </Stack>
    </Paper>
  );
}
