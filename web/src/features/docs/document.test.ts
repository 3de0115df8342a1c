import assert from "node:assert/strict";
import { test } from "node:test";

import { curl, entries, fields, typeName, type Document } from "./document.ts";

const DOCUMENT: Document = {
  info: { title: "Nigotis", version: "1" },
  paths: {
    "/api/clients/{client_id}": {
      patch: {
        operationId: "clients.edit",
        tags: ["clients"],
        parameters: [{ name: "client_id", in: "path", required: true, schema: { type: "integer" } }],
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/EditClient" } } } },
      },
    },
  },
  components: {
    schemas: {
      EditClient: {
        required: ["client_id", "name"],
        properties: {
          client_id: { type: "integer" },
          name: { type: "string" },
          status: { anyOf: [{ enum: ["active", "waiting"] }, { type: "null" }] },
        },
      },
    },
  },
};

const ENTRY = entries(DOCUMENT).get("clients")?.[0];

test("a field of the path is not asked for again in the body", () => {
  assert.ok(ENTRY);
  assert.deepEqual(
    fields(ENTRY, DOCUMENT).map(({ name, place, required }) => [name, place, required]),
    [
      ["client_id", "path", true],
      ["name", "body", true],
      ["status", "body", false],
    ],
  );
});

test("what stands inside a list is told apart", () => {
  const schema = {
    properties: {
      lines: { type: "array", items: { properties: { quantity: { type: "string" } }, required: ["quantity"] } },
    },
  };
  const operation = { requestBody: { content: { "application/json": { schema } } } };
  const rows = fields({ id: "x", method: "POST", path: "/x", room: "x", operation }, DOCUMENT);
  assert.deepEqual(
    rows.map(({ name, required }) => [name, required]),
    [
      ["lines", false],
      ["lines[].quantity", true],
    ],
  );
});

test("a choice that may be left out reads as its values", () => {
  assert.equal(typeName({ anyOf: [{ enum: ["active", "waiting"] }, { type: "null" }] }, DOCUMENT), "active | waiting");
});

test("the example sends the required fields and a key that makes it repeatable", () => {
  assert.ok(ENTRY);
  const text = curl(ENTRY, DOCUMENT, "https://shop.example");
  assert.match(text, /-X PATCH 'https:\/\/shop\.example\/api\/clients\/1'/);
  assert.match(text, /Idempotency-Key/);
  assert.match(text, /-d '\{"name":"…"\}'/);
});
