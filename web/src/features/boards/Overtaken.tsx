import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Board } from "../../client/types.ts";
import { useLanguage } from "../../i18n/useFormat.ts";
import { useErrorText } from "../../ui/ErrorBox.tsx";
import { useAct } from "../../ui/useAct.ts";
import { asked, type Draft } from "./draft.ts";
import { boardQuery } from "./useBoard.ts";

interface Props {
  board: Board;
  draft: Draft;
  error: unknown;
  onTheirs: (theirs: Board) => void;
}

/** Somebody else changed the board meanwhile: go on with theirs, or keep ours as a board of its own. */
export function Overtaken({ board, draft, error, onTheirs }: Props) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const language = useLanguage();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const copy = useAct<Board>({
    onDone: ({ id }) => void navigate({ to: "/boards/$board", params: { board: id } }),
  });
  const takeTheirs = async () =>
    onTheirs(await queries.fetchQuery({ ...boardQuery(board.id, language), staleTime: 0 }));
  const keepOurs = () =>
    copy.mutate({
      method: "POST",
      path: "/boards",
      body: { ...asked(draft), title: t("boards.mine", { title: draft.title }) },
    });
  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} title={t("boards.overtaken")}>
      <Stack>
        <Text size="sm">{textOf(error)}</Text>
        <Group justify="flex-end">
          <Button variant="default" loading={copy.isPending} onClick={keepOurs}>
            {t("boards.keep_mine")}
          </Button>
          <Button onClick={() => void takeTheirs()} data-autofocus>
            {t("boards.take_theirs")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
