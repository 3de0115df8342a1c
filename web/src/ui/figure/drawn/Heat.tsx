import { VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Answer, Cell, Column } from "../../../client/types.ts";
import { useFormat } from "../../../i18n/useFormat.ts";
import { amountColumns, columnAt, figureColumns, grainColumns, partialWords, valuesOf } from "../answer.ts";
import table from "../../table.module.css";
import classes from "./heat.module.css";
import { PickButton } from "../PickButton.tsx";
import type { OnPick } from "../picking.ts";
import { useWords } from "../words.ts";

function axis(column: Column, answer: Answer): Cell[] {
  if (column.unit === "weekday") return [1, 2, 3, 4, 5, 6, 7];
  const values = valuesOf(answer, column);
  if (column.unit === "count") return values.sort((a, b) => Number(a) - Number(b));
  if (column.unit !== "hour") return values.sort((a, b) => (String(a) < String(b) ? -1 : 1));
  const hours = values.map(Number);
  const first = Math.min(...hours);
  return Array.from({ length: Math.max(...hours) - first + 1 }, (_, step) => first + step);
}

/** What the cells say if nothing was chosen: of those who came again the part, else the first amount. */
function telling(answer: Answer): Column | undefined {
  const amounts = amountColumns(answer);
  const isRetention = answer.grain.includes("months_later");
  return (isRetention && amounts.find(({ unit }) => unit === "share")) || amounts[0];
}

interface Props {
  answer: Answer;
  title: string;
  measure?: string | undefined;
  onPick?: OnPick | undefined;
}

/** A grid of two grains, darker where there is more. It is a real table, so it needs no second one to be read aloud. */
export function Heat({ answer, title, measure, onPick }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const [down, across] = grainColumns(answer);
  const figure = measure ? figureColumns(answer, [measure])[0] : telling(answer);
  if (!down || !across || !figure) return null;

  const figureAt = columnAt(answer, figure.name);
  const [downAt, acrossAt] = [columnAt(answer, down.name), columnAt(answer, across.name)];
  const cells = new Map(
    answer.rows.map((row, at) => [
      `${row[downAt]}|${row[acrossAt]}`,
      { value: row[figureAt] ?? null, partial: partialWords(answer, at), found: row },
    ]),
  );
  const top = Math.max(...answer.rows.map((row) => Number(row[figureAt] ?? 0)), Number.MIN_VALUE);
  const heading = (column: Column, value: Cell) =>
    column.unit === "weekday" ? format.weekday(Number(value)) : words.cell(answer, column, value);

  return (
    <div className={table["scroll"]} tabIndex={0} role="region" aria-label={t("table.of", { title })}>
      <table className={classes["heat"]}>
        <caption>{figure.title}</caption>
        <thead>
          <tr>
            <td className={classes["corner"]}>{across.title} →</td>
            {axis(across, answer).map((value) => (
              <th key={String(value)} scope="col">
                {across.unit === "hour" ? String(value) : heading(across, value)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {axis(down, answer).map((row) => (
            <tr key={String(row)}>
              <th scope="row">{heading(down, row)}</th>
              {axis(across, answer).map((column) => {
                const { value = null, partial, found } = cells.get(`${row}|${column}`) ?? {};
                const text = value === null ? "" : words.cell(answer, figure, value);
                const where = [heading(down, row), heading(across, column)].join(", ");
                const depth = Math.max(0, Number(value ?? 0)) / top;
                return (
                  <td
                    key={String(column)}
                    style={{
                      background: `rgba(var(--nigotis-heat), calc(${depth.toFixed(3)} * var(--nigotis-heat-most)))`,
                    }}
                    data-partial={partial !== undefined || undefined}
                    title={[where, partial].filter(Boolean).join(", ")}
                  >
                    {found && (
                      <PickButton
                        answer={answer}
                        row={found}
                        onPick={value === null ? undefined : onPick}
                        className={classes["pick"]}
                        label={`${where}: ${text}`}
                        isMany
                      >
                        {text}
                      </PickButton>
                    )}
                    {partial && <VisuallyHidden> {partial}</VisuallyHidden>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
