import { Anchor, Button, Group, Paper, Skeleton, Stack, Switch, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import { useMay, useSession } from "../../client/session.ts";
import type { BoardColumn, Deal } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { Chips } from "../../ui/Chips.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { Icon } from "../../ui/icons.tsx";
import { SearchField } from "../../ui/SearchField.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import classes from "./board.module.css";
import { LoseForm, WinForm } from "./ClosingForms.tsx";
import { DealForm } from "./DealForm.tsx";
import { DealMenu, type Closing } from "./DealMenu.tsx";
import { StagesForm } from "./StagesForm.tsx";
import { useDealActs } from "./useDealActs.ts";

function useBoard() {
  const [q] = useSearchParam("q");
  const [whose] = useSearchParam("whose");
  const mine = (whose ?? (useSession().role === "seller" ? "mine" : "all")) === "mine";
  const query = { q, mine };
  const board = useQuery({
    queryKey: ["deals", "board", query],
    queryFn: () => call<BoardColumn[]>("GET", "/deals/board", { query }),
    placeholderData: (previous) => previous,
  });
  return { ...board, mine, isFiltered: Boolean(q) || mine };
}

function DueLine({ deal }: { deal: Deal }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (deal.status !== "open") return null;
  const on = deal.next_activity_on;
  if (on === null) return <span className={classes["idle"]}>{t("deals.nothing_planned")}</span>;
  const word = on < format.today() ? "deals.overdue_since" : "deals.next_on";
  return <span data-late={on < format.today()}>{t(word, { day: format.day(on) })}</span>;
}

interface CardProps {
  deal: Deal;
  columns: BoardColumn[];
  onClosing: (closing: Closing) => void;
}

function Card({ deal, columns, onClosing }: CardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const writes = useMay()("deals:write");
  return (
    <Paper
      component="li"
      withBorder
      p="xs"
      className={classes["card"]}
      draggable={writes && deal.status === "open"}
      onDragStart={(event) => event.dataTransfer.setData("text/plain", String(deal.id))}
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap={4}>
        <Anchor component={Link} to={`/deals/${deal.id}`} size="sm" fw={500} className={classes["title"]}>
          {deal.title}
        </Anchor>
        {writes && <DealMenu deal={deal} columns={columns} onClosing={onClosing} />}
      </Group>
      <Text size="sm" className={classes["money"]}>
        {deal.value === null ? t("deals.no_value") : format.money(deal.value, deal.currency)}
      </Text>
      <Text size="xs" c="dimmed" className={classes["about"]}>
        {[deal.client_name, deal.seller_name].filter(Boolean).join(" · ")}
      </Text>
      <Text size="xs" c="dimmed">
        <DueLine deal={deal} />
      </Text>
    </Paper>
  );
}

interface ColumnProps extends Omit<CardProps, "deal"> {
  column: BoardColumn;
  onDrop: (dealId: number) => void;
}

function Column({ column, columns, onClosing, onDrop }: ColumnProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [over, setOver] = useState(false);
  const hidden = column.deals - column.items.length;
  return (
    <section
      aria-label={column.name}
      className={classes["column"]}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onDrop(Number(event.dataTransfer.getData("text/plain")));
      }}
    >
      <Title order={2} fz="sm" fw={600}>
        {column.name}
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        {`${t("deals.count", { count: column.deals, total: format.quantity(column.deals) })} · ${format.money(column.value)}`}
      </Text>
      <ul className={classes["cards"]}>
        {column.items.map((deal) => (
          <Card key={deal.id} deal={deal} columns={columns} onClosing={onClosing} />
        ))}
      </ul>
      {column.items.length === 0 && (
        <Text size="xs" c="dimmed">
          {t("deals.none_here")}
        </Text>
      )}
      {hidden > 0 && (
        <Text size="xs" c="dimmed" mt="xs">
          {t("deals.more_here", { count: hidden, total: format.quantity(hidden) })}
        </Text>
      )}
    </section>
  );
}

/** One stage at a time on a phone, all of them side by side elsewhere. */
function Columns({ columns }: { columns: BoardColumn[] }) {
  const { t } = useTranslation();
  const writes = useMay()("deals:write");
  const { move } = useDealActs();
  const [closing, setClosing] = useState<Closing>();
  const [stage, setStage] = useSearchParam("stage");
  const chosen = columns.find(({ code }) => code === stage) ?? columns[0];
  const drop = (column: BoardColumn) => (dealId: number) => {
    const deal = columns.flatMap(({ items }) => items).find(({ id }) => id === dealId);
    if (!deal || !writes || deal.stage === column.code) return;
    if (column.code === "won" || column.code === "lost") setClosing({ deal, as: column.code });
    else move(deal, column.code, column.name);
  };
  const close = () => setClosing(undefined);
  return (
    <>
      <Chips
        label={t("deals.stage")}
        choices={columns.map(({ code, name, deals }) => ({ value: code, label: `${name} · ${deals}` }))}
        value={chosen?.code ?? ""}
        onChoose={setStage}
        hiddenFrom="sm"
        mb="sm"
      />
      <div className={classes["board"]}>
        {columns.map((column) => (
          <div key={column.code} className={classes["slot"]} data-chosen={column === chosen}>
            <Column column={column} columns={columns} onClosing={setClosing} onDrop={drop(column)} />
          </div>
        ))}
      </div>
      {closing?.as === "won" && <WinForm deal={closing.deal} onClose={close} />}
      {closing?.as === "lost" && <LoseForm deal={closing.deal} onClose={close} />}
    </>
  );
}

function NoDeals({ isFiltered, onAdd }: { isFiltered: boolean; onAdd: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  if (isFiltered) return <EmptyState icon="search" title={t("deals.none_found")} text={t("deals.none_found_hint")} />;
  return (
    <EmptyState title={t("deals.none_yet")} text={t("deals.none_yet_hint")}>
      <Group>
        {may("deals:write") && (
          <Button variant="light" onClick={onAdd}>
            {t("deals.add")}
          </Button>
        )}
        {may("imports:write") && (
          <Button component={Link} to="/imports/new" search={{ kind: "deals" } as never} variant="default">
            {t("act.import_file")}
          </Button>
        )}
      </Group>
    </EmptyState>
  );
}

/** The pipeline: every open deal in its stage, and what was closed lately. */
export function Board() {
  const { t } = useTranslation();
  const may = useMay();
  const { data, error, refetch, mine, isFiltered } = useBoard();
  const [, setWhose] = useSearchParam("whose");
  const [opened, setOpened] = useState<"deal" | "stages">();
  const close = () => setOpened(undefined);
  const isEmpty = data?.every(({ deals }) => deals === 0);
  return (
    <Stack gap="md">
      <Group gap="sm" role="search">
        <SearchField label={t("deals.search")} />
        <Switch
          label={t("deals.only_mine")}
          checked={mine}
          onChange={(event) => setWhose(event.currentTarget.checked ? "mine" : "all")}
        />
        {may("deals:plan") && (
          <Button variant="default" onClick={() => setOpened("stages")}>
            {t("deals.stages")}
          </Button>
        )}
        {may("deals:write") && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setOpened("deal")}>
            {t("deals.add")}
          </Button>
        )}
      </Group>
      {error && !data && <ErrorBox error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={240} />}
      {isEmpty && <NoDeals isFiltered={isFiltered} onAdd={() => setOpened("deal")} />}
      {data && !isEmpty && <Columns columns={data} />}
      {opened === "deal" && <DealForm onClose={close} />}
      {opened === "stages" && <StagesForm onClose={close} />}
    </Stack>
  );
}
