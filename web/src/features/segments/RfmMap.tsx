import { Paper, Skeleton, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Answer } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { About } from "../../ui/figure/About.tsx";
import { useAnswer } from "../../ui/figure/answer.ts";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { cellKey, mapCells, SCORES, type MapCell } from "./grid.ts";
import classes from "./map.module.css";
import { segmentNumbers } from "./numbers.ts";

interface Choosing {
  chosen: ReadonlySet<string>;
  onToggle: (cell: string) => void;
}

function CellButton({
  cell,
  number,
  most,
  answer,
  chosen,
  onToggle,
}: Choosing & { cell: MapCell; number: number | undefined; most: number; answer: Answer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const depth = Math.sqrt(cell.clients / most);
  return (
    <button
      type="button"
      className={classes["cell"]}
      aria-pressed={chosen.has(cellKey(cell))}
      style={{
        background: `rgba(var(--nigotis-heat), calc(${(0.08 + depth * 0.92).toFixed(3)} * var(--nigotis-heat-most)))`,
      }}
      onClick={() => onToggle(cellKey(cell))}
    >
      <span className={classes["number"]} aria-hidden="true">
        {number}
      </span>
      <span className={classes["segment"]}>{t(`segment.${cell.segment}`)}</span>
      <span className={classes["count"]}>{format.quantity(cell.clients)}</span>
      <span className={classes["spend"]}>{format.money(cell.monetary as string, answer.currency)}</span>
    </button>
  );
}

/** What the numbers in a phone's cells stand for; who hears the cells hears the names there. */
function NumberKey({ numbers }: { numbers: ReadonlyMap<string, number> }) {
  const { t } = useTranslation();
  return (
    <ul className={classes["key"]} aria-hidden="true">
      {[...numbers].map(([segment, number]) => (
        <li key={segment}>
          <span className={classes["number"]}>{number}</span> {t(`segment.${segment}`)}
        </li>
      ))}
    </ul>
  );
}

function Grid({ answer, chosen, onToggle }: Choosing & { answer: Answer }) {
  const { t } = useTranslation();
  const cells = mapCells(answer);
  const numbers = segmentNumbers(cells.values());
  const most = Math.max(1, ...[...cells.values()].map((cell) => cell.clients));
  return (
    <>
      <div
        className={classes["scroll"]}
        tabIndex={0}
        role="region"
        aria-label={t("table.of", { title: t("segments.map") })}
      >
        <table className={classes["map"]}>
          <tbody>
            {SCORES.toReversed().map((f) => (
              <tr key={f}>
                <th scope="row">{t("segments.f", { score: f })}</th>
                {SCORES.map((r) => {
                  const cell = cells.get(cellKey({ r, f }));
                  return (
                    <td key={r}>
                      {cell && (
                        <CellButton
                          cell={cell}
                          number={numbers.get(cell.segment)}
                          most={most}
                          answer={answer}
                          chosen={chosen}
                          onToggle={onToggle}
                        />
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td />
              {SCORES.map((r) => (
                <th key={r} scope="col">
                  {t("segments.r", { score: r })}
                </th>
              ))}
            </tr>
          </tfoot>
        </table>
      </div>
      <NumberKey numbers={numbers} />
    </>
  );
}

/** The map of recency by frequency: 25 cells, each with its segment, its clients and what they spent. */
export function RfmMap(choosing: Choosing) {
  const { t } = useTranslation();
  const { data: answer, error, refetch } = useAnswer("rfm-map", useFilterQuery());
  return (
    <Paper withBorder p="md" component="section" aria-label={t("segments.map")}>
      <div className={classes["head"]}>
        <div>
          <Title order={2} fz="sm" fw={600}>
            {t("segments.map")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("segments.map_hint")}
          </Text>
          {answer?.note && <Text size="sm">{answer.note}</Text>}
        </div>
        {answer && <About answer={answer} heading={t("segments.map")} />}
      </div>
      {error && !answer && <ErrorBox error={error} onRetry={() => void refetch()} />}
      {!answer && !error && <Skeleton height={420} />}
      {answer?.as_of === null && <EmptyState icon="clock" title={t("figure.preparing")} />}
      {answer?.as_of && <Grid answer={answer} {...choosing} />}
    </Paper>
  );
}
