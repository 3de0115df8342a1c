import { useNavigate, useSearch } from "@tanstack/react-router";

/** One text of the URL's search part, and how to change it; empty removes it. */
export function useSearchParam(name: string): [string | undefined, (value: string | null | undefined) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const value = search[name];
  const set = (next: string | null | undefined) => {
    void navigate({
      to: ".",
      search: (now: Record<string, unknown>) => ({ ...now, [name]: next === "" || next === null ? undefined : next }),
      replace: true,
    });
  };
  return [typeof value === "string" ? value : undefined, set];
}
