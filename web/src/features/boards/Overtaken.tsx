import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ApiError } from "../../client/call.ts";
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

/** Somebody else changed or removed the board meanwhile: go on with theirs, or keep ours as a board of its own. */
export function Overtaken({ board, draft, error, onTheirs }: Props) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const language = useLanguage();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const isRemoved = error instanceof ApiError && error.key === "boards.removed_meanwhile";
  const copy = useAct<Board>({
    onDone: ({ id }) => void navigate({ to: "/boards/$board", params: { board: id } }),
  });
  const takeTheirs = async () =>
    onTheirs(await queries.fetchQuery({ ...boardQuery(board.id, language), staleTime: 0 }));
  const leave = () => {
    void queries.invalidateQueries({ queryKey: ["boards"] });
    void navigate({ to: "/boards" });
  };
  const title = draft.title.trim() || board.title;
  const keepOurs = () =>
    copy.mutate({
      method: "POST",
      path: `/boards/${board.id}/copy`,
      body: { ...asked(draft), title: isRemoved ? title : t("boards.mine", { title }) },
    });
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      title={t(isRemoved ? "boards.removed_meanwhile" : "boards.overtaken")}
    >
      <Stack>
        <Text size="sm">{textOf(error)}</Text>
        <Group justify="flex-end">
          {isRemoved && (
            <Button variant="default" onClick={leave}>
              {t("boards.leave_removed")}
            </Button>
          )}
          <Button
            variant={isRemoved ? "filled" : "default"}
            loading={copy.isPending}
            onClick={keepOurs}
            data-autofocus={isRemoved || undefined}
          >
            {t("boards.keep_mine")}
          </Button>
          {!isRemoved && (
            <Button onClick={() => void takeTheirs()} data-autofocus>
              {t("boards.take_theirs")}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
