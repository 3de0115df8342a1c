import { Loader, Group, Paper, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import type { Group as RuleGroup, RulePreview } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { MemberTable } from "./Members.tsx";

export interface Asked {
  rule?: RuleGroup;
  text?: string;
}

const PAUSE_IN_MS = 250;

/** What the server makes of a rule that is being written, shortly after the last key. */
export function useRulePreview(asked: Asked) {
  const [settled] = useDebouncedValue(asked, PAUSE_IN_MS);
  return useQuery({
    queryKey: ["segments", "preview", settled],
    queryFn: ({ signal }) => call<RulePreview>("POST", "/segments/preview", { body: settled, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** The rule in words, how many clients it names now, and some of them. */
export function Preview({ found }: { found: ReturnType<typeof useRulePreview> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, isFetching, refetch } = found;
  if (error && !data) return <ErrorBox error={error} onRetry={() => void refetch()} />;
  if (!data || data.problem) return null;
  return (
    <Paper withBorder p="md" component="section" aria-label={t("segments.sentence")} aria-live="polite">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Title order={2} fz="xl" fw={600}>
            {t("clients.count", { count: data.clients ?? 0, total: format.quantity(data.clients ?? 0) })}
          </Title>
          <Text size="sm" c="dimmed">
            {data.share !== null &&
              data.share !== undefined &&
              t("segments.of_all", { share: format.share(data.share) })}
          </Text>
        </div>
        {isFetching && <Loader size="xs" aria-label={t("segments.counting")} />}
      </Group>
      <Text my="sm">{data.sentence}</Text>
      {(data.sample?.length ?? 0) > 0 && <MemberTable caption={t("segments.sample")} rows={data.sample} />}
    </Paper>
  );
}
