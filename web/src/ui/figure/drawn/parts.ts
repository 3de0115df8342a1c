import type { PieDrawing } from "../../../charts/drawing.ts";
import type { Answer, Column } from "../../../client/types.ts";
import { amountColumns, grainColumns } from "../answer.ts";
import { cellAt, numberAt, type Saying } from "./saying.ts";

/** More parts than this cannot be told apart in a ring. */
export const MOST_PARTS = 10;

/** The share of an amount stands right behind it: clients, share. */
function shareOf(answer: Answer, lead: Column): Column | undefined {
  const next = answer.columns[answer.columns.indexOf(lead) + 1];
  return next?.unit === "share" ? next : undefined;
}

/** Parts of a whole; undefined where a ring would mislead: too many parts, some left out, or one below nothing. */
export function partsOf(
  answer: Answer,
  columns: readonly string[] | undefined,
  saying: Saying,
): PieDrawing | undefined {
  const [along] = grainColumns(answer);
  const [lead] = amountColumns(answer, columns);
  if (!along || !lead || answer.rows.length > MOST_PARTS || answer.count > answer.rows.length) return undefined;
  const share = shareOf(answer, lead);
  const parts = answer.rows.map((row) => {
    const text = saying.cell(answer, lead, cellAt(answer, row, lead));
    return {
      name: saying.cell(answer, along, cellAt(answer, row, along)),
      value: numberAt(answer, row, lead) ?? 0,
      text,
      mark: share ? saying.cell(answer, share, cellAt(answer, row, share)) : text,
    };
  });
  return parts.some(({ value }) => value < 0) ? undefined : { kind: "pie", parts };
}
