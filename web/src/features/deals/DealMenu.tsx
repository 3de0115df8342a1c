import { ActionIcon, Menu } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { BoardColumn, Deal } from "../../client/types.ts";
import { Icon } from "../../ui/icons.tsx";
import { useDealActs } from "./useDealActs.ts";

export type Closing = { deal: Deal; as: "won" | "lost" };

interface Props {
  deal: Deal;
  columns: BoardColumn[];
  onClosing: (closing: Closing) => void;
}

/** Everything one does with a card by finger or keyboard: move it, win it, lose it, let it live again. */
export function DealMenu({ deal, columns, onClosing }: Props) {
  const { t } = useTranslation();
  const { move, reopen } = useDealActs();
  const stages = columns.filter(({ code }) => code !== "won" && code !== "lost" && code !== deal.stage);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("act.more_for", { name: deal.title })}>
          <Icon name="more" size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {deal.status === "open" ? (
          <>
            <Menu.Label>{t("deals.move_to")}</Menu.Label>
            {stages.map(({ code, name }) => (
              <Menu.Item key={code} onClick={() => move(deal, code, name)}>
                {name}
              </Menu.Item>
            ))}
            <Menu.Divider />
            <Menu.Item onClick={() => onClosing({ deal, as: "won" })}>{t("deals.win")}</Menu.Item>
            <Menu.Item color="red" onClick={() => onClosing({ deal, as: "lost" })}>
              {t("deals.lose")}
            </Menu.Item>
          </>
        ) : (
          <Menu.Item onClick={() => reopen(deal)}>{t("deals.reopen")}</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
