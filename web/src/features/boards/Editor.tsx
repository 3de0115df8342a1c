import { Button, Group, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useReducer, useState } from "react";
import { useTranslation } from "react-i18next";

import { ApiError, freshKey } from "../../client/call.ts";
import type { Board, BoardCard as Card } from "../../client/types.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { FilterBar } from "../../ui/filters/FilterBar.tsx";
import { Icon } from "../../ui/icons.tsx";
import { useIsPhone } from "./BoardView.tsx";
import { CardForm } from "./CardForm.tsx";
import { figureCard, noteCard } from "./cards.ts";
import { withChange, type Draft } from "./draft.ts";
import { EditedGrid } from "./EditedGrid.tsx";
import type { CardActs } from "./EditedCard.tsx";
import { FigurePicker } from "./FigurePicker.tsx";
import { Leaving } from "./Leaving.tsx";
import { Overtaken } from "./Overtaken.tsx";
import { bottom, settled, stepped, swapped, type Step } from "./placing.ts";
import { ShareForm } from "./ShareForm.tsx";
import { useAutosave, type Keeping } from "./useAutosave.ts";
import { useFigures } from "./useBoard.ts";

type Opened = { form: "pick" } | { form: "share" } | { form: "card"; card: Card } | undefined;

function draftOf({ title, roles, cards }: Board): Draft {
  return { title, roles, cards };
}

/** The server says what is wrong; trying again without a change would not help. */
function isRefused(error: unknown): boolean {
  return error instanceof ApiError && error.code !== "unavailable";
}

function Kept({ keeping, onRetry }: { keeping: Keeping; onRetry: () => void }) {
  const { t } = useTranslation();
  if (keeping === "failed")
    return (
      <Button size="compact-sm" variant="subtle" color="red" onClick={onRetry}>
        {t("boards.keep_failed")}
      </Button>
    );
  return (
    <Text size="xs" c="dimmed" role="status">
      {t(keeping === "keeping" ? "boards.keeping" : "boards.kept")}
    </Text>
  );
}

/** After a step the card may stand elsewhere on the page; the hand stays on it, and its place is said. */
function useSteps(cards: Card[], onChange: (cards: Card[]) => void) {
  const { t } = useTranslation();
  const isPhone = useIsPhone();
  const [last, setLast] = useState<{ id: string }>();
  const card = cards.find(({ id }) => id === last?.id);
  useEffect(() => {
    if (last && document.activeElement === document.body) document.getElementById(`handle-${last.id}`)?.focus();
  }, [last]);
  const step = ({ id }: Card, way: Step) => {
    const isReordered = isPhone && (way === "up" || way === "down");
    onChange(isReordered ? swapped(cards, id, way === "up" ? -1 : 1) : stepped(cards, id, way));
    setLast({ id });
  };
  const said = card ? t("boards.now_at", { column: card.x + 1, row: card.y + 1, width: card.w, height: card.h }) : "";
  return { step, said };
}

/** A board being changed: every step is kept by itself and can be taken back. */
export default function Editor({ board, onDone }: { board: Board; onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [first] = useState(() => draftOf(board));
  const [{ now, before }, dispatch] = useReducer(withChange, { now: first, before: [] });
  const { keeping, error, keep, begin } = useAutosave(board, now, first);
  const [opened, setOpened] = useState<Opened>();
  const figures = useFigures().data;
  const change = (to: Partial<Draft>) => dispatch({ do: "change", to });
  const { step, said } = useSteps(now.cards, (cards) => change({ cards }));

  const put = (card: Card) => {
    const others = now.cards.filter(({ id }) => id !== card.id);
    change({ cards: settled([...others, card], card.id) });
    setOpened(undefined);
  };
  const acts: CardActs = {
    onStep: step,
    onEdit: (card) => setOpened({ form: "card", card }),
    onCopy: (card) => put({ ...card, id: freshKey().slice(0, 8), y: bottom(now.cards) }),
    onRemove: (card) => change({ cards: settled(now.cards.filter(({ id }) => id !== card.id)) }),
  };
  const finish = async () => {
    if (!(await keep())) return;
    void queries.invalidateQueries({ queryKey: ["boards"] });
    onDone();
  };

  return (
    <>
      <Group justify="space-between" mb="md" gap="sm" align="flex-end">
        <TextInput
          label={t("boards.name")}
          size="md"
          maxLength={200}
          value={now.title}
          onChange={(event) => change({ title: event.currentTarget.value })}
          style={{ flex: "1 1 14rem" }}
        />
        <Group gap="xs">
          <Kept keeping={keeping} onRetry={() => void keep()} />
          <Button
            variant="default"
            leftSection={<Icon name="undo" size={16} />}
            disabled={before.length === 0}
            onClick={() => dispatch({ do: "undo" })}
          >
            {t("act.undo")}
          </Button>
          <Button variant="default" onClick={() => setOpened({ form: "share" })}>
            {t("boards.share")}
          </Button>
          <Button variant="default" onClick={() => setOpened({ form: "card", card: noteCard(now.cards, "") })}>
            {t("boards.add_note")}
          </Button>
          <Button
            variant="light"
            leftSection={<Icon name="plus" size={16} />}
            onClick={() => setOpened({ form: "pick" })}
          >
            {t("boards.add_figure")}
          </Button>
          <Button onClick={() => void finish()}>{t("boards.done")}</Button>
        </Group>
      </Group>
      {keeping === "failed" && isRefused(error) && <ErrorBox error={error} />}
      <FilterBar />
      <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>
      {now.cards.length === 0 && <EmptyState icon="boards" title={t("boards.empty")} text={t("boards.empty_hint")} />}
      <EditedGrid cards={now.cards} acts={acts} onPlace={(cards) => change({ cards })} />
      {opened?.form === "pick" && (
        <FigurePicker
          onPick={(about) => setOpened({ form: "card", card: figureCard(now.cards, about) })}
          onClose={() => setOpened(undefined)}
        />
      )}
      {opened?.form === "card" && (
        <CardForm
          key={opened.card.id}
          card={opened.card}
          about={figures?.find(({ name }) => name === opened.card.figure)}
          onDone={put}
          onClose={() => setOpened(undefined)}
        />
      )}
      {opened?.form === "share" && (
        <ShareForm
          roles={now.roles}
          onDone={(roles) => {
            change({ roles });
            setOpened(undefined);
          }}
          onClose={() => setOpened(undefined)}
        />
      )}
      {keeping === "overtaken" ? (
        <Overtaken
          board={board}
          draft={now}
          error={error}
          onTheirs={(theirs) => {
            begin(theirs.version, draftOf(theirs));
            dispatch({ do: "begin", with: draftOf(theirs) });
          }}
        />
      ) : (
        <Leaving keep={keep} />
      )}
    </>
  );
}
