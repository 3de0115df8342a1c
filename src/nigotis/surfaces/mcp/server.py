"""The MCP server: tools read off the registry, shown and run with the rights of the API key that asks.

Source: Model Context Protocol, revision 2026-07-28, "Tools"; transport is stateless streamable HTTP.
"""

from __future__ import annotations

import json
from typing import Any

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from nigotis import __version__
from nigotis.kernel.context import Caller, House
from nigotis.kernel.files import File
from nigotis.kernel.i18n import say, translation
from nigotis.kernel.operation import Operation
from nigotis.kernel.problems import Invalid, NotFound, Problem, Unauthenticated
from nigotis.staff.front_desk import caller_of_key
from nigotis.surfaces.http.errors import incident, language_of, on_problem
from nigotis.surfaces.mcp import confirm
from nigotis.surfaces.mcp.tools import CONFIRM, described, tools_of

LARGEST_TEXT = 1 << 20


def server(house: House) -> Server[Any]:
    """The server over `house`."""

    async def list_tools(ctx: Any, params: Any) -> types.ListToolsResult:
        caller = await run_in_threadpool(_caller, house, ctx.request)
        return types.ListToolsResult(tools=[described(tool, caller) for tool in tools_of(caller).values()])

    async def call_tool(ctx: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        return await run_in_threadpool(_call, house, ctx.request, params.name, params.arguments or {})

    return Server("nigotis", version=__version__, on_list_tools=list_tools, on_call_tool=call_tool)


def mounted(house: House) -> tuple[ASGIApp, Server[Any]]:
    """The app to mount at `/mcp` (answers only to a valid key), and the server whose session manager must run."""
    made = server(house)
    # Browsers cannot reach it: a key in the Authorization header is needed, so rebinding gains nothing.
    security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    app = made.streamable_http_app(
        streamable_http_path="/", stateless_http=True, json_response=True, transport_security=security
    )
    return KeyNeeded(house, app), made


class KeyNeeded:
    """Refuses whoever has no valid API key, before anything of the protocol is read."""

    def __init__(self, house: House, app: Starlette) -> None:
        self.house = house
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = Request(scope)
            try:
                await run_in_threadpool(_caller, self.house, request)
            except Unauthenticated as problem:
                response = await on_problem(request, problem)
                response.headers["www-authenticate"] = "Bearer"
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _key(request: Request) -> str:
    return request.headers.get("authorization", "").partition(" ")[2].strip()


def _caller(house: House, request: Request) -> Caller:
    return caller_of_key(house, _key(request), "mcp", language_of(request))


def _call(house: House, request: Request, name: str, arguments: dict[str, Any]) -> types.CallToolResult:
    caller = _caller(house, request)
    try:
        return _said(_run(house, caller, _key(request), name, dict(arguments)))
    except Problem as problem:
        return _said({"error": problem.code, "message": say(problem.key, caller.language, **problem.values)}, True)
    except ValidationError as error:
        wrong = [{"field": ".".join(map(str, found["loc"])), "message": found["msg"]} for found in error.errors()]
        return _said({"error": "invalid", "fields": wrong}, True)
    except Exception as error:  # the protocol's library would tell the assistant the error's own words
        return _said({"error": "failed", "message": incident(error, f"mcp {name}", caller.language)}, True)


def _run(house: House, caller: Caller, api_key: str, name: str, arguments: dict[str, Any]) -> Any:
    tool = tools_of(caller).get(name)
    if tool is None:
        raise NotFound("kernel.not_found")
    op, given = tool.op, arguments.pop(CONFIRM, None)
    _refuse_unknown(op, arguments)
    arguments |= tool.filled
    ask = op.ask.model_validate_json(json.dumps(arguments))
    if op.effect == "reads":
        return _plain(op, op.serve(house, caller, ask))
    if given is None:
        return _preview(house, caller, api_key, op, ask, arguments)
    confirm.check(str(given), api_key, op.name, arguments, house.clock())
    return _plain(op, op.serve(house, caller, ask, key=f"mcp:{given}"))


def _refuse_unknown(op: Operation[Any, Any], arguments: dict[str, Any]) -> None:
    unknown = [name for name in arguments if name not in op.ask.model_fields]
    if unknown:
        raise Invalid("mcp.unknown_argument", field=unknown[0], name=unknown[0])


def _preview(
    house: House, caller: Caller, api_key: str, op: Operation[Any, Any], ask: BaseModel, arguments: dict[str, Any]
) -> dict[str, Any]:
    """What would happen, worked out by a dry run, and the token that lets it happen."""
    return {
        "would": translation(op.name, caller.language, op.text),
        "with": arguments,
        "result": _plain(op, op.serve(house, caller, ask, dry_run=True)),
        CONFIRM: confirm.token(api_key, op.name, arguments, house.clock()),
        "next": say("mcp.please_confirm", caller.language),
    }


def _plain(op: Operation[Any, Any], answer: Any) -> Any:
    if isinstance(answer, File):
        text = b"".join(answer.chunks())[:LARGEST_TEXT].decode("utf-8", "replace")
        return {"file": answer.name, "media_type": answer.media_type, "text": text}
    return op.answer.dump_python(answer, mode="json")


def _said(answer: Any, is_error: bool = False) -> types.CallToolResult:
    structured = answer if isinstance(answer, dict) else {"result": answer}
    text = json.dumps(structured, ensure_ascii=False)
    content = [types.TextContent(text=text)]
    return types.CallToolResult(content=content, structured_content=structured, is_error=is_error)
