import { ActionIcon, Button, Group, MultiSelect, NativeSelect, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useSession } from "../../client/session.ts";
import type { BoardCard as Card } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { ForLooking } from "../../ui/figure/picking.ts";
import { Icon } from "../../ui/icons.tsx";
import { BoardCard } from "./BoardCard.tsx";
import { placeOf, useIsPhone } from "./BoardView.tsx";
import { bottom, screensOf } from "./placing.ts";
import { useBoards, useBoardsOnWall } from "./useBoard.ts";
import { LEAST_ROW, MOST_ROW, useAwake, useControls, useOnline, useScreen, useTicks } from "./wall.ts";
import classes from "./wall.module.css";

const REFRESH_S = 60;
const PACES_S = [15, 30, 60, 120] as const;
const USUAL_PACE_S = 30;

interface Wall {
  boards: string[];
  pace: number;
  scheme: "dark" | "light";
}

/** What stands on the wall lives in the URL, so that a screen shows it again after it was switched off. */
function useWall(): [Wall, (patch: Partial<Record<"boards" | "pace" | "scheme", string>>) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const boards = String(search["boards"] ?? "owner").split(",");
  const pace = Number(search["pace"]);
  const wall: Wall = {
    boards: boards.filter(Boolean),
    pace: PACES_S.some((known) => known === pace) ? pace : USUAL_PACE_S,
    scheme: search["scheme"] === "light" ? "light" : "dark",
  };
  const set = (patch: Partial<Record<"boards" | "pace" | "scheme", string>>) =>
    void navigate({ to: ".", search: ((now: object) => ({ ...now, ...patch })) as never, replace: true });
  return [wall, set];
}

function Head({ title, isOnline }: { title: string; isOnline: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { merchant } = useSession();
  return (
    <header className={classes["head"]}>
      <Title order={1} fz={26}>
        {title}
      </Title>
      <Text c="dimmed">{merchant.name}</Text>
      <Text ml="auto" role="status">
        {isOnline ? format.time(new Date().toISOString()) : t("boards.no_network")}
      </Text>
    </header>
  );
}

/** One screenful, its rows as high as fills the screen or a card at most; on a phone one card below the other. */
function Cards({ cards }: { cards: readonly Card[] }) {
  const { t } = useTranslation();
  const isPhone = useIsPhone();
  if (cards.length === 0) return <EmptyState icon="boards" title={t("boards.empty")} />;
  if (isPhone)
    return (
      <div className={classes["column"]}>
        {cards.map((card) => (
          <BoardCard key={card.id} card={card} isFilling={false} />
        ))}
      </div>
    );
  return (
    <div
      className={classes["grid"]}
      style={{ gridTemplateRows: `repeat(${bottom(cards)}, minmax(${LEAST_ROW}px, ${MOST_ROW}px))` }}
    >
      {cards.map((card) => (
        <div key={card.id} className={classes["place"]} style={placeOf(card)}>
          <BoardCard card={card} isFilling />
        </div>
      ))}
    </div>
  );
}

interface ControlsProps {
  wall: Wall;
  set: ReturnType<typeof useWall>[1];
  isShown: boolean;
  isTurning: boolean;
  onTurn: (by: 1 | -1) => void;
}

/** Unseen until somebody touches the screen, moves the mouse or comes by the keyboard. */
function Controls({ wall, set, isShown, isTurning, onTurn }: ControlsProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const known = useBoards().data ?? [];
  const leave = () => {
    void document.exitFullscreen?.().catch(() => undefined);
    void navigate({ to: "/boards/$board", params: { board: wall.boards[0] ?? "owner" } });
  };
  const fill = () => void document.documentElement.requestFullscreen?.().catch(() => undefined);
  const other = wall.scheme === "dark" ? "light" : "dark";
  return (
    <div
      className={classes["controls"]}
      data-shown={isShown || undefined}
      role="toolbar"
      aria-label={t("boards.controls")}
    >
      <MultiSelect
        aria-label={t("boards.on_the_wall")}
        data={known.map(({ id, title }) => ({ value: id, label: title }))}
        value={wall.boards}
        onChange={(chosen) => chosen.length > 0 && set({ boards: chosen.join(",") })}
        comboboxProps={{ withinPortal: false, position: "top" }}
        style={{ flex: "1 1 16rem" }}
      />
      <NativeSelect
        aria-label={t("boards.pace")}
        data={PACES_S.map((pace) => ({ value: String(pace), label: t("boards.every", { count: pace }) }))}
        value={String(wall.pace)}
        onChange={(event) => set({ pace: event.currentTarget.value })}
        disabled={!isTurning}
      />
      <Group gap="xs" wrap="nowrap">
        {isTurning &&
          ([-1, 1] as const).map((by) => (
            <ActionIcon
              key={by}
              variant="default"
              size="lg"
              aria-label={t(by < 0 ? "boards.earlier" : "boards.later")}
              onClick={() => onTurn(by)}
            >
              <Icon name={by < 0 ? "up" : "down"} size={18} />
            </ActionIcon>
          ))}
        <ActionIcon variant="default" size="lg" aria-label={t(`shell.${other}`)} onClick={() => set({ scheme: other })}>
          <Icon name={other === "light" ? "sun" : "moon"} size={18} />
        </ActionIcon>
        <Button variant="default" onClick={fill}>
          {t("boards.full_screen")}
        </Button>
        <Button onClick={leave}>{t("boards.leave")}</Button>
      </Group>
    </div>
  );
}

/** One board or several in turn on a wall: large, dark, always fresh, with nothing to press until somebody comes. */
export function Present() {
  const [wall, set] = useWall();
  const queries = useQueryClient();
  const { zoom, rows } = useScreen();
  const [{ board: place, screen }, setTurn] = useState({ board: 0, screen: 0 });
  const many = wall.boards.length;
  const { data: board, error, refetch } = useBoardsOnWall(wall.boards)[place % many] ?? {};
  const screens = board ? screensOf(board.cards, rows) : [];
  const isOnline = useOnline();
  const isShown = useControls();
  const minute = useTicks(REFRESH_S);
  const isTurning = many > 1 || screens.length > 1;
  const paced = useTicks(isTurning && !isShown ? wall.pace : 0);
  useAwake();

  const turn = (by: 1 | -1) =>
    setTurn((now) => {
      const next = now.screen + by;
      if (next >= 0 && next < screens.length) return { ...now, screen: next };
      return { board: (now.board + by + many) % many, screen: 0 };
    });
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ["analytics"] });
    void queries.invalidateQueries({ queryKey: ["boards"] });
  }, [minute, isOnline, queries]);
  useEffect(() => {
    if (paced > 0) turn(1);
    // Only the clock turns the page; what is known by then decides to which.
  }, [paced]);

  return (
    <div className={classes["screen"]} data-still={isShown ? undefined : true} style={{ zoom }}>
      <Head title={board?.title ?? ""} isOnline={isOnline && !error} />
      {board && (
        <ForLooking value>
          <Cards key={`${board.id} ${screen}`} cards={screens[screen] ?? screens[0] ?? []} />
        </ForLooking>
      )}
      {error && !board && <ErrorBox error={error} onRetry={() => void refetch?.()} />}
      <Controls wall={wall} set={set} isShown={isShown} isTurning={isTurning} onTurn={turn} />
    </div>
  );
}
