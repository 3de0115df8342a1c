import { Button, Group, Modal, Stack, Text, type ButtonProps } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

interface Props extends ButtonProps {
  label: string;
  question: string;
  onConfirm: () => void;
}

/** A button that asks once more, in words that say what will happen. */
export function ConfirmButton({ label, question, onConfirm, ...rest }: Props) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure();
  const confirm = () => {
    close();
    onConfirm();
  };
  return (
    <>
      <Button variant="default" {...rest} onClick={open}>
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={label} centered closeButtonProps={{ "aria-label": t("act.close") }}>
        <Stack>
          <Text size="sm">{question}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t("act.cancel")}
            </Button>
            <Button color="red" onClick={confirm} data-autofocus>
              {label}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
