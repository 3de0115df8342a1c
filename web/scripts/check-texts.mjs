// Four languages with the same keys, every key that is asked for is there, none is left over, and no text stands in a component.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";

const SOURCES = new URL("../src/", import.meta.url).pathname;
const LANGUAGES = ["az", "en", "ru", "sw"];
const PLURAL = /_(zero|one|two|few|many|other)$/;
const TEXT_PROPS = new Set([
  "title",
  "label",
  "placeholder",
  "description",
  "alt",
  "aria-label",
  "legend",
  "text",
  "question",
  "hint",
]);
const WORD = /\p{L}{2,}/u;
// The product's own name is the same in every language.
const NAMES = new Set(["Nigotis"]);

const complaints = [];

function flatten(tree, prefix = "") {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === "string" ? [[prefix + name, value]] : flatten(value, `${prefix}${name}.`),
  );
}

/** The words of every page and those that come with one page. */
function readLanguage(language) {
  const files = readdirSync(join(SOURCES, "i18n"), { recursive: true }).map(String);
  const own = files.filter((file) => file === `${language}.json` || file.endsWith(`/${language}.json`));
  const found = new Map();
  for (const file of own) {
    for (const [key, text] of flatten(JSON.parse(readFileSync(join(SOURCES, "i18n", file), "utf8")))) {
      if (found.has(key)) complaints.push(`${file} has ${key}, which stands elsewhere too`);
      found.set(key, text);
    }
  }
  return found;
}

const texts = Object.fromEntries(LANGUAGES.map((language) => [language, readLanguage(language)]));
const baseKeys = (language) => new Set([...texts[language].keys()].map((key) => key.replace(PLURAL, "")));
const placesOf = (text) => [...text.matchAll(/\{\{\s*(\w+)/g)].map((found) => found[1]);

function checkLanguages() {
  const english = baseKeys("en");
  for (const language of LANGUAGES) {
    const own = baseKeys(language);
    for (const key of english) if (!own.has(key)) complaints.push(`${language}.json lacks ${key}`);
    for (const key of own) if (!english.has(key)) complaints.push(`${language}.json has ${key}, en.json has not`);
    checkPlurals(language);
    checkPlaces(language);
  }
}

function checkPlurals(language) {
  const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  for (const key of texts[language].keys()) {
    if (!PLURAL.test(key)) continue;
    const base = key.replace(PLURAL, "");
    for (const category of categories) {
      if (!texts[language].has(`${base}_${category}`)) complaints.push(`${language}.json lacks ${base}_${category}`);
    }
  }
}

function checkPlaces(language) {
  const placesByBase = new Map();
  for (const [key, text] of texts.en) {
    const base = key.replace(PLURAL, "");
    placesByBase.set(base, new Set([...(placesByBase.get(base) ?? []), ...placesOf(text)]));
  }
  for (const [key, text] of texts[language]) {
    if (text.trim() === "") complaints.push(`${language}.json: ${key} is empty`);
    for (const place of placesOf(text)) {
      if (!placesByBase.get(key.replace(PLURAL, ""))?.has(place))
        complaints.push(`${language}.json: ${key} has an unknown {{${place}}}`);
    }
  }
}

function* walk(node) {
  if (Array.isArray(node)) for (const item of node) yield* walk(item);
  else if (node && typeof node === "object") {
    if (typeof node.type === "string") yield node;
    for (const value of Object.values(node)) if (value && typeof value === "object") yield* walk(value);
  }
}

/** Which page brings a key, for those that do not come with every page. */
const pageOfKey = new Map();
for (const file of readdirSync(join(SOURCES, "i18n"), { recursive: true }).map(String)) {
  if (!file.endsWith("/en.json")) continue;
  for (const [key] of flatten(JSON.parse(readFileSync(join(SOURCES, "i18n", file), "utf8"))))
    pageOfKey.set(key.replace(PLURAL, ""), file.split("/")[0]);
}

const asked = new Set();
const askedBeginnings = new Set();

function askForKey(key, file) {
  asked.add(key);
  const page = pageOfKey.get(key);
  if (page && !file.startsWith(`features/${page}/`))
    complaints.push(`${file} asks for ${key}, which comes with the page ${page} alone`);
}

function askFor(argument, file) {
  if (argument?.type === "Literal" && typeof argument.value === "string") askForKey(argument.value, file);
  if (argument?.type === "TemplateLiteral") askedBeginnings.add(argument.quasis[0].value.cooked);
  if (argument?.type === "ConditionalExpression")
    [argument.consequent, argument.alternate].forEach((choice) => askFor(choice, file));
}

function checkNode(node, file) {
  if (node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "t")
    askFor(node.arguments[0], file);
  // Keys that stand in data, such as the places of the navigation.
  if (node.type === "Literal" && typeof node.value === "string" && /^[a-z_]+\.[a-z_]+$/.test(node.value))
    askForKey(node.value, file);
  if (node.type === "JSXText" && WORD.test(node.value))
    complaints.push(`${file}: text in a component: ${node.value.trim()}`);
  if (node.type === "JSXAttribute" && TEXT_PROPS.has(node.name.name) && node.value?.type === "Literal") {
    if (WORD.test(node.value.value) && !NAMES.has(node.value.value))
      complaints.push(`${file}: text in ${node.name.name}: ${node.value.value}`);
  }
}

function checkSources() {
  for (const entry of readdirSync(SOURCES, { recursive: true })) {
    const file = String(entry);
    if (!/\.tsx?$/.test(file) || file.endsWith(".test.ts")) continue;
    const parsed = parseSync(file, readFileSync(join(SOURCES, file), "utf8"));
    for (const node of walk(parsed.program)) checkNode(node, file);
  }
}

function checkUse() {
  const keys = baseKeys("en");
  const rooms = new Set([...keys].map((key) => key.split(".")[0]));
  for (const key of asked) {
    if (!keys.has(key) && rooms.has(key.split(".")[0])) complaints.push(`en.json lacks ${key}, which the app asks for`);
  }
  for (const key of keys) {
    const built = [...askedBeginnings].some((beginning) => beginning && key.startsWith(beginning));
    if (!asked.has(key) && !built) complaints.push(`nothing asks for ${key}`);
  }
}

checkLanguages();
checkSources();
checkUse();
for (const complaint of complaints) console.error(complaint);
console.log(
  complaints.length
    ? `${complaints.length} complaints about texts`
    : `Texts: ${texts.en.size} keys in ${LANGUAGES.length} languages.`,
);
process.exit(complaints.length ? 1 : 0);
