import { Button, Group, MultiSelect, Paper, SegmentedControl, Stack, Text, TextInput, Title } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { Movement, Snapshot } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { Awaited } from "../../ui/Awaited.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Outdated } from "../../ui/Outdated.tsx";
import { isDay } from "../../ui/filters/period.ts";
import { saySaved } from "../../ui/toast.tsx";
import { useAct } from "../../ui/useAct.ts";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { MoveFlow } from "./MoveFlow.tsx";
import { MoveMatrix } from "./MoveMatrix.tsx";
import { fourWeeksBefore } from "./movement.ts";
import { Movers, type Chosen } from "./Movers.tsx";
import { useSegments } from "./useSegments.ts";

const KEPT_SHOWN = 10;

function KeepToday() {
  const { t } = useTranslation();
  const keep = useAct<Snapshot>({ onDone: () => saySaved(t("segments.kept_today")) });
  return (
    <Button
      variant="default"
      loading={keep.isPending}
      onClick={() => keep.mutate({ method: "POST", path: "/segments/snapshots", body: {} })}
    >
      {t("segments.keep_today")}
    </Button>
  );
}

function Kept({ snapshots }: { snapshots: Snapshot[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [all, setAll] = useState(false);
  return (
    <Paper withBorder p="md" component="section" aria-label={t("segments.kept")}>
      <Group justify="space-between" align="flex-start" mb="xs">
        <div>
          <Title order={2} fz="sm" fw={600}>
            {t("segments.kept")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("segments.kept_hint")}
          </Text>
        </div>
        {may("segments:write") && <KeepToday />}
      </Group>
      <DataTable
        caption={t("segments.kept")}
        columns={[
          { key: "day", title: t("segments.kept_day"), cell: ({ as_of }) => format.day(as_of) },
          {
            key: "rule",
            title: t("segments.tab_scoring"),
            wide: true,
            cell: ({ cutoffs }) => t(`segments.method_${cutoffs ? "cutoffs" : "quintiles"}`),
          },
          { key: "clients", title: t("nav.clients"), figure: true, cell: ({ clients }) => format.quantity(clients) },
        ]}
        empty={<EmptyState icon="calendar" title={t("segments.none_kept")} />}
        rows={all ? snapshots : snapshots.slice(0, KEPT_SHOWN)}
        rowKey={({ id }) => id}
        more={{ has: !all && snapshots.length > KEPT_SHOWN, busy: false, load: () => setAll(true) }}
      />
    </Paper>
  );
}

type View = "flow" | "matrix";

function Shown({ movement, asked }: { movement: Movement; asked: { since: string; until: string; segments: string } }) {
  const { t } = useTranslation();
  const [view, setView] = useSearchParam("view");
  const [chosen, choose] = useState<Chosen>();
  const shown: View = view === "matrix" ? "matrix" : "flow";
  return (
    <Stack>
      <Group justify="space-between">
        <SegmentedControl
          aria-label={t("segments.view")}
          data={(["flow", "matrix"] as const).map((each) => ({ value: each, label: t(`segments.view_${each}`) }))}
          value={shown}
          onChange={setView}
          w="fit-content"
        />
        <Text size="sm" c="dimmed">
          {t(`segments.source_${movement.source}`, { fields: movement.as_now.join(", ") })}
        </Text>
      </Group>
      {movement.moves.length === 0 ? (
        <EmptyState icon="segments" title={t("segments.nobody")} />
      ) : (
        <>
          {shown === "flow" && <MoveFlow movement={movement} />}
          <MoveMatrix movement={movement} onChoose={choose} />
        </>
      )}
      {chosen && <Movers movement={movement} asked={asked} chosen={chosen} onClose={() => choose(undefined)} />}
    </Stack>
  );
}

function Between(asked: { since: string; until: string; segments: string }) {
  const moved = useQuery({
    queryKey: ["segments", "movement", asked],
    queryFn: () => call<Movement>("GET", "/segments/movement", { query: asked }),
    placeholderData: keepPreviousData,
  });
  return (
    <Awaited of={moved} height={360}>
      {(movement) => (
        <Outdated when={moved.isPlaceholderData}>
          <Shown movement={movement} asked={asked} />
        </Outdated>
      )}
    </Awaited>
  );
}

function Compare() {
  const { t } = useTranslation();
  const today = useFormat().today();
  const [chosenUntil, setUntil] = useSearchParam("after");
  const [chosenSince, setSince] = useSearchParam("before");
  const [segments, setSegments] = useSearchParam("between");
  const all = useSegments().data ?? [];
  const until = isDay(chosenUntil) ? chosenUntil : today;
  const since = isDay(chosenSince) ? chosenSince : fourWeeksBefore(until);
  const groups = (["rfm", "ready", "saved"] as const).map((kind) => ({
    group: t(`segments.kind_${kind}`),
    items: all.filter((one) => one.kind === kind).map(({ code, name }) => ({ value: code, label: name })),
  }));
  return (
    <Paper withBorder p="md" component="section" aria-label={t("segments.moves")}>
      <Title order={2} fz="sm" fw={600}>
        {t("segments.moves")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("segments.moves_hint")}
      </Text>
      <Group gap="xs" mb="md" align="flex-end">
        <TextInput
          type="date"
          label={t("filter.since")}
          value={since}
          max={until}
          onChange={(event) => setSince(event.currentTarget.value)}
          w={150}
        />
        <TextInput
          type="date"
          label={t("filter.until")}
          value={until}
          min={since}
          max={today}
          onChange={(event) => setUntil(event.currentTarget.value)}
          w={150}
        />
        <MultiSelect
          label={t("segments.between")}
          placeholder={segments ? undefined : t("segments.between_ten")}
          data={groups.filter(({ items }) => items.length > 0)}
          value={segments?.split(",") ?? []}
          onChange={(codes) => setSegments(codes.join(","))}
          searchable
          clearable
          flex="1 1 240px"
          maw={520}
        />
      </Group>
      <Between since={since} until={until} segments={segments ?? ""} />
    </Paper>
  );
}

/** Who moved between any two days, and the days that are kept as they were known then. */
export function Moves() {
  const kept = useQuery({
    queryKey: ["segments", "snapshots"],
    queryFn: () => call<Snapshot[]>("GET", "/segments/snapshots"),
  });
  return (
    <Stack>
      <Compare />
      <Awaited of={kept} height={240}>
        {(snapshots) => <Kept snapshots={snapshots} />}
      </Awaited>
    </Stack>
  );
}
