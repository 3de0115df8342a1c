import { ActionIcon, Anchor, Badge, Button, Group, Menu, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useMay } from "../../client/session.ts";
import type { Activity } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { Icon } from "../../ui/icons.tsx";
import { offerUndo } from "../../ui/toast.tsx";
import { useAct } from "../../ui/useAct.ts";
import { ActivityForm, FinishForm } from "./ActivityForm.tsx";
import classes from "./activities.module.css";

function When({ activity }: { activity: Activity }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (activity.done_on) return <>{t("deals.done_on", { day: format.day(activity.done_on) })}</>;
  if (activity.due_on === null) return null;
  const isLate = activity.due_on < format.today();
  return (
    <span data-late={isLate}>
      {t(isLate ? "deals.overdue_since" : "deals.due", { day: format.day(activity.due_on) })}
    </span>
  );
}

function Acts({ activity, onEdit }: { activity: Activity; onEdit: () => void }) {
  const { t } = useTranslation();
  const act = useAct();
  const path = `/activities/${activity.id}`;
  const remove = () =>
    void act.mutateAsync({ method: "DELETE", path }).then(
      () =>
        offerUndo(t("deals.activity_removed"), t("act.undo"), () =>
          act.mutate({ method: "POST", path: `${path}/restore` }),
        ),
      () => undefined,
    );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("act.more_for", { name: t(`deals.kind_${activity.kind}`) })}
        >
          <Icon name="more" size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onEdit}>{t("act.edit")}</Menu.Item>
        <Menu.Item color="red" onClick={remove}>
          {t("act.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** One call, visit, message or meeting: with whom, when, what came of it, and what to do with it. */
export function ActivityRow({ activity, withDeal = true }: { activity: Activity; withDeal?: boolean }) {
  const { t } = useTranslation();
  const writes = useMay()("deals:write");
  const [opened, setOpened] = useState<"edit" | "finish">();
  const close = () => setOpened(undefined);
  return (
    <li className={classes["row"]}>
      <div className={classes["what"]}>
        <Group gap="xs">
          <Badge variant="light" color={activity.done_on ? "gray" : "pine"} tt="none" fw={500}>
            {t(`deals.kind_${activity.kind}`)}
          </Badge>
          <Text size="sm" fw={500} component="span">
            <When activity={activity} />
          </Text>
        </Group>
        <Group gap="xs">
          {activity.client_id !== null && (
            <Anchor component={Link} to={`/clients/${activity.client_id}`} size="sm">
              {activity.client_name}
            </Anchor>
          )}
          {withDeal && activity.deal_id !== null && (
            <Anchor component={Link} to={`/deals/${activity.deal_id}`} size="sm">
              {activity.deal_title}
            </Anchor>
          )}
          {activity.seller_name && (
            <Text size="sm" c="dimmed" component="span">
              {activity.seller_name}
            </Text>
          )}
        </Group>
        {[activity.note, activity.outcome].filter(Boolean).map((text) => (
          <Text key={text} size="sm" className={classes["text"]}>
            {text}
          </Text>
        ))}
      </div>
      {writes && (
        <Group gap={4} wrap="nowrap">
          {!activity.done_on && (
            <Button size="compact-sm" variant="light" onClick={() => setOpened("finish")}>
              {t("deals.done")}
            </Button>
          )}
          <Acts activity={activity} onEdit={() => setOpened("edit")} />
        </Group>
      )}
      {opened === "edit" && <ActivityForm activity={activity} onClose={close} />}
      {opened === "finish" && <FinishForm activity={activity} onClose={close} />}
    </li>
  );
}
