import { Drawer } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useDialog } from "../ui/useDialog.ts";
import type { Place } from "./nav.ts";
import { PlaceLink } from "./PlaceLink.tsx";
import classes from "./shell.module.css";

/** Five places and their heading. */
const MORE_HEIGHT = "20rem";

/** The places that a phone's bottom bar has no room for. */
export default function MorePlaces({ places, onClose }: { places: Place[]; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer {...useDialog(onClose)} position="bottom" size={MORE_HEIGHT} title={t("nav.more")}>
      {places.map((place) => (
        <PlaceLink key={place.to} place={place} className={classes["link"]} onClick={onClose} />
      ))}
    </Drawer>
  );
}
