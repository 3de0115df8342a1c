import { UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";

import classes from "./figure.module.css";
import type { OnPick, Place } from "./picking.ts";

interface Props {
  onPick: OnPick;
  place: Place;
  className?: string | undefined;
  /** Read aloud, where the content does not say which row it is. */
  label?: string;
  /** Out of the way of the Tab key, where there are so many that the list they open serves the keyboard better. */
  isMany?: boolean;
  children: ReactNode;
}

/** A row of a figure that leads to the clients behind it. */
export function PickButton({ onPick, place, className = classes["pick"], label, isMany = false, children }: Props) {
  return (
    <UnstyledButton
      className={className}
      tabIndex={isMany ? -1 : undefined}
      aria-label={label}
      aria-haspopup="dialog"
      onClick={() => onPick(place)}
    >
      {children}
    </UnstyledButton>
  );
}
