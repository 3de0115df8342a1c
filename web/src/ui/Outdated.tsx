import type { ReactNode } from "react";

/** What still shows the answer to the question before: pale, and nothing of it can be pressed until the new one comes. */
export function Outdated({ when, children }: { when: boolean; children: ReactNode }) {
  return (
    <div aria-busy={when} inert={when} style={when ? { opacity: 0.5 } : undefined}>
      {children}
    </div>
  );
}
