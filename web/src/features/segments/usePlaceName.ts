import { useTranslation } from "react-i18next";

import type { Movement } from "../../client/types.ts";
import { areTheTen, type Place } from "./movement.ts";

/** What a segment is called on the left of a move and on its right; outside of all of them, too. */
export function usePlaceName(movement: Movement): (place: Place, side: "before" | "after") => string {
  const { t } = useTranslation();
  return (place, side) => {
    if (place !== null) return movement.names[place] ?? place;
    if (!areTheTen(movement)) return t("segments.in_none_of_these");
    return side === "before" ? t("segments.not_there_yet") : t("segments.not_there_any_more");
  };
}
