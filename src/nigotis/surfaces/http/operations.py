"""A route for every operation, read off the registry."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from nigotis import rooms
from nigotis.kernel.context import House
from nigotis.kernel.fields import LARGEST_ID
from nigotis.kernel.files import File
from nigotis.kernel.operation import Operation
from nigotis.kernel.problems import Invalid, NotFound
from nigotis.kernel.registry import OPERATIONS
from nigotis.surfaces.http.who import caller_of

Endpoint = Callable[[Request], Awaitable[Response]]


def routes(house: House) -> list[Route]:
    """All operations as routes, fixed paths before paths with places in them."""
    assert rooms.ROOMS, "importing the rooms fills the registry"
    ordered = sorted(OPERATIONS.values(), key=lambda op: [(part[0] == "{", part) for part in op.path[1:].split("/")])
    return [Route(typed_path(op), _endpoint(house, op), methods=[op.method], name=op.name) for op in ordered]


def places(op: Operation[Any, Any]) -> list[str]:
    """The fields of the ask that stand in the path."""
    return re.findall(r"{(\w+)}", op.path)


def typed_path(op: Operation[Any, Any]) -> str:
    """The path with `:int` at the places whose field is a number."""
    return re.sub(r"{(\w+)}", lambda found: f"{{{found[1]}{_convertor(op, found[1])}}}", op.path)


def _convertor(op: Operation[Any, Any], field: str) -> str:
    return ":int" if op.ask.model_fields[field].annotation is int else ""


def _endpoint(house: House, op: Operation[Any, Any]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        body = await request.body() if op.method != "GET" else b""
        return await run_in_threadpool(_serve, house, op, request, body)

    return endpoint


def _serve(house: House, op: Operation[Any, Any], request: Request, body: bytes) -> Response:
    caller = caller_of(house, request)
    ask = _ask_from_query(op, request) if op.method == "GET" else _ask_from_body(op, request, body)
    dry_run = request.query_params.get("dry_run", "").lower() in {"1", "true", "yes"}
    answer = op.serve(house, caller, ask, key=request.headers.get("idempotency-key"), dry_run=dry_run)
    if isinstance(answer, File):
        return file_response(answer)
    return Response(op.answer.dump_json(answer), media_type="application/json")


def file_response(file: File) -> Response:
    """A download. The name is ASCII-safe by construction of our files."""
    headers = {"content-disposition": f'attachment; filename="{file.name}"'}
    return StreamingResponse(file.chunks(), media_type=file.media_type, headers=headers)


def _ask_from_query(op: Operation[Any, Any], request: Request) -> BaseModel:
    known = op.ask.model_fields
    given: dict[str, Any] = {}
    for name in request.query_params:
        values = [value for value in request.query_params.getlist(name) if value != ""]
        if values:
            is_several = len(values) > 1 and name in known and get_origin(known[name].annotation) is tuple
            given[name] = json.dumps(values) if is_several else values[-1]
    given.pop("dry_run", None)
    given |= {name: str(value) for name, value in _in_path(op, request).items()}
    _refuse_unknown(op, given)
    ask: BaseModel = op.ask.model_validate_strings(given)
    return ask


def _ask_from_body(op: Operation[Any, Any], request: Request, body: bytes) -> BaseModel:
    try:
        given = json.loads(body) if body.strip() else {}
    except (ValueError, RecursionError) as error:
        raise Invalid("kernel.no_json") from error
    if not isinstance(given, dict):
        raise Invalid("kernel.no_json")
    in_path = _in_path(op, request)
    _refuse_unknown(op, {name: value for name, value in given.items() if name not in in_path})
    ask: BaseModel = op.ask.model_validate_json(json.dumps(given | in_path) if in_path else body.strip() or b"{}")
    return ask


def _in_path(op: Operation[Any, Any], request: Request) -> dict[str, Any]:
    found = {name: request.path_params[name] for name in places(op)}
    if any(isinstance(value, int) and not 1 <= value <= LARGEST_ID for value in found.values()):
        raise NotFound("kernel.not_found")
    return found


def _refuse_unknown(op: Operation[Any, Any], given: dict[str, Any]) -> None:
    """A misspelt field would otherwise be dropped in silence."""
    unknown = [name for name in given if name not in op.ask.model_fields]
    if unknown:
        errors = [InitErrorDetails(type="extra_forbidden", loc=(name,), input=given[name]) for name in unknown]
        raise ValidationError.from_exception_data(op.ask.__name__, errors)
