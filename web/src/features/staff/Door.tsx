import { Center, Group, NativeSelect, Paper, Stack, Title } from "@mantine/core";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { setLanguage } from "../../i18n/index.ts";
import { isLanguage, LANGUAGES } from "../../i18n/languages.ts";
import { useLanguage } from "../../i18n/useFormat.ts";

function LanguageChoice() {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <NativeSelect
      aria-label={t("shell.language")}
      size="xs"
      data={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))}
      value={language}
      onChange={({ currentTarget: { value } }) => isLanguage(value) && void setLanguage(value)}
    />
  );
}

/** The frame of the screens in front of the sign-in. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = t("app.title", { page: title });
  }, [t, title]);
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={420}>
        <Group justify="space-between">
          <img src="/mark.svg" width={36} height={36} alt="Nigotis" />
          <LanguageChoice />
        </Group>
        <Paper withBorder p={{ base: "md", sm: "xl" }}>
          <Stack>
            <Title order={1} fz={24}>
              {title}
            </Title>
            {children}
          </Stack>
        </Paper>
      </Stack>
    </Center>
  );
}
