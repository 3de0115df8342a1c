import { Text } from "@mantine/core";
import type { ReactNode } from "react";

import type { Receipt } from "../client/types.ts";

interface Props {
  receipt: Receipt | undefined;
  children?: ReactNode;
}

/** How a prediction did on the merchant's own past, and whose figure is shown because of it: it stands beside it. */
export function ReceiptLine({ receipt, children }: Props) {
  if (!receipt) return null;
  const { verdict, sentence, verdict_text: shown } = receipt;
  return (
    <Text size="xs" c="dimmed">
      {sentence}
      {verdict !== "untested" && ` ${shown}`}
      {children}
    </Text>
  );
}
