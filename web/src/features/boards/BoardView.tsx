import { useMediaQuery } from "@mantine/hooks";
import type { CSSProperties } from "react";

import type { BoardCard as Card } from "../../client/types.ts";
import { BoardCard } from "./BoardCard.tsx";
import classes from "./board.module.css";
import type { Placed } from "./placing.ts";

/** Narrower than this, cards stand in one column. */
const PHONE = "(max-width: 48em)";

export function useIsPhone(): boolean {
  return useMediaQuery(PHONE, false, { getInitialValueInEffect: false }) ?? false;
}

export function placeOf({ x, y, w, h }: Placed): CSSProperties {
  return { gridColumn: `${x + 1} / span ${w}`, gridRow: `${y + 1} / span ${h}` };
}

/** The cards of a board where they stand; on a phone one below the other. */
export function BoardView({ cards }: { cards: readonly Card[] }) {
  const isPhone = useIsPhone();
  if (isPhone)
    return (
      <div className={classes["column"]}>
        {cards.map((card) => (
          <BoardCard key={card.id} card={card} isFilling={false} />
        ))}
      </div>
    );
  return (
    <div className={classes["grid"]}>
      {cards.map((card) => (
        <div key={card.id} className={classes["place"]} style={placeOf(card)}>
          <BoardCard card={card} isFilling />
        </div>
      ))}
    </div>
  );
}
