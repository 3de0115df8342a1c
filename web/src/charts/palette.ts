import type { Scheme } from "./drawing.ts";

export interface Palette {
  series: readonly string[];
  /** What stands beside for comparison. */
  before: string;
  text: string;
  line: string;
  surface: string;
}

/** Every colour stands out at 3:1 or better from its surface; shapes, dashes or words say the same again. */
export const PALETTES: Record<Scheme, Palette> = {
  light: {
    series: [
      "#1f7a6c",
      "#b7791f",
      "#3b6fb5",
      "#a8456b",
      "#6b7f1e",
      "#7a5aa6",
      "#c0562f",
      "#2a8ca6",
      "#8a6a4f",
      "#5f6b75",
    ],
    before: "#7d8890",
    text: "#5a6570",
    line: "#e3e7e8",
    surface: "#ffffff",
  },
  dark: {
    series: [
      "#68beae",
      "#e0b060",
      "#82aee8",
      "#e08aab",
      "#b4c95f",
      "#b79be0",
      "#ee9470",
      "#6fc3dc",
      "#c9aa8c",
      "#a3adb5",
    ],
    before: "#8b959d",
    text: "#a3adb5",
    line: "#2e3436",
    surface: "#1a1d1f",
  },
};

export const DASHES = ["solid", [7, 4], [2, 3], [10, 3, 2, 3]] as const;
export const SYMBOLS = ["circle", "rect", "triangle", "diamond"] as const;

export function colourAt(scheme: Scheme, place: number): string {
  const { series } = PALETTES[scheme];
  return series[place % series.length] ?? series[0] ?? "";
}

/** Neighbours differ in form too, so that who sees no colours can tell them apart. */
export function formAt<Form>(forms: readonly Form[], place: number): Form {
  return forms[place % forms.length] as Form;
}
