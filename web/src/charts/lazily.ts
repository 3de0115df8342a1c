import { lazy, type FunctionComponent } from "react";

const PAUSES_MS = [1_000, 3_000];

function after(pause: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pause));
}

function backOnline(): Promise<void> {
  return new Promise((resolve) => window.addEventListener("online", () => resolve(), { once: true }));
}

/**
 * Fetch a part of the app; one that does not come is asked for again, without a network when that is back, else after a
 * pause: a browser says it is online as long as there is any network, also one that loses things.
 */
export async function patiently<Part>(load: () => Promise<Part>, pauses: readonly number[] = PAUSES_MS): Promise<Part> {
  try {
    return await load();
  } catch (problem) {
    if (!navigator.onLine) return backOnline().then(() => patiently(load, pauses));
    const [pause, ...later] = pauses;
    if (pause === undefined) throw problem;
    return after(pause).then(() => patiently(load, later));
  }
}

/** `lazy`, fetched patiently: until the part is there its place waits, and what somebody is writing around it stays. */
export function lazily<Props>(load: () => Promise<{ default: FunctionComponent<Props> }>) {
  return lazy(() => patiently(load));
}
