import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";

import { sessionQuery } from "../../client/session.ts";
import type { Session } from "../../client/types.ts";
import { insidePath } from "./next.ts";

/** Go in with a fresh session, to where the person was heading. */
export function useEnter(): (session: Session) => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  return (session) => {
    queries.clear();
    queries.setQueryData(sessionQuery.queryKey, session);
    void navigate({ href: insidePath(search["next"]) });
  };
}
