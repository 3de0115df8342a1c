/** A path inside this app: a link that would lead to another site is not followed. */
export function insidePath(next: unknown): string {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : "/";
}
