import { Anchor, Group, Select, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import type { ClientSegment, Segment } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { WhyButton } from "../../ui/why/WhyButton.tsx";

interface Props {
  client: { id: number; name: string };
}

/** Another segment, to see why the client is not in it. */
function Another({ client, own }: Props & { own: ClientSegment[] }) {
  const { t } = useTranslation();
  const [chosen, choose] = useState<string | null>(null);
  const all = useQuery({ queryKey: ["choices", "/segments"], queryFn: () => call<Segment[]>("GET", "/segments") });
  const others = (all.data ?? []).filter(({ id }) => !own.some((one) => one.id === id));
  return (
    <Group gap="xs" align="flex-end">
      <Select
        label={t("clients.not_in")}
        data={others.map(({ id, name }) => ({ value: id, label: name }))}
        value={chosen}
        onChange={choose}
        searchable
        size="xs"
        flex="1 1 160px"
      />
      {chosen && <WhyButton segment={chosen} client={client} />}
    </Group>
  );
}

/** The segments a client is in, since when, and why; and why not in others. */
export function ClientSegments({ client }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const found = useQuery({
    queryKey: ["clients", client.id, "segments"],
    queryFn: () => call<ClientSegment[]>("GET", `/clients/${client.id}/segments`),
  });
  if (found.isPending) return <Skeleton height={80} />;
  const own = found.data ?? [];
  return (
    <Stack gap="xs">
      {own.map((segment) => (
        <Group key={segment.code} justify="space-between" wrap="nowrap">
          <Text size="sm">
            <Anchor component={Link} to={`/segments/${segment.id}`} size="sm">
              {segment.name}
            </Anchor>
            {segment.since && (
              <Text span size="xs" c="dimmed">
                {" "}
                {t("clients.since", { day: format.day(segment.since) })}
              </Text>
            )}
          </Text>
          <WhyButton segment={segment.id} client={client} />
        </Group>
      ))}
      <Another client={client} own={own} />
    </Stack>
  );
}
