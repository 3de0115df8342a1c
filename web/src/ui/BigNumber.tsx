import { Text } from "@mantine/core";
import type { CSSProperties } from "react";

import classes from "./number.module.css";

/** A number in large: never cut and never broken, the longer it is, the smaller. */
export function BigNumber({ text }: { text: string }) {
  return (
    <div className={classes["room"]}>
      <Text fw={650} lh={1.25} className={classes["number"]} style={{ "--letters": text.length } as CSSProperties}>
        {text}
      </Text>
    </div>
  );
}
