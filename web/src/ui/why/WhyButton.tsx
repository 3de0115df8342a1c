import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";

import { lazily } from "../../charts/lazily.ts";

const WhyDialog = lazily(() => import("./WhyDialog.tsx"));

interface Props {
  segment: string;
  client: { id: number; name: string };
}

/** Opens why a client is in a segment, or is not. */
export function WhyButton({ segment, client }: Props) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button size="compact-xs" variant="subtle" aria-label={t("why.act_named", { name: client.name })} onClick={open}>
        {t("why.act")}
      </Button>
      {opened && (
        <Suspense>
          <WhyDialog segment={segment} client={client} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
