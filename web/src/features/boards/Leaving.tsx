import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

interface Props {
  /** Answers whether all that was changed is kept by now. */
  keep: () => Promise<boolean>;
}

/** Whoever leaves by a link or goes back takes the last changes along; what cannot be kept is not lost unasked. */
export function Leaving({ keep }: Props) {
  const { t } = useTranslation();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: async () => !(await keep()),
    enableBeforeUnload: false,
    withResolver: true,
  });
  if (status !== "blocked") return null;
  return (
    <Modal opened onClose={reset} title={t("boards.leaving")} closeButtonProps={{ "aria-label": t("act.close") }}>
      <Stack>
        <Text size="sm">{t("boards.leaving_hint")}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={proceed}>
            {t("boards.leave_anyway")}
          </Button>
          <Button onClick={reset} data-autofocus>
            {t("boards.stay")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
