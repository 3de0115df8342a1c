import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Answer, Column } from "../../../client/types.ts";
import { figureColumns, grainColumns } from "../answer.ts";
import { useWords } from "../words.ts";
import classes from "./bars.module.css";
import { progressPair } from "./pair.ts";
import { cellAt, numberAt } from "./saying.ts";

const MOST_ROWS = 12;
/** A number that names a row says what it counts. */
const BARE_NUMBERS = new Set(["days", "count", "score"]);

/** Lengths of what is there and of the target, of the longer of the two. */
function lengths(now: number, target: number | null): { filled: number; mark: number | null } {
  const whole = Math.max(now, target ?? 1, Number.MIN_VALUE);
  return { filled: Math.max(0, now) / whole, mark: target === null ? null : target / whole };
}

function per(length: number): string {
  return `${(length * 100).toFixed(2)}%`;
}

function Bar({ now, target }: { now: number; target: number | null }) {
  const { filled, mark } = lengths(now, target);
  return (
    <div className={classes["track"]} aria-hidden="true">
      <span className={classes["fill"]} style={{ width: per(filled) }} />
      {mark !== null && <span className={classes["target"]} style={{ insetInlineStart: per(mark) }} />}
    </div>
  );
}

/** How far each row is: an amount towards its target, or a share of the whole. */
export function Progress({ answer, columns }: { answer: Answer; columns?: readonly string[] | undefined }) {
  const { t } = useTranslation();
  const words = useWords();
  const pair = progressPair(answer, columns);
  if (!pair) return null;
  const { now, target, share } = pair;
  const grain = grainColumns(answer);
  const say = (row: Answer["rows"][number], column: Column) => words.cell(answer, column, cellAt(answer, row, column));
  const named = (row: Answer["rows"][number], column: Column) =>
    BARE_NUMBERS.has(column.unit) ? `${column.title}: ${say(row, column)}` : say(row, column);
  const beside = figureColumns(answer, columns).find((column) => column !== now && column !== target);
  return (
    <ul className={classes["list"]}>
      {answer.rows.slice(0, MOST_ROWS).map((row, at) => (
        <li key={at}>
          <div className={classes["head"]}>
            <span className={classes["name"]}>{grain.map((column) => named(row, column)).join(", ") || now.title}</span>
            <span>{target ? t("figure.of", { now: say(row, now), target: say(row, target) }) : say(row, now)}</span>
            {(share ?? beside) && (
              <Text span size="xs" c="dimmed" className={classes["rate"]}>
                {say(row, (share ?? beside) as Column)}
              </Text>
            )}
          </div>
          <Bar now={numberAt(answer, row, now) ?? 0} target={target ? numberAt(answer, row, target) : null} />
        </li>
      ))}
    </ul>
  );
}
