import { Button, Group, NativeSelect, Pill, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Suspense, use, useState } from "react";
import { useTranslation } from "react-i18next";

import { useOwnBranch } from "../../client/session.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { Icon } from "../icons.tsx";
import { lazily } from "../../charts/lazily.ts";
import { NARROWINGS, PeriodOfPage, useFilterQuery, useFilters, useSetFilters } from "./filters.ts";
import { PERIODS, type PeriodName } from "./period.ts";
import { useFilterWord } from "./useFilterWords.ts";

const NarrowingDrawer = lazily(() => import("./NarrowingDrawer.tsx"));

function PeriodField() {
  const { t } = useTranslation();
  const filters = useFilters();
  const setFilters = useSetFilters();
  const usual = use(PeriodOfPage);
  const days = useFilterQuery();
  const choose = (period: PeriodName) => {
    const keep = period === "custom" ? { since: String(days["since"]), until: String(days["until"]) } : {};
    setFilters({ period, since: undefined, until: undefined, ...keep });
  };
  return (
    <NativeSelect
      aria-label={t("filter.period")}
      flex="1 1 11rem"
      maw="16rem"
      miw={0}
      leftSection={<Icon name="calendar" size={16} />}
      data={[...PERIODS, "custom" as const].map((name) => ({ value: name, label: t(`period.${name}`) }))}
      value={filters.period ?? usual}
      onChange={(event) => choose(event.currentTarget.value as PeriodName)}
    />
  );
}

interface DayProps {
  name: "since" | "until";
  min?: string | undefined;
  max: string;
}

/** One end of the chosen days: what is typed while it is typed, then what is asked for, which ends today. */
function DayField({ name, min, max }: DayProps) {
  const { t } = useTranslation();
  const setFilters = useSetFilters();
  const asked = useFilterQuery()[name];
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      type="date"
      flex="1 1 8rem"
      maw="10rem"
      aria-label={t(`filter.${name}`)}
      value={typed ?? String(asked)}
      min={min}
      max={max}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        setFilters({ [name]: event.currentTarget.value || undefined });
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

function CustomDays() {
  const { period, since, until } = useFilters();
  const today = useFormat().today();
  if (period !== "custom") return null;
  return (
    <Group gap="xs" wrap="nowrap" flex="1 1 17rem" maw="20rem">
      <DayField name="since" max={until && until < today ? until : today} />
      <DayField name="until" min={since} max={today} />
    </Group>
  );
}

function ActivePills() {
  const { t } = useTranslation();
  const filters = useFilters();
  const setFilters = useSetFilters();
  const word = useFilterWord();
  const own = useOwnBranch();
  return NARROWINGS.map((name) => {
    const value = filters[name];
    if (!value) return null;
    const text = `${t(`filter.${name}`)}: ${word(name, value)}`;
    return (
      <Pill
        key={name}
        size="md"
        withRemoveButton={!(name === "branch" && own)}
        onRemove={() => setFilters({ [name]: undefined })}
        removeButtonProps={{ "aria-label": t("filter.remove", { filter: text }), "aria-hidden": false, tabIndex: 0 }}
      >
        {text}
      </Pill>
    );
  });
}

/** The one bar that narrows everything on the page; it lives in the URL, so a link says what its sender saw.
 * What is said of the days ahead has no period to choose. */
export function FilterBar({ hasPeriod = true }: { hasPeriod?: boolean }) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure();
  return (
    <Group gap="xs" mb="lg" role="search" aria-label={t("filter.bar")}>
      {hasPeriod && <PeriodField />}
      {hasPeriod && <CustomDays />}
      <Button variant="default" leftSection={<Icon name="filter" size={16} />} onClick={open}>
        {t("filter.more")}
      </Button>
      <ActivePills />
      {opened && (
        <Suspense>
          <NarrowingDrawer onClose={close} />
        </Suspense>
      )}
    </Group>
  );
}
