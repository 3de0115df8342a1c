import { Anchor, Badge, Button, Group, Paper, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { usePages } from "../../client/paging.ts";
import { useMay } from "../../client/session.ts";
import type { Deal } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { DataTable } from "../../ui/DataTable.tsx";

const COLOURS = { open: "gray", won: "pine", lost: "red" } as const;

/** The deals with this client, the one that moved last first; nothing where there is none. */
export function ClientDeals({ clientId }: { clientId: number }) {
  const may = useMay();
  return may("deals:read") ? <Deals clientId={clientId} /> : null;
}

function Deals({ clientId }: { clientId: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { rows, error, retry, more } = usePages<Deal>("/deals", { client: clientId });
  if (error && !rows) return <ErrorBox error={error} onRetry={retry} />;
  if (!rows?.length) return null;
  return (
    <Paper withBorder p="md" component="section" aria-label={t("client_deals.deals")}>
      <Group justify="space-between" mb="sm">
        <Title order={2} fz="sm" fw={600}>
          {t("client_deals.deals")}
        </Title>
        <Button component={Link} to="/team" search={{ tab: "board" } as never} size="compact-sm" variant="light">
          {t("client_deals.open_board")}
        </Button>
      </Group>
      <DataTable
        caption={t("client_deals.deals")}
        rows={rows}
        rowKey={(deal) => deal.id}
        more={more}
        columns={[
          {
            key: "title",
            title: t("client_deals.deal"),
            cell: (deal) => (
              <>
                <Anchor component={Link} to={`/deals/${deal.id}`} size="sm">
                  {deal.title}
                </Anchor>
                {deal.next_activity_on !== null && (
                  <Text size="xs" c="dimmed">
                    {t("client_deals.next_activity", { day: format.day(deal.next_activity_on) })}
                  </Text>
                )}
              </>
            ),
          },
          {
            key: "stage",
            title: t("client_deals.stage"),
            cell: (deal) => (
              <Badge variant="light" tt="none" fw={500} color={COLOURS[deal.status]}>
                {deal.status === "open" ? deal.stage_name : t(`client_deals.${deal.status}`)}
              </Badge>
            ),
          },
          { key: "seller", title: t("field.seller"), wide: true, cell: (deal) => deal.seller_name },
          {
            key: "value",
            title: t("client_deals.value"),
            figure: true,
            cell: (deal) => deal.value !== null && format.money(deal.value, deal.currency),
          },
        ]}
      />
    </Paper>
  );
}
