import { Modal, Skeleton, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { FigureAbout } from "../../client/types.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Icon } from "../../ui/icons.tsx";
import { useDialog } from "../../ui/useDialog.ts";
import classes from "./board.module.css";
import { useFigures } from "./useBoard.ts";

function matches(figure: FigureAbout, typed: string): boolean {
  const words = typed.toLowerCase().split(/\s+/);
  const text =
    `${figure.title} ${figure.definition} ${figure.columns.map(({ title }) => title).join(" ")}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Every figure there is, with what it means. */
export function FigurePicker({ onPick, onClose }: { onPick: (figure: FigureAbout) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const dialog = useDialog(onClose);
  const [typed, setTyped] = useState("");
  const { data } = useFigures();
  const found = data?.filter((figure) => matches(figure, typed));
  return (
    <Modal {...dialog} size="lg" title={t("boards.pick")}>
      <TextInput
        data-autofocus
        aria-label={t("boards.search")}
        placeholder={t("boards.search")}
        leftSection={<Icon name="search" size={16} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        mb="sm"
      />
      {!found && <Skeleton height={240} />}
      {found?.length === 0 && <EmptyState icon="search" title={t("filter.nothing")} />}
      <div className={classes["figures"]}>
        {found?.map((figure) => (
          <UnstyledButton key={figure.name} className={classes["figure"]} onClick={() => onPick(figure)}>
            <Text size="sm" fw={600}>
              {figure.title}
            </Text>
            <Text size="xs" c="dimmed">
              {figure.definition}
            </Text>
          </UnstyledButton>
        ))}
      </div>
    </Modal>
  );
}
