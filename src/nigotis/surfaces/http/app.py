"""The web server's application: `/api` (operations and front desk), `/mcp` (assistants), `/health`, the web app."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from sqlalchemy import text
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nigotis.kernel.context import House
from nigotis.kernel.i18n import Language
from nigotis.kernel.problems import NotFound, Problem
from nigotis.mirror.cache import Mirror
from nigotis.surfaces.http import front_desk, openapi, operations, site, uploads
from nigotis.surfaces.http.bodies import BodyLimit
from nigotis.surfaces.http.errors import language_of, on_failure, on_http, on_problem, on_validation
from nigotis.surfaces.mcp import server as mcp
from nigotis.surfaces.worker.background import Loop, running


def create(house: House) -> FastAPI:
    """The application over `house`; the rooms' operations must be imported already (`nigotis.rooms`)."""
    assistants, protocol = mcp.mounted(house)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with running([Loop("mirror-reader", house.ports.get(Mirror).follow)]):
            async with protocol.session_manager.run():
                yield

    app = FastAPI(
        title="Nigotis",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        generate_unique_id_function=lambda route: f"front_desk.{route.name}",
    )
    by_hand = front_desk.router(house)
    by_hand.include_router(uploads.router(house))
    app.include_router(by_hand, prefix="/api")
    app.router.routes.extend(
        [
            Route("/api/openapi.json", _document(app)),
            Mount("/api", routes=[*operations.routes(house), Route("/{path:path}", _no_such_path)]),
            Mount("/mcp", assistants),
            Route("/health", _alive),
            Route("/health/ready", _ready(house)),
            Mount("/assets", site.assets()),
            Route("/{path:path}", site.page),
        ]
    )
    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(ValidationError, on_validation)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_failure)
    app.add_middleware(BodyLimit)
    app.add_middleware(Headers)
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    return app


def _document(app: FastAPI) -> Callable[[Request], Awaitable[Response]]:
    @cache
    def written(language: Language) -> dict[str, Any]:
        return openapi.document(list(app.routes), language)

    async def endpoint(request: Request) -> Response:
        return JSONResponse(written(language_of(request) or "en"))

    return endpoint


async def _alive(request: Request) -> Response:
    """For a watchdog: the process answers, however busy its threads are."""
    return JSONResponse({"ok": True})


def _ready(house: House) -> Callable[[Request], Response]:
    """For a load balancer: the database answers too."""

    def endpoint(request: Request) -> Response:
        with house.database.system() as db:
            db.execute(text("select 1"))
        return JSONResponse({"ok": True})

    return endpoint


async def _no_such_path(request: Request) -> Response:
    raise NotFound("kernel.not_found")


class Headers:
    """Adds to every response what browsers need to be told; plain ASGI, so streams stay streams."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _tell_browser(scope["path"], MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _tell_browser(path: str, headers: MutableHeaders) -> None:
    headers["x-content-type-options"] = "nosniff"
    headers["referrer-policy"] = "same-origin"
    if path.startswith("/api"):
        headers["cache-control"] = "no-store"
    else:
        headers["content-security-policy"] = site.CONTENT_SECURITY_POLICY
    if path.startswith("/assets/"):
        headers["cache-control"] = "public, max-age=31536000, immutable"
