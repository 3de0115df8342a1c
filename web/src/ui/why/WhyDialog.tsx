import { Alert, Group, List, Modal, Skeleton, Text, ThemeIcon } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import type { RuleReason, WhyMember } from "../../client/types.ts";
import { ErrorBox } from "../ErrorBox.tsx";
import { Icon } from "../icons.tsx";
import { useDialog } from "../useDialog.ts";

interface Props {
  segment: string;
  client: { id: number; name: string };
  onClose: () => void;
}

function Sign({ passes }: { passes: boolean }) {
  const { t } = useTranslation();
  return (
    <ThemeIcon
      size="sm"
      variant="light"
      color={passes ? "pine" : "gray"}
      aria-label={t(passes ? "why.holds" : "why.fails")}
    >
      <Icon name={passes ? "check" : "close"} size={14} />
    </ThemeIcon>
  );
}

function Reasons({ reasons }: { reasons: RuleReason[] }) {
  const { t } = useTranslation();
  return (
    <List spacing="sm" listStyleType="none" pl={0}>
      {reasons.map((reason, at) => (
        <List.Item key={at}>
          <Group gap="xs" wrap="nowrap" align="flex-start">
            <Sign passes={reason.passes} />
            <div>
              <Text size="sm">{reason.match ? t(`why.match_${reason.match}`) : reason.sentence}</Text>
              {reason.value && (
                <Text size="sm" c="dimmed">
                  {t("why.value", { value: reason.value })}
                </Text>
              )}
            </div>
          </Group>
          {(reason.reasons?.length ?? 0) > 0 && (
            <div style={{ paddingInlineStart: 28, paddingBlockStart: 8 }}>
              <Reasons reasons={reason.reasons ?? []} />
            </div>
          )}
        </List.Item>
      ))}
    </List>
  );
}

/** Every condition of a segment, with the client's own value and whether it holds. */
export default function WhyDialog({ segment, client, onClose }: Props) {
  const { t } = useTranslation();
  const why = useQuery({
    queryKey: ["segments", "why", segment, client.id],
    queryFn: () => call<WhyMember>("GET", `/segments/${segment}/why/${client.id}`),
  });
  const found = why.data;
  const title = found ? t("why.title", { client: client.name, segment: found.name }) : client.name;
  return (
    <Modal {...useDialog(onClose)} title={title}>
      {why.error && <ErrorBox error={why.error} onRetry={() => void why.refetch()} />}
      {why.isPending && <Skeleton height={120} />}
      {found && (
        <>
          <Alert variant="light" color={found.is_in ? "pine" : "gray"} mb="md">
            {t(found.is_in ? "why.in" : "why.not_in")}
          </Alert>
          {found.reasons.length > 0 ? (
            <Reasons reasons={found.reasons} />
          ) : (
            <Text size="sm">{t("why.not_heard_of")}</Text>
          )}
        </>
      )}
    </Modal>
  );
}
