import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Movement } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import table from "../../ui/table.module.css";
import classes from "./moves.module.css";
import type { Chosen } from "./Movers.tsx";
import { matrixOf } from "./movement.ts";
import { usePlaceName } from "./usePlaceName.ts";

function heat(clients: number, most: number): string {
  const depth = 0.08 + Math.sqrt(clients / most) * 0.92;
  return `rgba(var(--nigotis-heat), calc(${depth.toFixed(3)} * var(--nigotis-heat-most)))`;
}

interface Props {
  movement: Movement;
  onChoose: (chosen: Chosen) => void;
}

/** From which segment (rows) to which (columns) how many clients went; those who stayed are framed. Each number opens
 * its clients. */
export function MoveMatrix({ movement, onChoose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const matrix = matrixOf(movement);
  const named = usePlaceName(movement);
  return (
    <div
      className={table["scroll"]}
      tabIndex={0}
      role="region"
      aria-label={t("table.of", { title: t("segments.moves") })}
    >
      <table className={classes["matrix"]}>
        <thead>
          <tr>
            <td>{t("segments.from_to")}</td>
            {matrix.after.map((after) => (
              <th key={after} scope="col">
                {named(after, "after")}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.before.map((before) => (
            <tr key={before}>
              <th scope="row">{named(before, "before")}</th>
              {matrix.after.map((after) => {
                const clients = matrix.count(before, after);
                const stayed = before === after;
                return (
                  <td
                    key={after}
                    data-stayed={stayed || undefined}
                    style={clients > 0 && !stayed ? { background: heat(clients, matrix.most) } : undefined}
                  >
                    {clients > 0 && (
                      <UnstyledButton
                        className={classes["number"]}
                        aria-label={t("segments.movers_named", {
                          from: named(before, "before"),
                          to: named(after, "after"),
                          count: clients,
                        })}
                        onClick={() => onChoose({ before, to: after })}
                      >
                        {format.quantity(clients)}
                      </UnstyledButton>
                    )}
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
