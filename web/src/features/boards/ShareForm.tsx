import { Button, Checkbox, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Role } from "../../client/types.ts";
import { useDialog } from "../../ui/useDialog.ts";

/** Those who may look at boards at all, besides the owner. */
const READERS: readonly Role[] = ["manager", "analyst", "seller"];

interface Props {
  roles: Role[];
  onDone: (roles: Role[]) => void;
  onClose: () => void;
}

/** Who sees a board. */
export function ShareForm({ roles, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const dialog = useDialog(onClose);
  const [chosen, setChosen] = useState<string[]>(roles);
  return (
    <Modal {...dialog} title={t("boards.share")}>
      <Stack>
        <Text size="sm">{t("boards.share_hint")}</Text>
        <Checkbox.Group value={chosen} onChange={setChosen} aria-label={t("boards.share")}>
          <Stack gap="xs">
            {READERS.map((role) => (
              <Checkbox key={role} value={role} label={t(`role.${role}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("act.cancel")}
          </Button>
          <Button onClick={() => onDone(READERS.filter((role) => chosen.includes(role)))}>{t("act.save")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
