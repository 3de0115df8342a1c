import { useQuery } from "@tanstack/react-query";

import { call } from "../../client/call.ts";
import type { Job } from "../../client/types.ts";

const LOOK_EVERY_MS = 700;
const UNDER_WAY = new Set<Job["state"]>(["waiting", "running"]);

export function isUnderWay(job: Job): boolean {
  return UNDER_WAY.has(job.state);
}

/** The work as it stands now, looked at until it is over. */
export function useJob(started: Job): Job {
  return useQuery({
    queryKey: ["job", started.id],
    queryFn: () => call<Job>("GET", `/jobs/${started.id}`),
    initialData: started,
    refetchInterval: (query) => (query.state.data && isUnderWay(query.state.data) ? LOOK_EVERY_MS : false),
  }).data;
}
