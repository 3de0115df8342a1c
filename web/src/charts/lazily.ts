import { lazy, type FunctionComponent } from "react";

function backOnline(): Promise<void> {
  return new Promise((resolve) => window.addEventListener("online", () => resolve(), { once: true }));
}

/**
 * `lazy`, but a part that cannot be fetched while there is no network is fetched when it is back: until then its place
 * waits, and what somebody is writing around it stays.
 */
export function lazily<Props>(load: () => Promise<{ default: FunctionComponent<Props> }>) {
  return lazy(() =>
    load().catch((problem: unknown) => {
      if (navigator.onLine) throw problem;
      return backOnline().then(load);
    }),
  );
}
