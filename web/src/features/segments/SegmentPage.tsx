import { Alert, Anchor, Badge, Button, Group, Paper, Skeleton, Stack, Text, TextInput, Title } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Chart } from "../../charts/Chart.tsx";
import { call } from "../../client/call.ts";
import { usePages } from "../../client/paging.ts";
import { useMay } from "../../client/session.ts";
import type { MembershipChange, Segment, SegmentHistory, SegmentSize, WasIn } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { Awaited } from "../../ui/Awaited.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { KeepList } from "../../ui/KeepList.tsx";
import { Outdated } from "../../ui/Outdated.tsx";
import { NotHere, PageError } from "../../ui/PageError.tsx";
import { Figure } from "../../ui/figure/Figure.tsx";
import { isDay, periodDays } from "../../ui/filters/period.ts";
import { PageHead } from "../../ui/PageHead.tsx";
import { PageTabs } from "../../ui/PageTabs.tsx";
import { SelectField } from "../../ui/SelectField.tsx";
import { TableBelow } from "../../ui/TableBelow.tsx";
import { useAct } from "../../ui/useAct.ts";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { MemberTable, Members } from "./Members.tsx";
import { useSegment } from "./useSegments.ts";

interface Props {
  segment: Segment;
}

function MembersTab({ segment }: Props) {
  return (
    <Paper withBorder p="md">
      <Members path={`/segments/${segment.id}/clients`} query={{}} segment={segment.id} />
    </Paper>
  );
}

function SizeChart({ sizes }: { sizes: SegmentSize[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const values = sizes.map(({ clients }) => clients);
  const counted = (["clients", "joined", "left"] as const).map((key) => ({
    key,
    title: t(key === "clients" ? "nav.clients" : `segments.${key}`),
    figure: true,
    cell: (size: SegmentSize) => format.quantity(size[key]),
  }));
  return (
    <>
      <Chart
        label={t("segments.size")}
        drawing={{
          kind: "line",
          categories: sizes.map(({ day }) => format.day(day)),
          series: [{ name: t("nav.clients"), values }],
          axisName: t("nav.clients"),
          axisText: format.quantity,
          valueText: format.quantity,
        }}
      />
      <TableBelow>
        <DataTable
          caption={t("segments.size")}
          rows={sizes}
          rowKey={({ day }) => day}
          columns={[{ key: "day", title: t("segments.kept_day"), cell: ({ day }) => format.day(day) }, ...counted]}
        />
      </TableBelow>
    </>
  );
}

function Reasons({ change }: { change: MembershipChange }) {
  const { t } = useTranslation();
  if (change.conditions.length === 0) return <Text size="sm">{t(`segments.because_${change.cause}`)}</Text>;
  return (
    <Stack gap={2}>
      {change.conditions.map(({ sentence, before, after }) => (
        <Text key={sentence} size="sm">
          {sentence}
          <Text span size="sm" c="dimmed" display="block">
            {before === null ? t("segments.is_now", { after }) : t("segments.before_after", { before, after })}
          </Text>
        </Text>
      ))}
    </Stack>
  );
}

function Changes({ segment }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { query } = useSpan();
  const { rows, error, retry, more } = usePages<MembershipChange>(`/segments/${segment.id}/changes`, query);
  if (error) return <ErrorBox error={error} onRetry={retry} />;
  return (
    <DataTable
      caption={t("segments.changes")}
      columns={[
        {
          key: "name",
          title: t("field.person_name"),
          cell: (change) => (
            <Anchor component={Link} to={`/clients/${change.client_id}`} size="sm">
              {change.name}
            </Anchor>
          ),
        },
        {
          key: "kind",
          title: t("segments.what_happened"),
          cell: ({ kind, day, after }) => (
            <>
              <Badge variant="light" tt="none" fw={500} color={kind === "joined" ? "pine" : "gray"}>
                {t(`segments.${kind}`)}
              </Badge>
              <Text size="xs" c="dimmed">
                {after ? t("segments.between_days", { from: format.day(after), to: format.day(day) }) : format.day(day)}
              </Text>
            </>
          ),
        },
        { key: "why", title: t("segments.column_why"), cell: (change) => <Reasons change={change} /> },
      ]}
      rows={rows}
      rowKey={({ client_id, kind, day }) => `${client_id} ${kind} ${day}`}
      more={more}
      empty={<EmptyState icon="clock" title={t("segments.no_changes")} />}
    />
  );
}

const OVER = ["30d", "90d", "12m"] as const;

/** How long a time is looked at; unless chosen, since the segment is kept, or a quarter. */
function useSpan() {
  const [over, setOver] = useSearchParam("over");
  const today = useFormat().today();
  const name = OVER.find((each) => each === over);
  return { name, setOver, query: name ? { since: periodDays(name, today).since } : {} };
}

function SpanChoice({ segment }: Props) {
  const { t } = useTranslation();
  const { name, setOver } = useSpan();
  return (
    <SelectField
      aria-label={t("filter.period")}
      size="xs"
      w={200}
      data={[
        { value: "", label: t(segment.kind === "saved" ? "segments.over_kept" : "segments.over_quarter") },
        ...OVER.map((each) => ({ value: each, label: t(`period.${each}`) })),
      ]}
      value={name ?? ""}
      onChange={setOver}
    />
  );
}

function HistoryTab({ segment }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const keep = useAct();
  const { query } = useSpan();
  const grown = useQuery({
    queryKey: ["segments", "size", segment.id, query],
    queryFn: () => call<SegmentHistory>("GET", `/segments/${segment.id}/size`, { query }),
    placeholderData: keepPreviousData,
  });
  return (
    <Stack>
      <Paper withBorder p="md" component="section" aria-label={t("segments.size")}>
        <Group justify="space-between" mb="xs">
          <Title order={2} fz="sm" fw={600}>
            {t("segments.size")}
          </Title>
          <Group gap="xs">
            <SpanChoice segment={segment} />
            {segment.kind === "saved" && may("segments:write") && (
              <Button
                size="compact-sm"
                variant="default"
                loading={keep.isPending}
                onClick={() => keep.mutate({ method: "POST", path: `/segments/${segment.id}/keep`, body: {} })}
              >
                {t("segments.keep_now")}
              </Button>
            )}
          </Group>
        </Group>
        <Awaited of={grown} height={300}>
          {({ source, as_now, sizes }) => (
            <Outdated when={grown.isPlaceholderData}>
              <Text size="sm" c="dimmed" mb="sm">
                {t(`segments.source_${source}`, { fields: as_now.join(", ") })}
              </Text>
              <SizeChart sizes={sizes} />
            </Outdated>
          )}
        </Awaited>
      </Paper>
      <Paper withBorder p="md" component="section" aria-label={t("segments.changes")}>
        <Title order={2} fz="sm" fw={600} mb="sm">
          {t("segments.changes")}
        </Title>
        <Changes segment={segment} />
      </Paper>
    </Stack>
  );
}

function OnDay({ segment, day, found }: Props & { day: string; found: WasIn }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Text fw={600}>{t("clients.count", { count: found.clients, total: format.quantity(found.clients) })}</Text>
      <Text size="sm" c="dimmed" mb="sm">
        {t(`segments.source_${found.source}`, { fields: found.as_now.join(", ") })}
      </Text>
      {found.clients > 0 && (
        <KeepList
          path={`/segments/${segment.id}/on-day/segment`}
          body={{ day }}
          heading={`${segment.name}, ${format.day(day)}`}
        />
      )}
      <MemberTable caption={t("segments.as_of")} rows={found.items} />
      {found.clients > found.items.length && (
        <Text size="xs" c="dimmed" mt="xs">
          {t("figure.part", {
            shown: format.quantity(found.items.length),
            count: format.quantity(found.clients),
          })}
        </Text>
      )}
    </>
  );
}

function DayTab({ segment }: Props) {
  const { t } = useTranslation();
  const today = useFormat().today();
  const [chosen, choose] = useSearchParam("day");
  const day = isDay(chosen) ? chosen : today;
  const was = useQuery({
    queryKey: ["segments", "on-day", segment.id, day],
    queryFn: () => call<WasIn>("GET", `/segments/${segment.id}/on-day`, { query: { day, limit: 200 } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Paper withBorder p="md">
      <TextInput
        type="date"
        label={t("segments.as_of")}
        value={day}
        max={today}
        w={180}
        mb="md"
        onChange={(event) => choose(event.currentTarget.value)}
      />
      <Awaited of={was} height={300}>
        {(found) => (
          <Outdated when={was.isPlaceholderData}>
            <OnDay segment={segment} day={day} found={found} />
          </Outdated>
        )}
      </Awaited>
    </Paper>
  );
}

const PREMIUM_FIRST = ["premium", "affordable"] as const;
const AFFORDABLE_FIRST = ["affordable", "premium"] as const;

/** What they buy most from, a step up in price and a step down; for those who spend little the step down first. */
function OffersTab({ segment }: Props) {
  const { t } = useTranslation();
  const year = periodDays("12m", useFormat().today());
  return (
    <Stack>
      {(segment.code === "spends_little" ? AFFORDABLE_FIRST : PREMIUM_FIRST).map((level) => (
        <Figure
          key={level}
          name="price-offers"
          title={t(`segments.offers_${level}`)}
          visual="table"
          params={{ level }}
          within={{ ...year, segment: segment.code }}
        />
      ))}
    </Stack>
  );
}

function useHere() {
  const { segmentId } = useParams({ strict: false }) as { segmentId: string };
  return useSegment(segmentId);
}

/** A part of the page, about the segment of its address. */
function about(Part: (props: Props) => React.ReactNode) {
  return function Panel() {
    const { segment } = useHere();
    return segment ? <Part segment={segment} /> : null;
  };
}

const TABS = [
  { name: "members", Panel: about(MembersTab) },
  { name: "offers", Panel: about(OffersTab) },
  { name: "history", Panel: about(HistoryTab) },
  { name: "day", Panel: about(DayTab) },
] as const;

/** One segment: its rule in words, who is in it, how it grew, who came and went and why, and who was in it when. */
export function SegmentPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const { segment, error, retry, isMissing } = useHere();
  const [tab, setTab] = useSearchParam("tab");
  if (error) return <PageError error={error} onRetry={retry} />;
  if (isMissing) return <NotHere title={t("segments.not_here")} />;
  if (!segment) return <Skeleton height={420} />;
  const panels = TABS.map((each) => ({ ...each, title: t(`segments.page_${each.name}`) }));
  return (
    <>
      <PageHead title={segment.name}>
        {segment.kind === "saved" && may("segments:write") && (
          <Button variant="default" component={Link} to={`/segments/${segment.id}/edit`}>
            {t("act.edit")}
          </Button>
        )}
      </PageHead>
      <Text fw={600}>
        {t("clients.count", { count: segment.clients, total: format.quantity(segment.clients) })} ·{" "}
        {format.money(segment.monetary)}
      </Text>
      <Text c="dimmed" mb="md">
        {segment.sentence}
        {segment.description && ` ${segment.description}`}
      </Text>
      {segment.problem && (
        <Alert color="red" variant="light" mb="md">
          {segment.problem}
        </Alert>
      )}
      <PageTabs tabs={panels} chosen={TABS.find(({ name }) => name === tab)?.name ?? "members"} onChoose={setTab} />
    </>
  );
}
