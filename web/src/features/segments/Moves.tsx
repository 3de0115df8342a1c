import {
  Alert,
  Button,
  Group,
  MultiSelect,
  Paper,
  SegmentedControl,
  Skeleton,
  Stack,
  Text,
  Title,
} from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { Movement, Snapshot } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { SelectField } from "../../ui/SelectField.tsx";
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
  const [all, setAll] = useState(false);
  return (
    <Paper withBorder p="md" component="section" aria-label={t("segments.kept")}>
      <Title order={2} fz="sm" fw={600}>
        {t("segments.kept")}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("segments.kept_hint")}
      </Text>
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
      {!movement.is_comparable && (
        <Alert color="yellow" variant="light">
          {t("segments.not_comparable")}
        </Alert>
      )}
      <SegmentedControl
        aria-label={t("segments.view")}
        data={(["flow", "matrix"] as const).map((each) => ({ value: each, label: t(`segments.view_${each}`) }))}
        value={shown}
        onChange={setView}
        w="fit-content"
      />
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
  });
  if (moved.error) return <ErrorBox error={moved.error} onRetry={() => void moved.refetch()} />;
  return moved.data ? <Shown movement={moved.data} asked={asked} /> : <Skeleton height={360} />;
}

function Compare({ snapshots }: { snapshots: [Snapshot, ...Snapshot[]] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [chosenUntil, setUntil] = useSearchParam("after");
  const [chosenSince, setSince] = useSearchParam("before");
  const [segments, setSegments] = useSearchParam("between");
  const kept = (useSegments().data ?? []).filter(({ kind }) => kind !== "ready");
  const until = chosenUntil ?? snapshots[0].as_of;
  const since = chosenSince ?? fourWeeksBefore(snapshots, until);
  const days = snapshots.map(({ as_of }) => ({ value: as_of, label: format.day(as_of) }));
  return (
    <Paper withBorder p="md" component="section" aria-label={t("segments.moves")}>
      <Title order={2} fz="sm" fw={600}>
        {t("segments.moves")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("segments.moves_hint")}
      </Text>
      <Group gap="xs" mb="md" align="flex-end">
        <SelectField label={t("filter.since")} data={days} value={since} onChange={setSince} w={150} />
        <SelectField label={t("filter.until")} data={days} value={until} onChange={setUntil} w={150} />
        <MultiSelect
          label={t("segments.between")}
          placeholder={segments ? undefined : t("segments.between_ten")}
          data={kept.map(({ code, name }) => ({ value: code, label: name }))}
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

/** Who moved between two kept days, and the days that are kept. */
export function Moves() {
  const { t } = useTranslation();
  const may = useMay();
  const kept = useQuery({
    queryKey: ["segments", "snapshots"],
    queryFn: () => call<Snapshot[]>("GET", "/segments/snapshots"),
  });
  if (kept.error) return <ErrorBox error={kept.error} onRetry={() => void kept.refetch()} />;
  if (!kept.data) return <Skeleton height={420} />;
  const [latest, ...earlier] = kept.data;
  return (
    <Stack>
      {may("segments:write") && (
        <Group justify="flex-end">
          <KeepToday />
        </Group>
      )}
      {latest && earlier.length > 0 ? (
        <Compare snapshots={[latest, ...earlier]} />
      ) : (
        <EmptyState icon="calendar" title={t("segments.too_few_kept")} text={t("segments.too_few_kept_hint")} />
      )}
      {latest && <Kept snapshots={kept.data} />}
    </Stack>
  );
}
