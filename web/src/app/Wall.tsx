import { MantineProvider, useComputedColorScheme } from "@mantine/core";
import { Outlet, useSearch, type ErrorComponentProps } from "@tanstack/react-router";
import { useLayoutEffect, useRef } from "react";

import { useBeginAgain } from "../ui/beginAgain.ts";
import { ScreenError } from "./screens.tsx";
import { cssVariables, theme } from "./theme.ts";

/** Pages without the app around them, for a screen on a wall: dark unless the address says light. */
export function Wall() {
  const { scheme } = useSearch({ strict: false }) as { scheme?: string };
  const own = useComputedColorScheme("light");
  const left = useRef(own);
  useLayoutEffect(() => {
    left.current = own;
  }, [own]);
  // Whoever leaves finds the app in its own colours again.
  useLayoutEffect(() => () => document.documentElement.setAttribute("data-mantine-color-scheme", left.current), []);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      forceColorScheme={scheme === "light" ? "light" : "dark"}
    >
      <Outlet />
    </MantineProvider>
  );
}

export function WallError(props: ErrorComponentProps) {
  useBeginAgain();
  return <ScreenError {...props} />;
}
