import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";

import { Icon } from "./icons.tsx";
import { useSearchParam } from "./useSearchParam.ts";

const PAUSE_MS = 250;

/** Search as you type; what was typed stands in the URL as `q`. */
export function SearchField({ label }: { label: string }) {
  const [search, setSearch] = useSearchParam("q");
  const [typed, setTyped] = useState(search ?? "");
  const settle = useDebouncedCallback(setSearch, PAUSE_MS);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<Icon name="search" size={16} />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        settle(event.currentTarget.value);
      }}
      flex="1 1 14rem"
    />
  );
}
