import { Group, Text, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import type { ClientCounters } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { BOUGHT_TODAY, REGISTERED_TODAY, RuleLink } from "../../ui/RuleLink.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import classes from "./counters.module.css";

const STATUSES = ["all", "active", "waiting", "inactive"] as const;
const TODAY = [
  { name: "ordered_today", rule: BOUGHT_TODAY },
  { name: "registered_today", rule: REGISTERED_TODAY },
] as const;

/** How many clients there are; the statuses are filters too. */
export function Counters() {
  const { t } = useTranslation();
  const format = useFormat();
  const [status, setStatus] = useSearchParam("status");
  const counters = useQuery({
    queryKey: ["counters"],
    queryFn: () => call<ClientCounters>("GET", "/clients/counters"),
  }).data;
  const number = (name: keyof ClientCounters) => (counters ? format.quantity(counters[name]) : "…");
  return (
    <Group gap="xs" mb="md" role="group" aria-label={t("clients.counters")}>
      {STATUSES.map((name) => (
        <UnstyledButton
          key={name}
          className={classes["counter"]}
          aria-pressed={(status ?? "all") === name}
          onClick={() => setStatus(name === "all" ? null : name)}
        >
          <Text fw={650}>{number(name)}</Text>
          <Text size="xs">{t(`status.${name}`)}</Text>
        </UnstyledButton>
      ))}
      {TODAY.map(({ name, rule }) => (
        <div key={name} className={classes["plain"]}>
          <RuleLink rule={rule}>
            <Text fw={650}>{number(name)}</Text>
            <Text size="xs" c="dimmed">
              {t(`clients.${name}`)}
            </Text>
          </RuleLink>
        </div>
      ))}
    </Group>
  );
}
