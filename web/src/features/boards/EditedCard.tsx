import { ActionIcon, Menu } from "@mantine/core";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import type { BoardCard as Card } from "../../client/types.ts";
import { Icon } from "../../ui/icons.tsx";
import { titleOf } from "../../ui/figure/visual.ts";
import { BoardCard } from "./BoardCard.tsx";
import classes from "./board.module.css";
import type { Step } from "./placing.ts";
import { useFigures } from "./useBoard.ts";

export interface CardActs {
  onStep: (card: Card, step: Step) => void;
  onEdit: (card: Card) => void;
  onCopy: (card: Card) => void;
  onRemove: (card: Card) => void;
}

const STEPS: readonly Step[] = ["left", "right", "up", "down", "wider", "narrower", "taller", "shorter"];
const KEYS: Record<string, { plain: Step; shift: Step }> = {
  ArrowLeft: { plain: "left", shift: "narrower" },
  ArrowRight: { plain: "right", shift: "wider" },
  ArrowUp: { plain: "up", shift: "shorter" },
  ArrowDown: { plain: "down", shift: "taller" },
};

/** What a card is called while it is being changed. */
export function useCardName(): (card: Card) => string {
  const { t } = useTranslation();
  const figures = useFigures().data;
  return (card) => {
    if (!card.title && card.figure && !figures) return t("boards.figure_coming");
    const about = figures?.find(({ name }) => name === card.figure);
    if (!about || card.title) return card.title ?? card.figure ?? t("boards.note");
    return titleOf(about, card.visual ?? "table", card.columns);
  };
}

function CardMenu({ card, name, acts, steps }: { card: Card; name: string; acts: CardActs; steps: readonly Step[] }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("act.more_for", { name })}>
          <Icon name="more" size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => acts.onEdit(card)}>{t("act.edit")}</Menu.Item>
        <Menu.Item onClick={() => acts.onCopy(card)}>{t("boards.copy_card")}</Menu.Item>
        <Menu.Item onClick={() => acts.onRemove(card)}>{t("act.remove")}</Menu.Item>
        <Menu.Divider />
        {steps.map((step) => (
          <Menu.Item key={step} closeMenuOnClick={false} onClick={() => acts.onStep(card, step)}>
            {t(`boards.step_${step}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface Props {
  card: Card;
  name: string;
  acts: CardActs;
  isPhone: boolean;
}

/** A card with its bar: to take hold of it, or to move it with the arrow keys or from the menu. */
export function EditedCard({ card, name, acts, isPhone }: Props) {
  const { t } = useTranslation();
  const onKeyDown = (event: KeyboardEvent) => {
    const step = KEYS[event.key];
    if (!step || isPhone) return;
    event.preventDefault();
    acts.onStep(card, event.shiftKey ? step.shift : step.plain);
  };
  return (
    <div className={classes["edited"]}>
      <div className={classes["bar"]}>
        {isPhone ? (
          <span className={classes["handle"]}>{name}</span>
        ) : (
          <button
            type="button"
            id={`handle-${card.id}`}
            className={`${classes["handle"]} board-handle`}
            aria-label={t("boards.handle", { name })}
            title={t("boards.handle_hint")}
            onKeyDown={onKeyDown}
          >
            {name}
          </button>
        )}
        {isPhone &&
          (["up", "down"] as const).map((step) => (
            <ActionIcon
              key={step}
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={`${t(`boards.step_${step}`)}: ${name}`}
              onClick={() => acts.onStep(card, step)}
            >
              <Icon name={step} size={18} />
            </ActionIcon>
          ))}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("act.edit_named", { name })}
          onClick={() => acts.onEdit(card)}
        >
          <Icon name="settings" size={16} />
        </ActionIcon>
        <CardMenu card={card} name={name} acts={acts} steps={isPhone ? [] : STEPS} />
      </div>
      <div className={classes["inside"]}>
        <BoardCard card={card} isFilling={!isPhone} />
      </div>
    </div>
  );
}
