import { Skeleton, Stack } from "@mantine/core";
import { useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ApiError } from "../client/call.ts";
import { beginAgain } from "../ui/beginAgain.ts";
import { ErrorBox } from "../ui/ErrorBox.tsx";
import { NotHere } from "../ui/PageError.tsx";

/** A screen on its way. */
export function ScreenWaiting() {
  return (
    <Stack p="md" aria-busy="true">
      <Skeleton height={32} width={220} />
      <Skeleton height={160} />
      <Skeleton height={240} />
    </Stack>
  );
}

export function ScreenError({ error }: Pick<ErrorComponentProps, "error">) {
  const router = useRouter();
  const askAgain = () => void router.invalidate();
  return (
    <Stack p="md" maw={560}>
      <ErrorBox error={error} onRetry={error instanceof ApiError ? askAgain : beginAgain} />
    </Stack>
  );
}

export function NotFoundPage() {
  const { t } = useTranslation();
  return <NotHere title={t("error.no_page")} text={t("error.no_page_hint")} />;
}
