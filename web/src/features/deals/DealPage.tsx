import { Alert, Anchor, Badge, Button, Group, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { DealCard, Stage } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { ConfirmButton } from "../../ui/ConfirmButton.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageError } from "../../ui/PageError.tsx";
import { Icon } from "../../ui/icons.tsx";
import { PageHead } from "../../ui/PageHead.tsx";
import { useAct } from "../../ui/useAct.ts";
import activities from "./activities.module.css";
import { ActivityForm } from "./ActivityForm.tsx";
import { ActivityRow } from "./ActivityRow.tsx";
import { LoseForm, RefundForm, SaleForm, WinForm } from "./ClosingForms.tsx";
import { DealForm } from "./DealForm.tsx";
import classes from "./timeline.module.css";
import { useDealActs } from "./useDealActs.ts";

type Opened = "edit" | "won" | "lost" | "refund" | "sale" | "activity";

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0} style={{ overflowWrap: "anywhere" }}>
        {children ?? "–"}
      </Text>
    </div>
  );
}

function Facts({ deal }: { deal: DealCard }) {
  const { t } = useTranslation();
  const format = useFormat();
  const partner = deal.partner_name && `${deal.partner_name} · ${format.share((deal.partner_percent ?? 0) / 100)}`;
  return (
    <Paper withBorder p="md">
      <SimpleGrid component="dl" cols={{ base: 2, sm: 4 }} m={0}>
        <Fact name={t("deals.value")}>{deal.value === null ? null : format.money(deal.value, deal.currency)}</Fact>
        <Fact name={t("field.client")}>
          {deal.client_id !== null && (
            <Anchor component={Link} to={`/clients/${deal.client_id}`} size="sm">
              {deal.client_name}
            </Anchor>
          )}
        </Fact>
        <Fact name={t("field.seller")}>{deal.seller_name}</Fact>
        {partner && <Fact name={t("deals.partner")}>{partner}</Fact>}
        <Fact name={t("field.source")}>{deal.source}</Fact>
        <Fact name={t("nav.products")}>{Object.values(deal.products).join(", ") || null}</Fact>
        <Fact name={t("deals.created_on")}>{format.day(deal.created_on)}</Fact>
        <Fact name={t(deal.closed_on ? "deals.closed_on" : "deals.expected_on")}>
          {format.day(deal.closed_on ?? deal.expected_on)}
        </Fact>
        {deal.sale_id !== null && (
          <Fact name={t("deals.sale")}>
            <Anchor component={Link} to={`/sales/${deal.sale_id}`} size="sm">
              {t("deals.open_sale")}
            </Anchor>
          </Fact>
        )}
        {deal.lost_reason && <Fact name={t("deals.why_lost")}>{deal.lost_reason}</Fact>}
        {Number(deal.refunded) > 0 && (
          <Fact name={t("deals.refunded")}>{format.money(deal.refunded, deal.currency)}</Fact>
        )}
        {deal.number && <Fact name={t("deals.number")}>{deal.number}</Fact>}
      </SimpleGrid>
      {deal.note && (
        <Text size="sm" mt="sm" style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>
          {deal.note}
        </Text>
      )}
    </Paper>
  );
}

/** Where it stands among the stages; a click moves it. */
function Steps({ deal }: { deal: DealCard }) {
  const { t } = useTranslation();
  const writes = useMay()("deals:write");
  const { move, busy } = useDealActs();
  const { data: stages } = useQuery({
    queryKey: ["deals", "stages"],
    queryFn: () => call<Stage[]>("GET", "/deals/stages"),
  });
  return (
    <Group gap={6} role="group" aria-label={t("deals.stage")}>
      {stages?.map(({ code, name }) => (
        <Button
          key={code}
          size="compact-sm"
          variant={code === deal.stage ? "filled" : "default"}
          aria-pressed={code === deal.stage}
          disabled={!writes || busy}
          onClick={() => code !== deal.stage && move(deal, code, name)}
        >
          {name}
        </Button>
      ))}
    </Group>
  );
}

function Timeline({ deal }: { deal: DealCard }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Paper withBorder p="md" component="section" aria-label={t("deals.history")}>
      <Title order={2} fz="sm" fw={600} mb="xs">
        {t("deals.history")}
      </Title>
      <ol className={classes["list"]}>
        {deal.events.map((event, place) => (
          <li key={place} data-kind={event.kind}>
            <Text size="sm" fw={500}>
              {t(`deals.step_${event.kind}`, { stage: event.stage_name })}
              {event.amount !== null && ` · ${format.money(event.amount, deal.currency)}`}
            </Text>
            {event.reason && <Text size="sm">{event.reason}</Text>}
            <Text size="xs" c="dimmed">
              {`${format.day(event.day)} · ${event.by_name}`}
            </Text>
          </li>
        ))}
      </ol>
    </Paper>
  );
}

function Ahead({ deal, onPlan }: { deal: DealCard; onPlan: () => void }) {
  const { t } = useTranslation();
  const writes = useMay()("deals:write");
  return (
    <Paper withBorder p="md" component="section" aria-label={t("deals.tab_activities")}>
      <Group justify="space-between" mb="xs">
        <Title order={2} fz="sm" fw={600}>
          {t("deals.tab_activities")}
        </Title>
        {writes && (
          <Button size="compact-sm" variant="light" leftSection={<Icon name="plus" size={14} />} onClick={onPlan}>
            {t("deals.plan")}
          </Button>
        )}
      </Group>
      {deal.activities.length === 0 && <EmptyState icon="calendar" title={t("deals.nothing_planned")} />}
      <ul className={activities["list"]}>
        {deal.activities.map((activity) => (
          <ActivityRow key={activity.id} activity={activity} withDeal={false} />
        ))}
      </ul>
    </Paper>
  );
}

function Acts({ deal, onOpen }: { deal: DealCard; onOpen: (what: Opened) => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { remove, reopen } = useDealActs();
  return (
    <>
      {deal.status === "open" && (
        <>
          <Button onClick={() => onOpen("won")}>{t("deals.win")}</Button>
          <Button variant="default" onClick={() => onOpen("lost")}>
            {t("deals.lose")}
          </Button>
        </>
      )}
      {deal.status === "won" && (
        <>
          <Button variant="default" onClick={() => onOpen("sale")}>
            {t("deals.link_sale")}
          </Button>
          <Button variant="default" onClick={() => onOpen("refund")}>
            {t("deals.refund")}
          </Button>
        </>
      )}
      {deal.status !== "open" && (
        <Button variant="default" onClick={() => reopen(deal)}>
          {t("deals.reopen")}
        </Button>
      )}
      <Button variant="default" onClick={() => onOpen("edit")}>
        {t("act.edit")}
      </Button>
      <ConfirmButton
        label={t("act.remove")}
        question={t("deals.remove_question", { title: deal.title })}
        onConfirm={() => remove(deal, () => void navigate({ to: "/team" }))}
      />
    </>
  );
}

const COLOURS = { open: "gray", won: "pine", lost: "red" } as const;

function Removed({ deal }: { deal: DealCard }) {
  const { t } = useTranslation();
  const act = useAct();
  if (deal.deleted_at === null) return null;
  return (
    <Alert color="gray" title={t("deals.removed", { title: deal.title })}>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => act.mutate({ method: "POST", path: `/deals/${deal.id}/restore` })}
      >
        {t("deals.put_back")}
      </Button>
    </Alert>
  );
}

function Whole({ deal }: { deal: DealCard }) {
  const { t } = useTranslation();
  const writes = useMay()("deals:write");
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  return (
    <Stack>
      <PageHead title={deal.title}>
        {writes && deal.deleted_at === null && <Acts deal={deal} onOpen={setOpened} />}
      </PageHead>
      <Removed deal={deal} />
      {deal.status === "open" ? (
        <Steps deal={deal} />
      ) : (
        <Badge size="lg" variant="light" color={COLOURS[deal.status]} tt="none">
          {t(`deals.status_${deal.status}`)}
        </Badge>
      )}
      <Facts deal={deal} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Ahead deal={deal} onPlan={() => setOpened("activity")} />
        <Timeline deal={deal} />
      </SimpleGrid>
      {opened === "edit" && <DealForm deal={deal} onClose={close} />}
      {opened === "won" && <WinForm deal={deal} onClose={close} />}
      {opened === "lost" && <LoseForm deal={deal} onClose={close} />}
      {opened === "refund" && <RefundForm deal={deal} onClose={close} />}
      {opened === "sale" && <SaleForm deal={deal} onClose={close} />}
      {opened === "activity" && <ActivityForm deal={deal} onClose={close} />}
    </Stack>
  );
}

/** One deal: where it stands, what was done for it, what comes next. */
export function DealPage() {
  const { dealId } = useParams({ strict: false });
  const { data, error, refetch } = useQuery({
    queryKey: ["deals", "one", dealId],
    queryFn: () => call<DealCard>("GET", `/deals/${dealId ?? ""}`),
  });
  if (error) return <PageError error={error} onRetry={() => void refetch()} />;
  return data ? <Whole deal={data} /> : <Skeleton height={320} />;
}
