import ReactGridLayout, { useContainerWidth, type Layout } from "react-grid-layout";

import type { BoardCard as Card } from "../../client/types.ts";
import classes from "./board.module.css";
import { useIsPhone } from "./BoardView.tsx";
import { EditedCard, useCardName, type CardActs } from "./EditedCard.tsx";
import "./grid.css";
import {
  COLUMNS,
  GAP_IN_PX,
  LEAST_HEIGHT,
  LEAST_WIDTH,
  MOST_HEIGHT,
  ROW_IN_PX,
  settled,
  withPlaces,
} from "./placing.ts";

interface Props {
  cards: Card[];
  acts: CardActs;
  onPlace: (cards: Card[]) => void;
}

function layoutOf(cards: readonly Card[]): Layout {
  return cards.map(({ id, x, y, w, h }) => ({
    i: id,
    x,
    y,
    w,
    h,
    minW: LEAST_WIDTH,
    minH: LEAST_HEIGHT,
    maxH: MOST_HEIGHT,
  }));
}

/** The cards where they stand, to be dragged and pulled larger; on a phone in one column with buttons. */
export function EditedGrid({ cards, acts, onPlace }: Props) {
  const isPhone = useIsPhone();
  const nameOf = useCardName();
  const { width, containerRef, mounted } = useContainerWidth();
  const take = (layout: Layout) =>
    onPlace(settled(withPlaces(cards, new Map(layout.map((place) => [place.i, place])))));
  if (isPhone)
    return (
      <div className={classes["column"]}>
        {cards.map((card) => (
          <EditedCard key={card.id} card={card} name={nameOf(card)} acts={acts} isPhone />
        ))}
      </div>
    );
  return (
    <div ref={containerRef}>
      {mounted && (
        <ReactGridLayout
          width={width}
          layout={layoutOf(cards)}
          gridConfig={{
            cols: COLUMNS,
            rowHeight: ROW_IN_PX,
            margin: [GAP_IN_PX, GAP_IN_PX],
            containerPadding: [0, 0],
          }}
          dragConfig={{ handle: ".board-handle" }}
          onDragStop={take}
          onResizeStop={take}
        >
          {cards.map((card) => (
            <div key={card.id}>
              <EditedCard card={card} name={nameOf(card)} acts={acts} isPhone={false} />
            </div>
          ))}
        </ReactGridLayout>
      )}
    </div>
  );
}
