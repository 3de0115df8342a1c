import { useViewportSize } from "@mantine/hooks";
import { useEffect, useState } from "react";

const SHOWN_MS = 5_000;
/** A board is laid out for a desk this wide; a wall shows the same, larger. */
const DESK_IN_PX = 1280;
const MOST_ZOOM = 4;
const HEAD_IN_PX = 84;
const WALL_GAP = 14;
/** Rows give way a little where a screen then holds more, and grow no further than a number fills. */
export const LEAST_ROW = 32;
export const MOST_ROW = 72;

/** Counts up every so many seconds; stands still at 0 seconds. */
export function useTicks(seconds: number): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (seconds === 0) return undefined;
    const timer = setInterval(() => setCount((now) => now + 1), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return count;
}

/** How much larger than on a desk, and how many rows of a board then fit on the screen. */
export function useScreen(): { zoom: number; rows: number } {
  const { width, height } = useViewportSize();
  const zoom = Math.min(MOST_ZOOM, Math.max(1, width / DESK_IN_PX));
  const rows = Math.floor((height / zoom - HEAD_IN_PX + WALL_GAP) / (LEAST_ROW + WALL_GAP));
  return { zoom, rows: Math.max(1, rows) };
}

export function useOnline(): boolean {
  const [isOnline, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    return () => {
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
    };
  }, []);
  return isOnline;
}

/** Whether somebody touched the screen, moved the mouse or pressed a key a moment ago. */
export function useControls(): boolean {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    let timer = 0;
    const show = () => {
      setShown(true);
      clearTimeout(timer);
      timer = window.setTimeout(() => setShown(false), SHOWN_MS);
    };
    const signs = ["pointermove", "pointerdown", "keydown"] as const;
    for (const sign of signs) window.addEventListener(sign, show);
    return () => {
      clearTimeout(timer);
      for (const sign of signs) window.removeEventListener(sign, show);
    };
  }, []);
  return isShown;
}

/** Keep the screen from going dark, where the browser can; it forgets whenever the page was hidden. */
export function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    const ask = () => {
      if (document.visibilityState !== "visible") return;
      void navigator.wakeLock?.request("screen").then(
        (got) => (lock = got),
        () => undefined,
      );
    };
    ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      document.removeEventListener("visibilitychange", ask);
      void lock?.release();
    };
  }, []);
}
