import { Anchor, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { ComingBirthday, Page } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";

const AHEAD_IN_DAYS = 7;

/** Who has a birthday this week. */
export function Birthdays() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const found = useQuery({
    queryKey: ["birthdays"],
    queryFn: () => call<Page<ComingBirthday>>("GET", "/clients/birthdays", { query: { within: AHEAD_IN_DAYS, limit: 6 } }),
    enabled: may("clients:read"),
  });
  const coming = found.data?.items ?? [];
  return (
    <Paper withBorder p="md" component="section" aria-label={t("home.birthdays")}>
      <Title order={2} fz="sm" fw={600} mb="xs">
        {t("home.birthdays")}
      </Title>
      {found.isSuccess && coming.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("home.no_birthdays")}
        </Text>
      )}
      <Stack gap={6}>
        {coming.map(({ client, on }) => (
          <Group key={client.id} justify="space-between" gap="xs">
            <Anchor component={Link} to={`/clients/${client.id}`} size="sm">
              {client.name}
            </Anchor>
            <Text size="sm" c="dimmed">
              {format.birthday(on)}
            </Text>
          </Group>
        ))}
      </Stack>
    </Paper>
  );
}
