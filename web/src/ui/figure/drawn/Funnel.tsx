import type { Answer } from "../../../client/types.ts";
import { amountColumns, grainColumns } from "../answer.ts";
import { PickButton } from "../PickButton.tsx";
import type { OnPick } from "../picking.ts";
import { useWords } from "../words.ts";
import classes from "./bars.module.css";
import { cellAt, numberAt } from "./saying.ts";

interface Props {
  answer: Answer;
  columns?: readonly string[] | undefined;
  onPick?: OnPick | undefined;
}

/** Stages in the order of the answer, each as wide as what is left, with the answer's own rate beside it. */
export function Funnel({ answer, columns, onPick }: Props) {
  const words = useWords();
  const [stage] = grainColumns(answer);
  const figures = amountColumns(answer, columns);
  const count = figures.find((column) => column.unit !== "share");
  const rate = figures.find((column) => column.unit === "share");
  if (!stage || !count) return null;
  const widest = Math.max(...answer.rows.map((row) => numberAt(answer, row, count) ?? 0), Number.MIN_VALUE);
  return (
    <ol className={classes["funnel"]}>
      <li className={classes["heading"]} aria-hidden="true">
        <span className={classes["name"]}>{stage.title}</span>
        <span>{count.title}</span>
        {rate && <span>{rate.title}</span>}
      </li>
      {answer.rows.map((row, at) => (
        <li key={at}>
          <PickButton answer={answer} row={row} onPick={onPick} className={classes["pick"]}>
            <span className={classes["head"]}>
              <span className={classes["name"]}>{words.cell(answer, stage, cellAt(answer, row, stage))}</span>
              <strong>{words.cell(answer, count, cellAt(answer, row, count))}</strong>
              {rate && (
                <span
                  className={classes["rate"]}
                  aria-label={`${rate.title}: ${words.cell(answer, rate, cellAt(answer, row, rate))}`}
                >
                  {words.cell(answer, rate, cellAt(answer, row, rate))}
                  {words.interval(answer, rate, row) && ` (${words.interval(answer, rate, row) ?? ""})`}
                </span>
              )}
            </span>
            <span className={classes["step"]} aria-hidden="true">
              <span style={{ width: `${(((numberAt(answer, row, count) ?? 0) / widest) * 100).toFixed(2)}%` }} />
            </span>
          </PickButton>
        </li>
      ))}
    </ol>
  );
}
