import { Button, Center, Group, Paper, Skeleton, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePages } from "../../client/paging.ts";
import { useMay, useSession } from "../../client/session.ts";
import type { Activity } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { Chips } from "../../ui/Chips.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { Icon } from "../../ui/icons.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import classes from "./activities.module.css";
import { ActivityForm } from "./ActivityForm.tsx";
import { ActivityRow } from "./ActivityRow.tsx";

const STATES = ["today", "overdue", "planned", "done"] as const;

function List({ state, mine }: { state: string; mine: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { rows, total, error, retry, more } = usePages<Activity>("/activities", { state, mine });
  if (error) return <ErrorBox error={error} onRetry={retry} />;
  if (!rows) return <Skeleton height={160} />;
  if (rows.length === 0) return <EmptyState icon="calendar" title={t(`deals.nothing_${state}`)} />;
  return (
    <>
      <Text size="sm" c="dimmed" aria-live="polite">
        {t("deals.activities_count", { count: total ?? 0, total: format.quantity(total ?? 0) })}
      </Text>
      <ul className={classes["list"]}>
        {rows.map((activity) => (
          <ActivityRow key={activity.id} activity={activity} />
        ))}
      </ul>
      {more.has && (
        <Center mt="xs">
          <Button size="compact-sm" variant="subtle" loading={more.busy} onClick={more.load}>
            {t("act.more")}
          </Button>
        </Center>
      )}
    </>
  );
}

/** What is to do today, what is late, what is planned, what is done. */
export function Activities() {
  const { t } = useTranslation();
  const writes = useMay()("deals:write");
  const [state, setState] = useSearchParam("state");
  const [whose, setWhose] = useSearchParam("whose");
  const [opened, setOpened] = useState(false);
  const mine = (whose ?? (useSession().role === "seller" ? "mine" : "all")) === "mine";
  const chosen = STATES.find((each) => each === state) ?? "today";
  return (
    <Stack>
      <Group gap="sm" justify="space-between">
        <Chips
          label={t("deals.tab_activities")}
          choices={STATES.map((each) => ({ value: each, label: t(`deals.state_${each}`) }))}
          value={chosen}
          onChoose={setState}
        />
        <Group gap="sm">
          <Switch
            label={t("deals.only_mine")}
            checked={mine}
            onChange={(event) => setWhose(event.currentTarget.checked ? "mine" : "all")}
          />
          {writes && (
            <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setOpened(true)}>
              {t("deals.plan")}
            </Button>
          )}
        </Group>
      </Group>
      <Paper withBorder p="md">
        <List state={chosen} mine={mine} />
      </Paper>
      {opened && <ActivityForm onClose={() => setOpened(false)} />}
    </Stack>
  );
}
