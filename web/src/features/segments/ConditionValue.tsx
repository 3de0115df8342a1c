import { ActionIcon, Group, Menu, MultiSelect, Pill, TagsInput, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Condition, RuleField } from "../../client/types.ts";
import { useProducts } from "../../ui/filters/choices.ts";
import { call } from "../../client/call.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import type { Product } from "../../client/types.ts";
import { Icon } from "../../ui/icons.tsx";
import { isList, valuesOf } from "./rule.ts";

interface Props {
  field: RuleField;
  condition: Condition;
  onChange: (values: string[]) => void;
}

/** Names of products already chosen, which the list of a search need not hold. */
function useChosenProducts(ids: string[]) {
  return useQuery({
    queryKey: ["choices", "products-by-id", ids],
    queryFn: () => Promise.all(ids.map((id) => call<Product>("GET", `/products/${id}`))),
    enabled: ids.length > 0,
    placeholderData: (previous) => previous,
  }).data;
}

function Products({ condition, onChange, field }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, 250);
  const values = condition.values ?? [];
  const chosen = (useChosenProducts(values) ?? []).map(({ id, name }) => ({ value: String(id), label: name }));
  const found = useProducts(search).filter(({ value }) => !chosen.some((one) => one.value === value));
  return (
    <MultiSelect
      aria-label={`${field.title}: ${t("segments.value")}`}
      searchable
      data={[...chosen, ...found]}
      value={values}
      onChange={onChange}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage={t("filter.nothing")}
      flex="1 1 220px"
    />
  );
}

function Several(props: Props) {
  const { field, condition, onChange } = props;
  const { t } = useTranslation();
  const label = `${field.title}: ${t("segments.value")}`;
  const values = condition.values ?? [];
  if (field.about === "product") return <Products {...props} />;
  const isFree = field.kind === "text" || (field.choices.length === 0 && !field.about);
  const data = field.choices.map(({ value, title }) => ({ value, label: title }));
  if (isFree || field.about === "tag") {
    return (
      <TagsInput
        aria-label={label}
        data={data.map(({ value }) => value)}
        value={values}
        onChange={onChange}
        flex="1 1 220px"
      />
    );
  }
  const known = new Set(data.map(({ value }) => value));
  const others = values.filter((value) => !known.has(value)).map((value) => ({ value, label: value }));
  return (
    <MultiSelect
      aria-label={label}
      searchable
      data={[...data, ...others]}
      value={values}
      onChange={onChange}
      nothingFoundMessage={t("filter.nothing")}
      flex="1 1 220px"
    />
  );
}

const DAYS = new Set(["last", "ago", "next"]);

/** The merchant's own limits, to stand in the place of a number: the segment then follows them. */
function LimitMenu({ field, onChoose }: { field: RuleField; onChoose: (name: string) => void }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`${field.title}: ${t("segments.own_limit")}`}>
          <Icon name="settings" size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("segments.own_limit")}</Menu.Label>
        {field.limits.map(({ value, title }) => (
          <Menu.Item key={value} onClick={() => onChoose(value)}>
            {title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What a condition compares with: as many inputs as the operator takes, of the field's kind. */
export function ConditionValue(props: Props) {
  const { field, condition, onChange } = props;
  const { t } = useTranslation();
  const { sign } = useFormat();
  if (isList(condition.op)) return <Several {...props} />;
  const values = condition.values ?? [];
  const isShare = field.unit === "share";
  const isDay = field.kind === "date" && !DAYS.has(condition.op);
  const inDays = DAYS.has(condition.op) || field.unit === "days";
  const unit = inDays ? t("segments.days_short") : field.unit === "money" ? sign() : "";
  const set = (at: number, value: string) =>
    onChange(Array.from({ length: valuesOf(condition.op) }, (_, n) => (n === at ? value : (values[n] ?? ""))));
  return (
    <Group gap="xs" flex="0 1 auto">
      {Array.from({ length: valuesOf(condition.op) }, (_, at) => {
        const limit = field.limits.find(({ value }) => value === values[at]);
        return limit ? (
          <Pill
            key={at}
            size="md"
            withRemoveButton
            removeButtonProps={{ "aria-label": t("segments.own_number"), "aria-hidden": false, tabIndex: 0 }}
            onRemove={() => set(at, "")}
          >
            {limit.title}
          </Pill>
        ) : (
          <Group key={at} gap={4} wrap="nowrap">
            <TextInput
              aria-label={`${field.title}: ${t(at === 0 ? "segments.value" : "segments.value_to")}`}
              type={isDay ? "date" : "text"}
              inputMode={isDay || isShare || field.kind === "text" ? undefined : "decimal"}
              placeholder={isShare ? "33%" : undefined}
              w={isDay ? 150 : field.kind === "text" ? 200 : unit ? 134 : 110}
              value={values[at] ?? ""}
              rightSection={unit ? <small>{unit}</small> : undefined}
              rightSectionWidth={unit ? 44 : undefined}
              onChange={(event) => set(at, event.currentTarget.value.replace(",", "."))}
            />
            {field.limits.length > 0 && <LimitMenu field={field} onChoose={(name) => set(at, name)} />}
          </Group>
        );
      })}
    </Group>
  );
}
