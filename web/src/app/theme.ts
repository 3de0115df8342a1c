import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

/** The one accent colour; shade 7 and darker carry white text at 4.5:1 or better. */
const pine: MantineColorsTuple = [
  "#eef8f6",
  "#dcefeb",
  "#b5ded6",
  "#8bcdc0",
  "#68beae",
  "#45a896",
  "#2f8f7e",
  "#1f7a6c",
  "#14695d",
  "#0a544a",
];

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif";

export const theme = createTheme({
  colors: { pine },
  primaryColor: "pine",
  primaryShade: { light: 7, dark: 7 },
  fontFamily: FONT,
  headings: { fontFamily: FONT, fontWeight: "650" },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
});

/**
 * Dimmed text of the default theme misses 4.5:1 on tinted backgrounds; errors likewise in the dark. Heat stops where its
 * text would no longer be readable.
 */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5a6570",
    "--mantine-color-placeholder": "#69737d",
    "--mantine-color-error": "#b42318",
    "--nigotis-page": "#f7f8f8",
    "--nigotis-line": "#e3e7e8",
    "--nigotis-edge": "#89929a",
    "--nigotis-tint": "#eef8f6",
    "--nigotis-accent-text": "#14695d",
    "--nigotis-chart": "#1f7a6c",
    "--nigotis-heat": "31, 122, 108",
    "--nigotis-heat-most": "0.8",
    "--nigotis-on-heat": "#101314",
  },
  dark: {
    "--mantine-color-dimmed": "#a3adb5",
    "--mantine-color-placeholder": "#98a2aa",
    "--mantine-color-error": "#ff8f85",
    "--mantine-color-body": "#1a1d1f",
    "--nigotis-page": "#141718",
    "--nigotis-line": "#2e3436",
    "--nigotis-edge": "#727b83",
    "--nigotis-tint": "#1b2f2c",
    "--nigotis-accent-text": "#8bcdc0",
    "--nigotis-chart": "#68beae",
    "--nigotis-heat": "104, 190, 174",
    "--nigotis-heat-most": "0.5",
    "--nigotis-on-heat": "#ffffff",
  },
});
