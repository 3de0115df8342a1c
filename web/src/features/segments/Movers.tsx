import { Anchor, Group, Modal, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { usePages } from "../../client/paging.ts";
import type { MovedClient, Movement } from "../../client/types.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { KeepList } from "../../ui/KeepList.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { useDialog } from "../../ui/useDialog.ts";
import type { Place } from "./movement.ts";
import { usePlaceName } from "./usePlaceName.ts";

export interface Chosen {
  before: Place;
  to: Place;
}

interface Props {
  movement: Movement;
  asked: { since: string; until: string; segments: string };
  chosen: Chosen;
  onClose: () => void;
}

/** The clients behind one move. */
export function Movers({ movement, asked, chosen, onClose }: Props) {
  const { t } = useTranslation();
  const { rows, error, retry, more } = usePages<MovedClient>("/segments/movement/clients", { ...asked, ...chosen });
  const named = usePlaceName(movement);
  const from = named(chosen.before, "before");
  const to = named(chosen.to, "after");
  return (
    <Modal {...useDialog(onClose)} title={t("segments.movers")} size="lg">
      <Group mb="sm" gap="sm">
        <Text>{t("segments.from_to_named", { from, to })}</Text>
        {rows && rows.length > 0 && (
          <KeepList
            path="/segments/movement/clients/segment"
            body={{ ...asked, ...chosen }}
            heading={t("segments.from_to_named", { from, to })}
          />
        )}
      </Group>
      {error ? (
        <ErrorBox error={error} onRetry={retry} />
      ) : (
        <DataTable
          caption={t("segments.movers")}
          columns={[
            {
              key: "name",
              title: t("field.person_name"),
              cell: (client) => (
                <Anchor component={Link} to={`/clients/${client.client_id}`} size="sm">
                  {client.name}
                </Anchor>
              ),
            },
            { key: "phone", title: t("field.phone"), cell: (client) => client.phone },
          ]}
          rows={rows}
          rowKey={(client) => client.client_id}
          more={more}
          empty={<EmptyState icon="segments" title={t("segments.nobody")} />}
        />
      )}
    </Modal>
  );
}
