import { ActionIcon, Button, Group, Paper, Select, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Condition, Group as RuleGroup, RuleField } from "../../client/types.ts";
import { Icon } from "../../ui/icons.tsx";
import { SelectField } from "../../ui/SelectField.tsx";
import classes from "./builder.module.css";
import { ConditionValue } from "./ConditionValue.tsx";
import { added, changed, EVERYBODY, isGroup, moved, newCondition, parts, withOperator, type Place } from "./rule.ts";

interface Props {
  rule: RuleGroup;
  fields: RuleField[];
  onChange: (rule: RuleGroup) => void;
}

interface PartProps extends Props {
  place: Place;
}

const GROUPS = ["purchases", "bought", "scores", "segment", "directory", "traits", "own", "predictions"] as const;
const DEEPEST = 4;

function Handles({ rule, place, onChange, count, name }: PartProps & { count: number; name: string }) {
  const { t } = useTranslation();
  const at = place.at(-1) ?? 0;
  return (
    <Group gap={2} wrap="nowrap" ml="auto">
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("segments.move_up", { name })}
        disabled={at === 0}
        onClick={() => onChange(moved(rule, place, -1))}
      >
        <Icon name="up" size={16} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("segments.move_down", { name })}
        disabled={at === count - 1}
        onClick={() => onChange(moved(rule, place, 1))}
      >
        <Icon name="down" size={16} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("segments.remove_part", { name })}
        onClick={() => onChange(changed(rule, place, () => null))}
      >
        <Icon name="trash" size={16} />
      </ActionIcon>
    </Group>
  );
}

function useFieldChoices(fields: RuleField[]) {
  const { t } = useTranslation();
  return GROUPS.map((group) => ({
    group: t(`segments.group_${group}`),
    items: fields.filter((field) => field.group === group).map(({ name, title }) => ({ value: name, label: title })),
  })).filter(({ items }) => items.length > 0);
}

function ConditionRow({ condition, count, ...part }: PartProps & { condition: Condition; count: number }) {
  const { t } = useTranslation();
  const choices = useFieldChoices(part.fields);
  const field = part.fields.find(({ name }) => name === condition.field);
  const set = (next: Condition) => part.onChange(changed(part.rule, part.place, () => next));
  const choose = (name: string | null) => {
    const found = part.fields.find((one) => one.name === name);
    if (found) set(newCondition(found));
  };
  return (
    <div className={classes["condition"]}>
      <Select
        aria-label={t("segments.field")}
        data={choices}
        value={condition.field}
        searchable
        allowDeselect={false}
        onChange={choose}
        flex="2 1 280px"
        styles={{ input: { textOverflow: "ellipsis" } }}
      />
      {field && (
        <>
          <SelectField
            aria-label={`${field.title}: ${t("segments.operator")}`}
            data={field.operators.map(({ value, title }) => ({ value, label: title }))}
            value={condition.op}
            onChange={(op) => op && set(withOperator(condition, op))}
            flex="1 1 170px"
          />
          <ConditionValue field={field} condition={condition} onChange={(values) => set({ ...condition, values })} />
          {field.takes_within && (
            <TextInput
              aria-label={`${field.title}: ${t("segments.within")}`}
              placeholder={t("segments.ever")}
              inputMode="numeric"
              w={190}
              leftSection={<small className={classes["lead"]}>{t("segments.within_short")}</small>}
              leftSectionWidth={72}
              rightSection={<small>{t("segments.days_short")}</small>}
              rightSectionWidth={44}
              value={condition.within ?? ""}
              onChange={(event) => {
                const days = Number.parseInt(event.currentTarget.value, 10);
                set({ ...condition, within: days > 0 && days <= 3660 ? days : null });
              }}
            />
          )}
        </>
      )}
      <Handles {...part} count={count} name={field?.title ?? condition.field} />
    </div>
  );
}

function GroupBox({ group, count, ...part }: PartProps & { group: RuleGroup; count: number }) {
  const { t } = useTranslation();
  const inner = parts(group);
  const isOuter = part.place.length === 0;
  const first = part.fields.find(({ name }) => name === "recency") ?? part.fields[0];
  const name = t(`segments.match_${group.match}`);
  return (
    <Paper withBorder={!isOuter} p={isOuter ? 0 : "sm"} className={isOuter ? undefined : classes["group"]}>
      <Stack gap="sm">
        <Group gap="xs">
          <SelectField
            aria-label={t("segments.match")}
            data={(["all", "any", "none"] as const).map((match) => ({
              value: match,
              label: t(`segments.match_${match}`),
            }))}
            value={group.match}
            onChange={(match) =>
              part.onChange(
                changed(part.rule, part.place, (node) =>
                  isGroup(node) ? { ...node, match: match as RuleGroup["match"] } : node,
                ),
              )
            }
            w={250}
          />
          {!isOuter && <Handles {...part} count={count} name={name} />}
        </Group>
        {inner.map((node, at) => {
          const place = [...part.place, at];
          return isGroup(node) ? (
            <GroupBox key={at} {...part} group={node} place={place} count={inner.length} />
          ) : (
            <ConditionRow key={at} {...part} condition={node} place={place} count={inner.length} />
          );
        })}
        <Group gap="xs">
          {first && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<Icon name="plus" size={14} />}
              onClick={() => part.onChange(added(part.rule, part.place, newCondition(first)))}
            >
              {t("segments.add_condition")}
            </Button>
          )}
          {part.place.length < DEEPEST && (
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => part.onChange(added(part.rule, part.place, { ...EVERYBODY, match: "any" }))}
            >
              {t("segments.add_group")}
            </Button>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

/** A rule by choosing: groups of conditions, one in another. */
export function RuleForm(props: Props) {
  return <GroupBox {...props} group={props.rule} place={[]} count={1} />;
}
