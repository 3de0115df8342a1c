import { UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";

import { isPicked, type Picking, type Place } from "./picking.ts";

interface Props {
  pick: Picking;
  place: Place;
  className?: string | undefined;
  /** Out of the way of the Tab key, where there are so many that a list beside them serves the keyboard better. */
  isMany?: boolean;
  children: ReactNode;
}

/** A row of a picture, to be chosen. */
export function PickButton({ pick, place, className, isMany = false, children }: Props) {
  return (
    <UnstyledButton
      className={className}
      tabIndex={isMany ? -1 : undefined}
      aria-pressed={isPicked(pick, place)}
      onClick={() => pick.choose(place)}
    >
      {children}
    </UnstyledButton>
  );
}
