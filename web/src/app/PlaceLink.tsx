import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Icon } from "../ui/icons.tsx";
import type { Place } from "./nav.ts";

interface Props {
  place: Place;
  className: string | undefined;
  onClick?: () => void;
}

/** One place of the app in a bar; the bar's own style says which one is open. */
export function PlaceLink({ place, className, onClick }: Props) {
  const { t } = useTranslation();
  return (
    <Link
      to={place.to}
      className={className}
      activeOptions={{ exact: place.to === "/", includeSearch: false }}
      onClick={onClick}
    >
      <Icon name={place.icon} />
      <span>{t(place.text)}</span>
    </Link>
  );
}
