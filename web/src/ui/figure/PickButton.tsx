import { UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";

import type { Answer, Cell } from "../../client/types.ts";
import classes from "./figure.module.css";
import { placeOf, type OnPick } from "./picking.ts";

interface Props {
  answer: Answer;
  row: readonly Cell[];
  onPick: OnPick | undefined;
  className?: string | undefined;
  /** Read aloud, where the content does not say which row it is. */
  label?: string;
  /** Out of the way of the Tab key, where there are so many that the list they open serves the keyboard better. */
  isMany?: boolean;
  children: ReactNode;
}

/** A row of a figure that leads to the clients behind it, if they can be found. */
export function PickButton({ answer, row, onPick, className = classes["pick"], label, isMany, children }: Props) {
  const place = onPick && placeOf(answer, row);
  if (!place) return children;
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
