import { Button, Group, Title } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ApiError } from "../client/call.ts";
import { EmptyState } from "./EmptyState.tsx";
import { ErrorBox } from "./ErrorBox.tsx";

/** In place of a page: what is looked for is not here, and where to go on: to all of its kind, or home. Trying again
 * would not help. */
export function NotHere({ title, text }: { title: string; text?: string }) {
  const { t, i18n } = useTranslation();
  const place = useLocation().pathname.split("/")[1] ?? "";
  return (
    <EmptyState
      icon="search"
      title={
        <Title order={1} fz="md">
          {title}
        </Title>
      }
      {...(text && { text })}
    >
      <Group gap="xs">
        {i18n.exists(`nav.${place}`) && (
          <Button component={Link} to={`/${place}`}>
            {t(`nav.${place}`)}
          </Button>
        )}
        <Button component={Link} to="/" variant="light">
          {t("nav.home")}
        </Button>
      </Group>
    </EmptyState>
  );
}

/** In place of a page about one thing that could not be had. */
export function PageError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (error instanceof ApiError && error.code === "not_found") return <NotHere title={error.message} />;
  return <ErrorBox error={error} onRetry={onRetry} />;
}
