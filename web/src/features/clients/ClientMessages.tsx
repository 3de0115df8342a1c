import { Badge, Group, Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { usePages } from "../../client/paging.ts";
import { useMay } from "../../client/session.ts";
import type { ClientMessage } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { DataTable } from "../../ui/DataTable.tsx";

function Said({ message }: { message: ClientMessage }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (message.amount === null || message.amount === undefined) {
    return (
      <>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {message.body}
        </Text>
        {message.words.length > 0 && (
          <Text size="xs" c="dimmed">
            {message.words.join(" · ")}
          </Text>
        )}
      </>
    );
  }
  const facts = [
    message.reference,
    message.balance && t("client_messages.balance", { amount: format.money(message.balance, message.currency) }),
    message.is_repeat && t("client_messages.repeat"),
  ].filter(Boolean);
  return (
    <>
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {format.money(message.amount, message.currency)}
        </Text>
        <Badge variant="light" color={message.direction === "in" ? "pine" : "gray"} tt="none" fw={500}>
          {t(`client_messages.way_${message.direction ?? "none"}`)}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed">
        {facts.join(" · ")}
      </Text>
    </>
  );
}

/** What this client wrote and what operators told of the client's payments; nothing where there is none. */
export function ClientMessages({ clientId }: { clientId: number }) {
  const may = useMay();
  return may("messages:read") ? <History clientId={clientId} /> : null;
}

function History({ clientId }: { clientId: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { rows, error, retry, more } = usePages<ClientMessage>(`/clients/${clientId}/messages`, {});
  if (error && !rows) return <ErrorBox error={error} onRetry={retry} />;
  if (!rows?.length) return null;
  return (
    <Paper withBorder p="md" component="section" aria-label={t("client_messages.history")}>
      <Title order={2} fz="sm" fw={600} mb="sm">
        {t("client_messages.history")}
      </Title>
      <DataTable
        caption={t("client_messages.history")}
        rows={rows}
        rowKey={(message) => message.id}
        more={more}
        columns={[
          { key: "at", title: t("client_messages.when"), cell: (message) => format.wallClock(message.local_at) },
          {
            key: "kind",
            title: t("field.kind"),
            wide: true,
            cell: (message) =>
              message.operator
                ? `${t(`message_kind.${message.kind}`)} · ${message.operator}`
                : t(`message_kind.${message.kind}`),
          },
          { key: "said", title: t("client_messages.said"), cell: (message) => <Said message={message} /> },
        ]}
      />
    </Paper>
  );
}
