import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { ClientStatus } from "../../client/types.ts";

const COLORS: Record<ClientStatus, string> = { active: "pine", waiting: "gray", inactive: "gray" };

export function StatusBadge({ status }: { status: ClientStatus }) {
  const { t } = useTranslation();
  return (
    <Badge variant={status === "inactive" ? "outline" : "light"} color={COLORS[status]} tt="none" fw={500}>
      {t(`client_status.${status}`)}
    </Badge>
  );
}
