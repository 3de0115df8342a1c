import { Button, Group, NativeSelect, Pill, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Suspense, use } from "react";
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

function CustomDays() {
  const { t } = useTranslation();
  const filters = useFilters();
  const setFilters = useSetFilters();
  const today = useFormat().today();
  if (filters.period !== "custom") return null;
  return (
    <Group gap="xs">
      <TextInput
        type="date"
        aria-label={t("filter.since")}
        value={filters.since ?? ""}
        max={filters.until && filters.until < today ? filters.until : today}
        onChange={(event) => setFilters({ since: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        aria-label={t("filter.until")}
        value={filters.until ?? ""}
        min={filters.since}
        max={today}
        onChange={(event) => setFilters({ until: event.currentTarget.value || undefined })}
      />
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

/** The one bar that narrows everything on the page; it lives in the URL, so a link says what its sender saw. */
export function FilterBar() {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure();
  return (
    <Group gap="xs" mb="lg" role="search" aria-label={t("filter.bar")}>
      <PeriodField />
      <CustomDays />
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
