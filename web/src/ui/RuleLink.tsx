import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useMay, useOwnBranch } from "../client/session.ts";

/** Who bought, and who was entered, on the merchant's day. */
export const BOUGHT_TODAY = "all(recency = 0)";
export const REGISTERED_TODAY = "all(registered_on in last 1 days)";

/** To the clients whom a rule names, where they can be kept as a segment. Plain for who may not keep any, and for who
 * works in one branch: a rule looks at the whole business. */
export function RuleLink({ rule, children }: { rule: string; children: ReactNode }) {
  const may = useMay();
  const isBound = useOwnBranch() !== undefined;
  if (isBound || !may("segments:write")) return children;
  return (
    <Anchor component={Link} to="/segments/new" search={{ rule } as never} size="sm" c="inherit" underline="hover">
      {children}
    </Anchor>
  );
}
