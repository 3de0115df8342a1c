import classes from "./chart.module.css";
import type { Drawing, Scheme, Series } from "./drawing.ts";
import { colourAt, DASHES, formAt, PALETTES, SYMBOLS } from "./palette.ts";

interface Entry {
  name: string;
  colour: string;
  /** How it is drawn: a dash pattern of a line, a form of a point, or a block. */
  dash?: string;
  form?: (typeof SYMBOLS)[number];
}

const FORMS = {
  circle: "M8 2a5 5 0 1 0 0 10a5 5 0 0 0 0-10",
  rect: "M3.5 2.5h9v9h-9z",
  triangle: "M8 1.5 13.5 12h-11z",
  diamond: "M8 .5 13.5 7 8 13.5 2.5 7z",
} as const;

function dashOf(one: Series, place: number): string {
  const dash = one.isBefore ? [4, 4] : formAt(DASHES, place);
  return dash === "solid" ? "none" : dash.join(" ");
}

function entriesOf(drawing: Drawing, scheme: Scheme): Entry[] {
  if (drawing.kind === "scatter")
    return drawing.groups.map(({ name, colour }) => ({
      name,
      colour: colourAt(scheme, colour),
      form: formAt(SYMBOLS, colour),
    }));
  if (drawing.kind !== "line" && drawing.kind !== "bar") return [];
  let place = 0;
  return drawing.series.map((one, at) => ({
    name: one.name,
    colour: one.isBefore ? PALETTES[scheme].before : colourAt(scheme, place++),
    ...(drawing.kind === "line" ? { dash: dashOf(one, at) } : {}),
  }));
}

function Sign({ colour, dash, form = "rect" }: Entry) {
  return (
    <svg width={dash ? 24 : 16} height={14} aria-hidden="true">
      {dash ? (
        <path d="M0 7h24" stroke={colour} strokeWidth={2} strokeDasharray={dash} />
      ) : (
        <path d={FORMS[form]} fill={colour} />
      )}
    </svg>
  );
}

/** Which colour, dash or form stands for what; nothing where there is only one. */
export function Key({ drawing, scheme }: { drawing: Drawing; scheme: Scheme }) {
  const entries = entriesOf(drawing, scheme);
  if (entries.length < 2) return null;
  return (
    <ul className={classes["key"]}>
      {entries.map((entry) => (
        <li key={entry.name}>
          <Sign {...entry} />
          {entry.name}
        </li>
      ))}
    </ul>
  );
}
