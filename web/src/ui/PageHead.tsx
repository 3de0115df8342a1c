import { Group, Title } from "@mantine/core";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  title: string;
  children?: ReactNode;
}

/** The page's one heading, and its acts. */
export function PageHead({ title, children }: Props) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = t("app.title", { page: title });
  }, [t, title]);
  return (
    <Group justify="space-between" mb="md" gap="sm">
      <Title order={1} fz={{ base: 24, sm: 28 }} style={{ overflowWrap: "anywhere" }}>
        {title}
      </Title>
      <Group gap="xs">{children}</Group>
    </Group>
  );
}
