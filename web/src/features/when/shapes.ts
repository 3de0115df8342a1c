import { useQuery } from "@tanstack/react-query";

import type { Shapes } from "../../charts/drawing.ts";

const WORLD = "world";
/** Borders come with the map that needs them, a country each. */
const files = import.meta.glob<{ default: Shapes }>("./shapes/*.json");

function fileOf(country: string): string {
  return `./shapes/${country}.json`;
}

/** Whether a country can be drawn by itself; any other is shown as a part of the world. */
export function isDrawn(country: string): boolean {
  return fileOf(country) in files;
}

/** The borders of a country, or of all where it has none of its own. */
export function useShapes(country: string) {
  const name = isDrawn(country) ? country : WORLD;
  return useQuery({
    queryKey: ["shapes", name],
    queryFn: async () => {
      const file = await files[fileOf(name)]?.();
      if (!file) throw new Error(name);
      return { name, shapes: file.default };
    },
    staleTime: Infinity,
  });
}
