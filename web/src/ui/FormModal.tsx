import { Button, Group, Modal, Stack } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ErrorBox } from "./ErrorBox.tsx";
import { useDialog } from "./useDialog.ts";

interface Props {
  title: string;
  busy: boolean;
  error?: unknown;
  onClose: () => void;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  submitText?: string;
  children: ReactNode;
}

/** A form in a dialog: its refusal on top, its acts at the foot. */
export function FormModal({ title, busy, error, onClose, onSubmit, submitText, children }: Props) {
  const { t } = useTranslation();
  return (
    <Modal {...useDialog(onClose)} title={title}>
      <form onSubmit={onSubmit} noValidate={false}>
        <Stack>
          {error !== undefined && <ErrorBox error={error} />}
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("act.cancel")}
            </Button>
            <Button type="submit" loading={busy}>
              {submitText ?? t("act.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
