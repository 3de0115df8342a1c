/** The parts of an OpenAPI document that the page shows. */

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  pattern?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  description?: string;
  schema: Schema;
}

export interface Operation {
  operationId?: string;
  tags?: string[];
  summary?: string;
  "x-grant"?: string;
  "x-effect"?: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
}

export interface Document {
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
}

export interface Entry {
  id: string;
  method: string;
  path: string;
  room: string;
  operation: Operation;
}

/** All operations, room by room in the order of the document. */
export function entries(document: Document): Map<string, Entry[]> {
  const rooms = new Map<string, Entry[]>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const room = operation.tags?.[0] ?? "";
      const id = operation.operationId ?? `${method} ${path}`;
      rooms.set(room, [...(rooms.get(room) ?? []), { id, method: method.toUpperCase(), path, room, operation }]);
    }
  }
  return rooms;
}

export function resolved(schema: Schema, document: Document): Schema {
  if (schema.allOf?.length === 1 && schema.allOf[0]) return resolved(schema.allOf[0], document);
  const name = schema.$ref?.split("/").pop();
  return (name && document.components?.schemas?.[name]) || schema;
}

function single(schema: Schema, document: Document): string {
  const found = resolved(schema, document);
  if (found.enum) return found.enum.map(String).join(" | ");
  if (found.const !== undefined) return String(found.const);
  if (found.anyOf ?? found.oneOf) return typeName(found, document);
  if (found.type === "array") return `[${found.items ? typeName(found.items, document) : ""}]`;
  return found.format ?? [found.type ?? "object"].flat().join(" | ");
}

/** How a field's type reads in the table: "integer", "active | waiting", "[string]". */
export function typeName(schema: Schema, document: Document): string {
  const ways = schema.anyOf ?? schema.oneOf;
  if (!ways) return single(schema, document);
  const names = ways.filter((way) => way.type !== "null").map((way) => single(way, document));
  return [...new Set(names)].join(" | ");
}

export interface FieldRow {
  name: string;
  place: string;
  type: string;
  required: boolean;
  text: string;
}

function bodySchema(operation: Operation, document: Document): Schema | undefined {
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  return schema && resolved(schema, document);
}

/** Every field one may send: from the path, the query, the headers and the body. */
export function fields(entry: Entry, document: Document): FieldRow[] {
  const parameters = (entry.operation.parameters ?? []).map((parameter): FieldRow => ({
    name: parameter.name,
    place: parameter.in,
    type: typeName(parameter.schema, document),
    required: parameter.required ?? false,
    text: parameter.description ?? "",
  }));
  const body = bodySchema(entry.operation, document);
  const named = new Set(parameters.map(({ name }) => name));
  const inBody = Object.entries(body?.properties ?? {}).filter(([name]) => !named.has(name));
  return [
    ...parameters,
    ...inBody.flatMap(([name, schema]) => bodyRows(name, schema, body?.required?.includes(name) ?? false, document)),
  ];
}

/** The parts of a list's items or of an object, and how their names go on: "lines" with "lines[].quantity". */
function parts(name: string, schema: Schema, document: Document): [string, Schema] | undefined {
  const found = resolved(schema, document);
  if (found.type === "array" && found.items) return [`${name}[].`, resolved(found.items, document)];
  return found.properties ? [`${name}.`, found] : undefined;
}

function bodyRows(name: string, schema: Schema, required: boolean, document: Document): FieldRow[] {
  const row = { name, place: "body", type: typeName(schema, document), required, text: schema.description ?? "" };
  const [beginning, inner] = parts(name, schema, document) ?? [];
  const below = Object.entries(inner?.properties ?? {}).flatMap(([part, its]) =>
    bodyRows(`${beginning}${part}`, its, inner?.required?.includes(part) ?? false, document),
  );
  return [row, ...below];
}

const EXAMPLES: Record<string, unknown> = {
  integer: 1,
  number: 1,
  boolean: true,
  date: "2026-11-22",
  "date-time": "2026-11-22T14:05:00Z",
  array: [],
};

function example(schema: Schema, document: Document): unknown {
  const found = resolved(schema, document);
  if (found.default !== undefined && found.default !== null) return found.default;
  if (found.enum) return found.enum[0];
  const way = (found.anyOf ?? found.oneOf)?.find((candidate) => candidate.type !== "null");
  if (way) return example(way, document);
  if (found.type === "array" && found.items) return [example(found.items, document)];
  if (found.properties) return exampleBody(found, document);
  // Money and quantities are texts that a pattern holds to digits.
  if (found.type === "string" && found.pattern?.includes("\\d")) return "1";
  return EXAMPLES[found.format ?? ""] ?? EXAMPLES[String(found.type)] ?? "…";
}

/** The required fields with plausible values; all of them where none is required. */
function exampleBody(schema: Schema, document: Document): Record<string, unknown> {
  const all = Object.entries(schema.properties ?? {});
  const required = all.filter(([name]) => schema.required?.includes(name));
  const chosen = required.length > 0 ? required : all.slice(0, 3);
  return Object.fromEntries(chosen.map(([name, field]) => [name, example(field, document)]));
}

/** A call one can paste into a terminal. */
export function curl(entry: Entry, document: Document, origin: string): string {
  const path = entry.path.replaceAll(/\{\w+\}/g, "1");
  const lines = [
    `curl ${entry.method === "GET" ? "" : `-X ${entry.method} `}'${origin}${path}'`,
    "-H 'Authorization: Bearer '\"$NIGOTIS_KEY\"",
  ];
  if (entry.method !== "GET") lines.push('-H "Idempotency-Key: $(uuidgen)"');
  const body = bodySchema(entry.operation, document);
  if (body?.properties) {
    const named = new Set((entry.operation.parameters ?? []).map(({ name }) => name));
    const sent = Object.entries(exampleBody(body, document)).filter(([name]) => !named.has(name));
    lines.push("-H 'Content-Type: application/json'", `-d '${JSON.stringify(Object.fromEntries(sent))}'`);
  }
  return lines.join(" \\\n  ");
}
