import { useTranslation } from "react-i18next";

import type { Deal, DealCard } from "../../client/types.ts";
import { offerUndo } from "../../ui/toast.tsx";
import { useAct } from "../../ui/useAct.ts";

type Which = Pick<Deal, "id" | "title" | "stage">;

/** What is done with a deal in one step, each with its way back. */
export function useDealActs() {
  const { t } = useTranslation();
  const act = useAct<DealCard>();
  const post = (deal: Which, verb: string, body: unknown = {}) =>
    act.mutateAsync({ method: "POST", path: `/deals/${deal.id}/${verb}`, body });
  const undoable = (done: Promise<unknown>, message: string, undo: () => void) =>
    void done.then(
      () => offerUndo(message, t("act.undo"), undo),
      () => undefined,
    );
  return {
    busy: act.isPending,
    move: (deal: Which, stage: string, name: string) =>
      undoable(
        post(deal, "move", { stage }),
        t("deals.moved", { title: deal.title, stage: name }),
        () => void post(deal, "move", { stage: deal.stage }),
      ),
    reopen: (deal: Which) => void post(deal, "reopen"),
    closed: (deal: Which, message: string) => offerUndo(message, t("act.undo"), () => void post(deal, "reopen")),
    remove: (deal: Which, onDone: () => void) =>
      void act.mutateAsync({ method: "DELETE", path: `/deals/${deal.id}` }).then(
        () => {
          onDone();
          offerUndo(t("deals.removed", { title: deal.title }), t("act.undo"), () => void post(deal, "restore"));
        },
        () => undefined,
      ),
  };
}
