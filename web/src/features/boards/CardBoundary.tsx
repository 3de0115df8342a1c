import { Paper } from "@mantine/core";
import { Component, type ReactNode } from "react";

import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { useBeginAgain } from "./wall.ts";

function Broken({ error }: { error: unknown }) {
  useBeginAgain();
  return (
    <Paper withBorder p="md" h="100%">
      <ErrorBox error={error} />
    </Paper>
  );
}

/** One card that breaks, say because its chart could not be fetched without a network, leaves the others standing. */
export class CardBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    return this.state.error === undefined ? this.props.children : <Broken error={this.state.error} />;
  }
}
