// What a first visit loads, gzipped: the entry, its static imports and styles, and the words of one language.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const SITE = new URL("../../src/nigotis/surfaces/http/site/", import.meta.url).pathname;
const LIMIT_IN_KB = 250;
const FIRST_SCREENS = ["src/features/staff/SignIn.tsx", "src/features/home/Home.tsx"];

const manifest = JSON.parse(readFileSync(join(SITE, ".vite/manifest.json"), "utf8"));

function reached(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) reached(next, seen);
  return seen;
}

function files(keys) {
  return new Set(keys.flatMap((key) => [manifest[key].file, ...(manifest[key].css ?? [])]));
}

function kilobytes(names) {
  return [...names].reduce((sum, name) => sum + gzipSync(readFileSync(join(SITE, name))).length, 0) / 1024;
}

let failed = false;
for (const screen of FIRST_SCREENS) {
  const behind = screen.includes("home") ? ["src/app/Shell.tsx"] : [];
  const keys = ["index.html", "src/i18n/ru.json", screen, ...behind].flatMap((key) => [...reached(key)]);
  const size = kilobytes(files(keys));
  failed ||= size > LIMIT_IN_KB;
  console.log(`${screen}: ${size.toFixed(1)} KB gzipped of ${LIMIT_IN_KB}`);
}
process.exit(failed ? 1 : 0);
