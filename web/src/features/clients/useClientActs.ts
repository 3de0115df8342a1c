import { useTranslation } from "react-i18next";

import type { Client, ClientStatus } from "../../client/types.ts";
import { offerUndo, saySaved } from "../../ui/toast.tsx";
import { useAct } from "../../ui/useAct.ts";

/** What one does with a client from a list or a card; a removal can be taken back, also from the page it leads to. */
export function useClientActs(onRemoved?: () => Promise<void>) {
  const { t } = useTranslation();
  const act = useAct();
  const removal = useAct<Client>({
    onDone: async ({ id, name }) => {
      await onRemoved?.();
      const restore = () => act.mutate({ method: "POST", path: `/clients/${id}/restore` });
      offerUndo(t("clients.removed", { name }), t("act.undo"), restore);
    },
  });
  const remove = (client: Client) => removal.mutate({ method: "DELETE", path: `/clients/${client.id}` });

  function setStatus(client: Client, status: ClientStatus): void {
    act.mutate(
      { method: "PATCH", path: `/clients/${client.id}`, body: { status } },
      { onSuccess: () => saySaved(t("act.saved")) },
    );
  }

  return { remove, setStatus };
}
