import { Alert, Button, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ApiError } from "../client/call.ts";

/** The server's own sentence about a refusal, or ours when nothing answered. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof ApiError && error.message) return error.message;
    if (error instanceof ApiError && error.key === "offline") return t("error.offline");
    return t("error.unexpected");
  };
}

/** Says what went wrong, and offers the next thing to do. */
export function ErrorBox({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  return (
    <Alert color="red" variant="light" role="alert">
      <Stack gap="xs" align="flex-start">
        {textOf(error)}
        {onRetry && (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            {t("act.retry")}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
