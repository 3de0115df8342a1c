import { Button, Paper, Select, Stack, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { Spelling, Town } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { DataTable, type TableColumn } from "../../ui/DataTable.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useAct } from "../../ui/useAct.ts";

const PAUSE_MS = 250;
const KEY = ["clients", "spellings", "unclear"];

function useTowns(typed: string) {
  const [asked] = useDebouncedValue(typed.trim(), PAUSE_MS);
  return useQuery({
    queryKey: ["clients", "towns", asked],
    queryFn: () => call<Town[]>("GET", "/clients/towns", { query: { q: asked } }),
    enabled: asked.length > 1,
  }).data;
}

/** Choose the town a spelling means. */
function TownPicker({ spelling }: { spelling: Spelling }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const towns = useTowns(typed) ?? [];
  const { mutate, isPending } = useAct({ onDone: () => saySaved(t("act.saved")) });
  const nameOf = ({ name, region_name: region, country, population }: Town) =>
    [name, region, country, format.quantity(population)].filter(Boolean).join(", ");
  const save = () =>
    mutate({ method: "POST", path: `/clients/spellings/${spelling.id}`, body: { town: Number(chosen) } });
  return (
    <Stack gap={4}>
      <Select
        aria-label={t("when.which_town", { written: spelling.written })}
        placeholder={t("when.type_town")}
        size="xs"
        searchable
        data={towns.map((town) => ({ value: String(town.id), label: nameOf(town) }))}
        filter={({ options }) => options}
        searchValue={typed}
        onSearchChange={setTyped}
        value={chosen}
        onChange={setChosen}
      />
      {chosen && (
        <Button size="compact-xs" loading={isPending} onClick={save}>
          {t("act.save")}
        </Button>
      )}
    </Stack>
  );
}

/** Spellings nobody could read: whoever knows the town says it once, for all clients who are written so. */
export function Unclear() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: () => call<Spelling[]>("GET", "/clients/spellings", { query: { is_clear: false } }),
    enabled: may("clients:read"),
  });
  if (!data?.length) return null;
  const columns: TableColumn<Spelling>[] = [
    { key: "written", title: t("when.written"), cell: ({ written }) => written },
    { key: "clients", title: t("nav.clients"), figure: true, cell: ({ clients }) => format.quantity(clients) },
    ...(may("clients:write")
      ? [{ key: "town", title: t("when.means"), long: true, cell: (one: Spelling) => <TownPicker spelling={one} /> }]
      : []),
  ];
  return (
    <Paper withBorder p="md" component="section" aria-label={t("when.unclear")}>
      <Title order={2} fz="sm" fw={600}>
        {t("when.unclear")}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("when.unclear_hint")}
      </Text>
      <DataTable caption={t("when.unclear")} columns={columns} rows={data} rowKey={({ id }) => id} />
    </Paper>
  );
}
