import { useTranslation } from "react-i18next";

import type { Client, ClientStatus } from "../../client/types.ts";
import { offerUndo, saySaved } from "../../ui/toast.tsx";
import { useAct } from "../../ui/useAct.ts";

/** What one does with a client from a list or a card; a removal can be taken back. */
export function useClientActs() {
  const { t } = useTranslation();
  const act = useAct();

  function remove(client: Client): void {
    const restore = () => act.mutate({ method: "POST", path: `/clients/${client.id}/restore` });
    act.mutate(
      { method: "DELETE", path: `/clients/${client.id}` },
      { onSuccess: () => offerUndo(t("clients.removed", { name: client.name }), t("act.undo"), restore) },
    );
  }

  function setStatus(client: Client, status: ClientStatus): void {
    act.mutate(
      { method: "PATCH", path: `/clients/${client.id}`, body: { status } },
      { onSuccess: () => saySaved(t("act.saved")) },
    );
  }

  return { remove, setStatus };
}
