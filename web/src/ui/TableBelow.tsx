import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "./icons.tsx";

/** What a picture shows, as a table for whoever wants to read or hear it. */
export function TableBelow({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [opened, { toggle }] = useDisclosure();
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<Icon name="table" size={14} />}
        aria-expanded={opened}
        onClick={toggle}
      >
        {t(opened ? "figure.hide_table" : "figure.show_table")}
      </Button>
      {opened && children}
    </>
  );
}
