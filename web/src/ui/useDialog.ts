import { useWindowEvent } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

/** What was pressed to come here. A choice of a menu goes with its menu: then, what opened that. */
function opener(): HTMLElement | null {
  const at = document.activeElement as HTMLElement | null;
  const menu = at?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  return menu ? document.getElementById(menu) : at;
}

function isOnTop(dialog: HTMLElement | null): boolean {
  const topmost = [...document.querySelectorAll("[role=dialog][aria-modal=true]")].at(-1);
  return topmost !== undefined && dialog !== null && dialog.contains(topmost);
}

/**
 * For a `Modal` or `Drawer` that is there as long as its component is: when it goes, the keyboard goes on from where it
 * came, and Escape closes the dialog on top alone, wherever the focus is, but not while a choice or menu is open in it.
 */
export function useDialog(onClose: () => void) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDivElement>(null);
  const [cameFrom] = useState(opener);
  useEffect(
    () => () => {
      if (document.activeElement === document.body) cameFrom?.focus({ preventScroll: true });
    },
    [cameFrom],
  );
  const escape = (event: KeyboardEvent) => {
    const isOfChoice = (event.target as HTMLElement).closest("[data-mantine-stop-propagation=true]") !== null;
    if (event.key !== "Escape" || event.isComposing || isOfChoice || !isOnTop(dialog.current)) return;
    // The one below is on top as soon as this one is gone
    event.stopImmediatePropagation();
    onClose();
  };
  useWindowEvent("keydown", escape, { capture: true });
  return {
    ref: dialog,
    opened: true,
    onClose,
    closeOnEscape: false,
    closeButtonProps: { "aria-label": t("act.close") },
  };
}
