"""How large a body may be: read by whoever asks for it, and refused here before it fills memory or disk."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nigotis.kernel.config import config
from nigotis.kernel.problems import Limit
from nigotis.surfaces.http.errors import on_problem

LIMIT_IN_MB = 4
UPLOADS = "/api/uploads"
_WRAPPING_IN_BYTES = 1 << 16  # what a form adds to the file in it


class BodyLimit:
    """Refuses a body larger than any ask can be, whether it tells its length or not; only a file may be large."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit_in_mb, limit = _limit(scope["path"])
        told = Headers(scope=scope).get("content-length", "")
        if told.isdecimal() and int(told) > limit:
            refused = await on_problem(Request(scope), Limit("kernel.too_large", limit=limit_in_mb))
            await refused(scope, receive, send)
            return
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > limit:
                raise Limit("kernel.too_large", limit=limit_in_mb)
            return message

        await self.app(scope, counted, send)


def _limit(path: str) -> tuple[int, int]:
    """In MB as people are told, and in bytes."""
    if path == UPLOADS:
        in_mb = config().upload_limit_in_mb
        return in_mb, (in_mb << 20) + _WRAPPING_IN_BYTES
    return LIMIT_IN_MB, LIMIT_IN_MB << 20
