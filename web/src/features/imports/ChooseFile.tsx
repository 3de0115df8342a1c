import { Button, FileButton, Paper, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type DragEvent } from "react";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import type { ImportKind, Upload } from "../../client/types.ts";
import { Chips } from "../../ui/Chips.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { Icon } from "../../ui/icons.tsx";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import classes from "./drop.module.css";
import { KINDS } from "./kinds.ts";

/** The file itself tells what is in it. */
const AUTO = "auto";
const ACCEPTED = ".csv,.tsv,.txt,.xlsx,.parquet,.xml,.json,.jsonl,.gz,.zip";

function useUpload(onDone: (upload: Upload) => void) {
  return useMutation({
    mutationFn: (file: File) => {
      const body = new FormData();
      body.append("file", file);
      return call<Upload>("POST", "/uploads", { body });
    },
    onSuccess: onDone,
  });
}

/** What is in the file, and the file itself, chosen or dropped. */
export function ChooseFile({
  onChosen,
}: {
  onChosen: (chosen: { upload: Upload; kind?: ImportKind | undefined }) => void;
}) {
  const { t } = useTranslation();
  const [wanted, setKind] = useSearchParam("kind");
  const kind = KINDS.find((name) => name === wanted) ?? AUTO;
  const [over, setOver] = useState(false);
  const upload = useUpload((answer) => onChosen({ upload: answer, kind: kind === AUTO ? undefined : kind }));
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) upload.mutate(file);
  };
  return (
    <Paper withBorder p="md">
      <Stack>
        <Chips
          label={t("imports.what")}
          choices={[AUTO, ...KINDS].map((name) => ({ value: name, label: t(`import_kind.${name as typeof kind}`) }))}
          value={kind}
          onChoose={(name) => setKind(name === AUTO ? null : name)}
        />
        <Text size="sm" c="dimmed">
          {t(`imports.hint_${kind}`)}
        </Text>
        {upload.error && <ErrorBox error={upload.error} />}
        <div
          className={classes["drop"]}
          data-over={over}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <Icon name="imports" size={28} />
          <Text size="sm">{t("imports.drop")}</Text>
          <FileButton
            accept={ACCEPTED}
            onChange={(file) => file && upload.mutate(file)}
            inputProps={{ "aria-label": t("imports.choose") }}
          >
            {(props) => (
              <Button {...props} loading={upload.isPending}>
                {t("imports.choose")}
              </Button>
            )}
          </FileButton>
          <Text size="xs" c="dimmed">
            {t("imports.formats")}
          </Text>
        </div>
      </Stack>
    </Paper>
  );
}
