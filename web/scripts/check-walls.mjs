// Imports only go down: app over features over ui over charts over i18n over client; features do not know one another.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const SOURCES = new URL("../src/", import.meta.url).pathname;
const FLOORS = ["client", "i18n", "charts", "ui", "features", "app"];
const complaints = [];

function floor(file) {
  return FLOORS.indexOf(file.split("/")[0]);
}

function feature(file) {
  const [top, name] = file.split("/");
  return top === "features" ? name : undefined;
}

for (const entry of readdirSync(SOURCES, { recursive: true })) {
  const file = String(entry);
  if (!/\.tsx?$/.test(file) || !file.includes("/")) continue;
  const text = readFileSync(join(SOURCES, file), "utf8");
  for (const [, wanted] of text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)) {
    const target = normalize(join(dirname(file), wanted));
    if (floor(target) > floor(file)) complaints.push(`${file} looks up to ${target}`);
    if (feature(file) && feature(target) && feature(file) !== feature(target))
      complaints.push(`${file} looks into ${target}`);
  }
}

for (const complaint of complaints) console.error(complaint);
if (complaints.length === 0) console.log("Walls hold.");
process.exit(complaints.length ? 1 : 0);
