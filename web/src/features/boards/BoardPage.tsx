import { Button, Menu, Skeleton } from "@mantine/core";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";

import { useMay } from "../../client/session.ts";
import type { Board } from "../../client/types.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageError } from "../../ui/PageError.tsx";
import { FilterBar } from "../../ui/filters/FilterBar.tsx";
import { Icon } from "../../ui/icons.tsx";
import { lazily } from "../../charts/lazily.ts";
import { PageHead } from "../../ui/PageHead.tsx";
import { offerUndo } from "../../ui/toast.tsx";
import { useAct } from "../../ui/useAct.ts";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { BoardView } from "./BoardView.tsx";
import { useBegin } from "./useBegin.ts";
import { useBoard } from "./useBoard.ts";

const Editor = lazily(() => import("./Editor.tsx"));

function goFullScreen() {
  void document.documentElement.requestFullscreen?.().catch(() => undefined);
}

function More({ board, onCopy }: { board: Board; onCopy: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const act = useAct();
  const path = `/boards/${board.id}`;
  const restore = () => act.mutate({ method: "POST", path: `${path}/restore` });
  const remove = () =>
    act.mutate(
      { method: "DELETE", path },
      {
        onSuccess: () => {
          void navigate({ to: "/boards" });
          offerUndo(t("boards.removed", { name: board.title }), t("act.undo"), restore);
        },
      },
    );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" aria-label={t("act.more_for", { name: board.title })}>
          <Icon name="more" size={18} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onCopy}>{t("boards.copy")}</Menu.Item>
        <Menu.Item onClick={remove}>{t("act.remove")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Acts({ board, onEdit }: { board: Board; onEdit: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const { begin, busy } = useBegin();
  const copy = () => begin(board.id);
  return (
    <>
      <Button
        component={Link}
        to="/present"
        search={((now: object) => ({ ...now, boards: board.id })) as never}
        variant="default"
        onClick={goFullScreen}
      >
        {t("boards.present")}
      </Button>
      {board.may_edit && <Button onClick={onEdit}>{t("act.edit")}</Button>}
      {board.may_edit && <More board={board} onCopy={copy} />}
      {board.kind === "ready" && may("boards:write") && (
        <Button loading={busy} onClick={copy}>
          {t("boards.copy_and_edit")}
        </Button>
      )}
    </>
  );
}

/** One board: looked at, or being changed. */
export function BoardPage() {
  const { t } = useTranslation();
  const { board: id = "" } = useParams({ strict: false }) as { board?: string };
  const [edit, setEdit] = useSearchParam("edit");
  const { data: board, error, refetch } = useBoard(id);
  if (error && !board) return <PageError error={error} onRetry={() => void refetch()} />;
  if (!board) return <Skeleton height={320} />;
  if (edit && board.may_edit)
    return (
      <Suspense fallback={<Skeleton height={320} />}>
        <Editor key={board.id} board={board} onDone={() => setEdit(undefined)} />
      </Suspense>
    );
  return (
    <>
      <PageHead title={board.title}>
        <Acts board={board} onEdit={() => setEdit("1")} />
      </PageHead>
      <FilterBar />
      {board.cards.length === 0 && <EmptyState icon="boards" title={t("boards.empty")} text={t("boards.empty_hint")} />}
      <BoardView cards={board.cards} />
    </>
  );
}
