"""The OpenAPI document: operations described from their own words, in the reader's language, beside the front desk."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter
from starlette.routing import BaseRoute

from nigotis import __version__
from nigotis.kernel.files import File
from nigotis.kernel.i18n import Language, say, translate_fields, translation
from nigotis.kernel.operation import Operation
from nigotis.kernel.registry import OPERATIONS
from nigotis.surfaces.http.operations import places

REF = "#/components/schemas/{model}"


def document(hand_written: list[BaseRoute], language: Language) -> dict[str, Any]:
    """The whole API, OpenAPI 3.1."""
    made = get_openapi(title="Nigotis", version=__version__, routes=hand_written)
    made.setdefault("components", {}).setdefault("schemas", {})
    made["components"]["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": "nigotis_session"},
        "key": {"type": "http", "scheme": "bearer"},
    }
    made["security"] = [{"key": []}, {"session": []}]
    shared = made["components"]["schemas"]
    schemas = _schemas(shared)
    for schema in shared.values():
        translate_fields(schema, schema.get("title", ""), language)
    for described in (one for methods in made["paths"].values() for one in methods.values()):
        name = described["operationId"]
        described["summary"] = translation(name, language, described["summary"])
        for content in described.get("requestBody", {}).get("content", {}).values():
            content["schema"] = _worded(content["schema"], shared, name, language)
    for op in OPERATIONS.values():
        described = _describe(op, schemas, language)
        if op.method != "GET" and set(op.ask.model_fields) - set(places(op)):
            asked = _worded(schemas[op.name, "ask"], shared, op.name, language)
            described["requestBody"] = {"required": True, "content": _json(asked)}
        made["paths"].setdefault(f"/api{op.path}", {})[op.method.lower()] = described
    return made


def _worded(schema: dict[str, Any], shared: dict[str, Any], name: str, language: Language) -> dict[str, Any]:
    """What an operation asks for, its fields described in the reader's language."""
    if language == "en":
        return schema
    whole = deepcopy(shared[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema)
    translate_fields(whole, name, language)
    return whole


def _schemas(into: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """JSON schemas of all asks and answers, their parts shared in `into`: {(operation, ask|answer): schema}."""
    inputs = [
        ((op.name, part), mode, adapter)
        for op in OPERATIONS.values()
        for part, mode, adapter in (("ask", "validation", TypeAdapter(op.ask)), ("answer", "serialization", op.answer))
        if not (part == "answer" and _is_file(op))
    ]
    found, shared = TypeAdapter.json_schemas(inputs, ref_template=REF)  # type: ignore[arg-type]
    into.update(shared.get("$defs", {}))
    return {key: schema for (key, _), schema in found.items()}


def _is_file(op: Operation[Any, Any]) -> bool:
    return op.answer._type is File


def _describe(op: Operation[Any, Any], schemas: dict[tuple[str, str], dict[str, Any]], language: Language) -> Any:
    content = {"application/octet-stream": {}} if _is_file(op) else _json(schemas[op.name, "answer"])
    return {
        "operationId": op.name,
        "tags": [op.room],
        "summary": translation(op.name, language, op.text),
        "x-grant": op.needs,
        "x-effect": str(op.effect),
        "parameters": _parameters(op, language),
        "responses": {"200": {"description": "Done.", "content": content}},
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _parameters(op: Operation[Any, Any], language: Language) -> list[dict[str, Any]]:
    in_path = places(op)
    found = []
    for name, field in op.ask.model_fields.items():
        if name not in in_path and op.method != "GET":
            continue
        text = translation(f"{op.name}.{name}", language, field.description or "")
        schema = TypeAdapter(field.annotation).json_schema(ref_template=REF)
        schema.pop("$defs", None)
        required = name in in_path or field.is_required()
        place = "path" if name in in_path else "query"
        found.append({"name": name, "in": place, "required": required, "description": text, "schema": schema})
    return found + ([] if op.effect == "reads" else _write_parameters(language))


def _write_parameters(language: Language) -> list[dict[str, Any]]:
    return [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": say("api.idempotency_key", language),
            "schema": {"type": "string", "maxLength": 255},
        },
        {
            "name": "dry_run",
            "in": "query",
            "required": False,
            "description": say("api.dry_run", language),
            "schema": {"type": "boolean"},
        },
    ]
