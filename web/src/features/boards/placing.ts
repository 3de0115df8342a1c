/** Where cards stand on a grid of twelve columns. No two overlap, and nothing floats above an empty place. */

export const COLUMNS = 12;
export const ROW_IN_PX = 40;
export const GAP_IN_PX = 16;
export const LEAST_WIDTH = 2;
export const LEAST_HEIGHT = 2;
export const MOST_HEIGHT = 24;

export interface Placed {
  id: string;
  x: number;
  y: number;
  w: number;
  h: number;
}

export type Step = "left" | "right" | "up" | "down" | "wider" | "narrower" | "taller" | "shorter";

function overlap(one: Placed, other: Placed): boolean {
  return (
    one.id !== other.id &&
    one.x < other.x + other.w &&
    other.x < one.x + one.w &&
    one.y < other.y + other.h &&
    other.y < one.y + one.h
  );
}

/** Reading order: from the top left to the bottom right. */
export function inOrder<Card extends Placed>(cards: readonly Card[]): Card[] {
  return cards.toSorted((one, other) => one.y - other.y || one.x - other.x);
}

/** Let every card fall up as far as it can; `first` goes before the others where two want one place. */
export function settled<Card extends Placed>(cards: readonly Card[], first?: string): Card[] {
  const order = cards.toSorted(
    (one, other) => one.y - other.y || Number(other.id === first) - Number(one.id === first) || one.x - other.x,
  );
  const done: Card[] = [];
  for (const card of order) {
    let y = 0;
    const isFree = (at: number) => !done.some((other) => overlap({ ...card, y: at }, other));
    for (let at = card.y; at >= 0 && isFree(at); at -= 1) y = at;
    if (!isFree(card.y)) for (y = card.y; !isFree(y); y += 1);
    done.push({ ...card, y });
  }
  return inOrder(done);
}

function changed<Card extends Placed>(card: Card, step: Step): Card {
  switch (step) {
    case "left":
      return { ...card, x: Math.max(0, card.x - 1) };
    case "right":
      return { ...card, x: Math.min(COLUMNS - card.w, card.x + 1) };
    case "wider":
      return { ...card, w: Math.min(COLUMNS - card.x, card.w + 1) };
    case "narrower":
      return { ...card, w: Math.max(LEAST_WIDTH, card.w - 1) };
    case "taller":
      return { ...card, h: Math.min(MOST_HEIGHT, card.h + 1) };
    case "shorter":
      return { ...card, h: Math.max(LEAST_HEIGHT, card.h - 1) };
    default:
      return card;
  }
}

function inColumn(one: Placed, other: Placed): boolean {
  return one.x < other.x + other.w && other.x < one.x + one.w;
}

/** Up goes above the nearest card above, down below the nearest below, however high they are. */
function lifted<Card extends Placed>(cards: readonly Card[], card: Card, step: "up" | "down"): Card[] {
  const others = cards.filter((other) => other.id !== card.id && inColumn(other, card));
  if (step === "up") {
    const above = others.filter((other) => other.y + other.h <= card.y).toSorted((a, b) => b.y - a.y)[0];
    return above
      ? settled(
          cards.map((one) => (one === card ? { ...card, y: above.y } : one)),
          card.id,
        )
      : [...cards];
  }
  const below = others.filter((other) => other.y >= card.y + card.h).toSorted((a, b) => a.y - b.y)[0];
  if (!below) return [...cards];
  const moved = cards.map((one) => (one === below ? { ...below, y: card.y } : one));
  return settled(
    moved.map((one) => (one.id === card.id ? { ...one, y: card.y + 1 } : one)),
    below.id,
  );
}

/** The cards after one of them took a step; the others make room. */
export function stepped<Card extends Placed>(cards: readonly Card[], id: string, step: Step): Card[] {
  const card = cards.find((one) => one.id === id);
  if (!card) return [...cards];
  if (step === "up" || step === "down") return lifted(cards, card, step);
  return settled(
    cards.map((one) => (one === card ? changed(card, step) : one)),
    id,
  );
}

/** The cards at the places of a layout, as a dragging library tells it. */
export function withPlaces<Card extends Placed>(
  cards: readonly Card[],
  places: ReadonlyMap<string, Omit<Placed, "id">>,
): Card[] {
  return cards.map((card) => {
    const { x, y, w, h } = places.get(card.id) ?? card;
    return { ...card, x, y, w, h };
  });
}

/** On a phone cards stand in one column: two neighbours change places, and with them their sizes on a desk. */
export function swapped<Card extends Placed>(cards: readonly Card[], id: string, by: 1 | -1): Card[] {
  const order = inOrder(cards);
  const at = order.findIndex((card) => card.id === id);
  const [one, other] = [order[at], order[at + by]];
  if (!one || !other) return order;
  const place = ({ x, y, w, h }: Placed) => ({ x, y, w, h });
  return inOrder(
    order.map((card) =>
      card === one ? { ...one, ...place(other) } : card === other ? { ...other, ...place(one) } : card,
    ),
  );
}

/**
 * A board in screenfuls of at most so many rows, each beginning at the top: cut where no card stands across. What is
 * higher than a screen has one to itself.
 */
export function screensOf<Card extends Placed>(cards: readonly Card[], rows: number): Card[][] {
  const screens: Card[][] = [];
  for (const band of bandsOf(cards)) {
    const last = screens.at(-1);
    const top = bottom(last ?? []);
    if (last && top + bottom(band) <= rows) last.push(...band.map((card) => ({ ...card, y: card.y + top })));
    else screens.push(band);
  }
  return screens;
}

/** The parts of a board between which a straight line can be drawn from side to side, each beginning at row 0. */
function bandsOf<Card extends Placed>(cards: readonly Card[]): Card[][] {
  const bands: { top: number; cards: Card[] }[] = [];
  for (const card of inOrder(cards)) {
    const band = bands.at(-1);
    if (band && card.y < bottom(band.cards)) band.cards.push(card);
    else bands.push({ top: card.y, cards: [card] });
  }
  return bands.map(({ top, cards: inBand }) => inBand.map((card) => ({ ...card, y: card.y - top })));
}

/** The first row below everything. */
export function bottom(cards: readonly Placed[]): number {
  return Math.max(0, ...cards.map((card) => card.y + card.h));
}
