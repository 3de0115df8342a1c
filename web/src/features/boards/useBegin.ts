import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Board } from "../../client/types.ts";
import { useAct } from "../../ui/useAct.ts";

/** Begin an empty board, or a copy of another, and go on to change it. */
export function useBegin(): { begin: (from?: string) => void; busy: boolean } {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const act = useAct<Board>({
    onDone: ({ id }) => void navigate({ to: "/boards/$board", params: { board: id }, search: { edit: "1" } as never }),
  });
  const begin = (from?: string) =>
    act.mutate(
      from === undefined
        ? { method: "POST", path: "/boards", body: { title: t("boards.new_title") } }
        : { method: "POST", path: `/boards/${from}/copy`, body: {} },
    );
  return { begin, busy: act.isPending };
}
