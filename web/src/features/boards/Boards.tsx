import { Button, Group, Paper, SimpleGrid, Skeleton, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useMay } from "../../client/session.ts";
import type { BoardHead } from "../../client/types.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { Icon } from "../../ui/icons.tsx";
import { PageHead } from "../../ui/PageHead.tsx";
import classes from "./board.module.css";
import { useBegin } from "./useBegin.ts";
import { useBoards } from "./useBoard.ts";

function Spot({ board }: { board: BoardHead }) {
  const { t } = useTranslation();
  const seen = board.roles.map((role) => t(`role.${role}`)).join(", ");
  return (
    <Link to="/boards/$board" params={{ board: board.id }} className={classes["spot"]}>
      <Paper withBorder p="md" h="100%">
        <Text fw={600}>{board.title}</Text>
        <Text size="sm" c="dimmed">
          {t("boards.cards", { count: board.cards })}
        </Text>
        {board.made_by && (
          <Text size="xs" c="dimmed">
            {seen ? t("boards.by_seen", { name: board.made_by, roles: seen }) : t("boards.by", { name: board.made_by })}
          </Text>
        )}
      </Paper>
    </Link>
  );
}

function Shelf({ title, boards }: { title: string; boards: BoardHead[] }) {
  return (
    <section>
      <Title order={2} fz="md" fw={600} mb="sm">
        {title}
      </Title>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} mb="xl">
        {boards.map((board) => (
          <Spot key={board.id} board={board} />
        ))}
      </SimpleGrid>
    </section>
  );
}

/** All boards: those that come with Nigotis, and one's own. */
export function Boards() {
  const { t } = useTranslation();
  const may = useMay();
  const { begin, busy } = useBegin();
  const { data, error, refetch } = useBoards();
  const own = data?.filter(({ kind }) => kind === "own") ?? [];
  const ready = data?.filter(({ kind }) => kind === "ready") ?? [];
  return (
    <>
      <PageHead title={t("nav.boards")}>
        {may("boards:write") && (
          <Button leftSection={<Icon name="plus" size={16} />} loading={busy} onClick={() => begin()}>
            {t("boards.new")}
          </Button>
        )}
      </PageHead>
      {error && !data && <ErrorBox error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={160} />}
      {data && <Shelf title={t("boards.ready")} boards={ready} />}
      {own.length > 0 && <Shelf title={t("boards.own")} boards={own} />}
      {data && own.length === 0 && may("boards:write") && (
        <Group justify="center">
          <EmptyState icon="boards" title={t("boards.none")} text={t("boards.none_hint")} />
        </Group>
      )}
    </>
  );
}
