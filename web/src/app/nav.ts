import type { IconName } from "../ui/icons.tsx";

export interface Place {
  to: string;
  text: string;
  icon: IconName;
  /** Shown to those who may do this. */
  needs: string;
}

/** The places of the app in the order of the side bar; the first four stand in a phone's bottom bar. */
export const PLACES: readonly Place[] = [
  { to: "/", text: "nav.home", icon: "home", needs: "reports:read" },
  { to: "/clients", text: "nav.clients", icon: "clients", needs: "clients:read" },
  { to: "/sales", text: "nav.sales", icon: "sales", needs: "sales:read" },
  { to: "/segments", text: "nav.segments", icon: "segments", needs: "segments:read" },
  { to: "/predictions", text: "nav.predictions", icon: "calendar", needs: "predictions:read" },
  { to: "/products", text: "nav.products", icon: "products", needs: "products:read" },
  { to: "/team", text: "nav.team", icon: "person", needs: "deals:read" },
  { to: "/when", text: "nav.when", icon: "clock", needs: "reports:read" },
  { to: "/boards", text: "nav.boards", icon: "boards", needs: "boards:read" },
  { to: "/messages", text: "nav.messages", icon: "message", needs: "messages:read" },
  { to: "/imports", text: "nav.imports", icon: "imports", needs: "imports:read" },
  { to: "/settings", text: "nav.settings", icon: "settings", needs: "merchants:read" },
  { to: "/docs", text: "nav.docs", icon: "code", needs: "merchants:read" },
];

export const IN_BOTTOM_BAR = 4;
