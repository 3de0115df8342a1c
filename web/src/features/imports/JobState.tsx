import "@mantine/core/styles/Progress.css";

import { Alert, Button, Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Job } from "../../client/types.ts";
import { useAct } from "../../ui/useAct.ts";
import { isUnderWay } from "../../ui/job/useJob.ts";

/** How far the work is, and why it failed if it did. */
export function JobState({ job }: { job: Job }) {
  const { t } = useTranslation();
  const underWay = isUnderWay(job);
  return (
    <>
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
    </>
  );
}

export function CancelJob({ job }: { job: Job }) {
  const { t } = useTranslation();
  const act = useAct();
  if (!isUnderWay(job)) return null;
  return (
    <Button
      variant="default"
      w="fit-content"
      onClick={() => act.mutate({ method: "POST", path: `/jobs/${job.id}/cancel` })}
    >
      {t("act.cancel")}
    </Button>
  );
}
