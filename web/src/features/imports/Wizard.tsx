import { Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { ImportKind, Job, Upload } from "../../client/types.ts";
import { PageHead } from "../../ui/PageHead.tsx";
import { ChooseFile } from "./ChooseFile.tsx";
import { CheckReading } from "./CheckReading.tsx";
import { Running } from "./Running.tsx";

interface Chosen {
  upload: Upload;
  kind?: ImportKind | undefined;
}

/** A file in three steps: choose, check how it is understood, and let it in. Nothing changes before the last. */
export function Wizard() {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Chosen>();
  const [started, setStarted] = useState<{ job: Job; kind: ImportKind }>();
  const again = () => {
    setChosen(undefined);
    setStarted(undefined);
  };
  return (
    <>
      <PageHead title={t("act.import_file")} />
      <Stack>
        {!chosen && <ChooseFile onChosen={setChosen} />}
        {chosen && !started && <CheckReading {...chosen} onStarted={setStarted} onBack={again} />}
        {started && <Running {...started} onAgain={again} />}
      </Stack>
    </>
  );
}
