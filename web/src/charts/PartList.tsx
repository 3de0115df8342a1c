import classes from "./chart.module.css";
import type { Part, Scheme } from "./drawing.ts";
import { colourAt } from "./palette.ts";

/** The parts of a ring in words, in the order they stand around it. */
export function PartList({ parts, scheme }: { parts: Part[]; scheme: Scheme }) {
  return (
    <ul className={classes["parts"]}>
      {parts.map(({ name, text, mark }, at) => (
        <li key={name}>
          <span className={classes["chip"]} style={{ background: colourAt(scheme, at) }} aria-hidden="true" />
          <span className={classes["name"]}>{name}</span>
          <span>{text}</span>
          {mark !== text && <span className={classes["mark"]}>{mark}</span>}
        </li>
      ))}
    </ul>
  );
}
