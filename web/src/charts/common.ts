import type { Scheme } from "./drawing.ts";
import { PALETTES } from "./palette.ts";

/** ECharts writes "inherit" into a picture literally; a picture knows no page to inherit from. */
export const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif";

const SPECIAL: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Tooltips are HTML, names are whatever somebody typed. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => SPECIAL[sign] ?? sign);
}

/** A tooltip of a bold heading and lines below. */
export function tip(heading: string, lines: readonly string[]): string {
  return [`<strong>${escaped(heading)}</strong>`, ...lines.map(escaped)].join("<br>");
}

/** What all charts share: quiet, in the colours of the scheme, still for who asked for less motion. */
export function common(scheme: Scheme, isStill: boolean) {
  const { text, line, surface } = PALETTES[scheme];
  return {
    animation: !isStill,
    animationDuration: 200,
    textStyle: { fontFamily: FONT },
    tooltip: {
      confine: true,
      // Kept inside the chart, a line that does not break is still wider than a phone
      extraCssText: "max-width: 100%; white-space: normal; overflow-wrap: anywhere;",
      backgroundColor: surface,
      borderColor: line,
      textStyle: { color: text, fontSize: 12, fontFamily: FONT },
    },
  };
}

export function labels(scheme: Scheme) {
  return { color: PALETTES[scheme].text, fontSize: 11, fontFamily: FONT };
}

/** The name of an axis: above one that stands, below one that lies. */
export function nameOf(name: string, scheme: Scheme, isUpright: boolean) {
  return {
    name,
    nameLocation: isUpright ? "end" : "middle",
    nameGap: isUpright ? 12 : 26,
    nameTextStyle: { ...labels(scheme), align: isUpright ? "left" : "center" },
  };
}
