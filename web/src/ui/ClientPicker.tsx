import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { call } from "../client/call.ts";
import type { Client, Page } from "../client/types.ts";

interface Props {
  label: string;
  value: string | null;
  onChange: (clientId: string | null) => void;
  /** The client who cannot be chosen, such as oneself in a merge. */
  except?: number;
}

/** Find a client by name, phone or number. */
export function ClientPicker({ label, value, onChange, except }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, 250);
  const found = useQuery({
    queryKey: ["picker", "clients", search],
    queryFn: () => call<Page<Client>>("GET", "/clients", { query: { q: search, limit: 12 } }),
    placeholderData: (previous) => previous,
  });
  const clients = (found.data?.items ?? []).filter((client) => client.id !== except);
  return (
    <Select
      label={label}
      placeholder={t("clients.search")}
      searchable
      clearable
      data={clients.map(({ id, name, phone }) => ({ value: String(id), label: phone ? `${name} · ${phone}` : name }))}
      filter={({ options }) => options}
      nothingFoundMessage={t("filter.nothing")}
      value={value}
      onChange={onChange}
      onSearchChange={setTyped}
    />
  );
}
