import "@mantine/core/styles/Progress.css";

import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useMay } from "../../client/session.ts";
import type { Job } from "../../client/types.ts";
import { isUnderWay, useJob } from "../../ui/job/useJob.ts";
import { sayError, saySaved } from "../../ui/toast.tsx";
import { useAct } from "../../ui/useAct.ts";

function Running({ job: started, onEnd }: { job: Job; onEnd: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const act = useAct();
  const may = useMay();
  const job = useJob(started);
  const { state, message } = job;
  useEffect(() => {
    if (isUnderWay(job)) return;
    if (state === "done") {
      saySaved(t("predictions.made"));
      void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "job" });
    } else if (state === "failed") sayError(message ?? t("error.unexpected"));
    onEnd();
  }, [job, state, message, queries, t, onEnd]);
  return (
    <Group gap="sm" wrap="nowrap" aria-live="polite">
      <Stack gap={4} w={200}>
        <Text size="xs" c="dimmed">
          {message ?? t("predictions.starting")}
        </Text>
        <Progress value={job.progress * 100} aria-label={t("predictions.progress")} />
      </Stack>
      {may("imports:write") && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => act.mutate({ method: "POST", path: `/jobs/${job.id}/cancel` })}
        >
          {t("act.cancel")}
        </Button>
      )}
    </Group>
  );
}

/** Every night it happens by itself; whoever cannot wait starts it here and sees how far it is. */
export function PredictAgain() {
  const { t } = useTranslation();
  const may = useMay();
  const [job, setJob] = useState<Job | null>(null);
  const act = useAct<Job>({ onDone: setJob });
  if (!may("predictions:write")) return null;
  if (job) return <Running job={job} onEnd={() => setJob(null)} />;
  return (
    <Button
      variant="default"
      loading={act.isPending}
      onClick={() => act.mutate({ method: "POST", path: "/predictions", body: {} })}
    >
      {t("predictions.again")}
    </Button>
  );
}
