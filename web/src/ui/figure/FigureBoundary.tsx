import { Paper } from "@mantine/core";
import { Component, use, type ReactNode } from "react";

import { ErrorBox } from "../ErrorBox.tsx";
import { beginAgain, useBeginAgain } from "../beginAgain.ts";
import { ForLooking } from "./picking.ts";

function Broken({ error }: { error: unknown }) {
  const isForLooking = use(ForLooking);
  useBeginAgain(isForLooking);
  return (
    <Paper withBorder p="md" h="100%">
      <ErrorBox error={error} onRetry={isForLooking ? undefined : beginAgain} />
    </Paper>
  );
}

/** One figure that breaks, say because its chart could not be fetched, leaves the rest of the page standing. */
export class FigureBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    return this.state.error === undefined ? this.props.children : <Broken error={this.state.error} />;
  }
}
