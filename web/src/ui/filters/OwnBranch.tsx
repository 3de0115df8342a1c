import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useOwnBranch } from "../../client/session.ts";
import { useBranches } from "./choices.ts";

/** In place of a choice of branches for who works in one: which it is. */
export function OwnBranch() {
  const { t } = useTranslation();
  const own = useOwnBranch();
  const name = useBranches().find(({ value }) => value === own)?.label;
  if (own === undefined) return null;
  return (
    <TextInput
      label={t("filter.branch")}
      description={t("filter.own_branch")}
      readOnly
      variant="filled"
      value={name ?? ""}
    />
  );
}
