import { useEffect } from "react";

const RETRY_MS = 30_000;

/** Load the page anew: React and the router remember a part that did not come as one that never will. */
export function beginAgain(): void {
  window.location.reload();
}

/** Begin again without being asked, as soon as there is a network: nobody stands before a wall to press a button. */
export function useBeginAgain(isWanted = true): void {
  useEffect(() => {
    if (!isWanted) return undefined;
    const again = () => {
      if (navigator.onLine) beginAgain();
    };
    const timer = setInterval(again, RETRY_MS);
    window.addEventListener("online", again);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", again);
    };
  }, [isWanted]);
}
