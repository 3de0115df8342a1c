import { Alert, Button, Group, List, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { PredictedList } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { useLists } from "./useLists.ts";

/** Why for these clients no day is named, and which lists tell something of them all the same. */
export function Untold({ list }: { list: PredictedList }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const leaving = useLists("leaving").data ?? [];
  const value = useLists("value").data ?? [];
  const others = [...leaving, ...value].filter(({ clients }) => clients > 0);
  const open = ({ about, name }: PredictedList) =>
    void navigate({ to: ".", search: (now: Record<string, unknown>) => ({ ...now, tab: about, list: name }) });
  const notes = list.notes ?? [];
  if (notes.length === 0) return null;
  return (
    <Alert variant="light" color="gray" title={t("predictions.untold")}>
      <Stack gap="sm">
        <List size="sm">
          {notes.map((note) => (
            <List.Item key={note}>{note}</List.Item>
          ))}
        </List>
        {others.length > 0 && (
          <Group gap="xs">
            <Text size="sm">{t("predictions.instead")}</Text>
            {others.map((other) => (
              <Button key={other.name} size="compact-sm" variant="default" onClick={() => open(other)}>
                {`${other.title} · ${format.quantity(other.clients)}`}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
