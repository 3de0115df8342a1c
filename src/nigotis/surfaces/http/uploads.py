"""Handing in a file: the one request whose body may be large."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, File, Request, Response, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from pydantic import BaseModel

from nigotis.kernel.config import config
from nigotis.kernel.context import Caller, House
from nigotis.kernel.files import keep_upload
from nigotis.kernel.problems import Forbidden, Limit
from nigotis.surfaces.http.who import caller_of

GRANT = "imports:write"


class Upload(BaseModel):
    """A file that was handed in; size in bytes."""

    upload_id: str
    name: str
    size: int


def router(house: House) -> APIRouter:
    """The upload route, below `/api`."""
    made = APIRouter(tags=["imports"], route_class=_known_first(house))

    @made.post("/uploads", summary="Hand in a file, to be looked at before anything is imported.")
    def upload(file: Annotated[UploadFile, File(description="Which file?")], request: Request) -> Upload:
        caller = _importer(house, request)
        limit = config().upload_limit_in_mb
        if (file.size or 0) > limit << 20:
            raise Limit("kernel.too_large", limit=limit)
        # Signs that cannot be seen can neither be stored (NUL) nor be told from another name (reversed text).
        name = "".join(sign for sign in file.filename or "" if sign.isprintable()) or "file"
        upload_id = keep_upload(house, caller.merchant.id, name, file.file)
        return Upload(upload_id=upload_id, name=name, size=file.size or 0)

    return made


def _importer(house: House, request: Request) -> Caller:
    caller = caller_of(house, request)
    if not caller.actor.may(GRANT):
        raise Forbidden("kernel.forbidden", grant=GRANT)
    return caller


def _known_first(house: House) -> type[APIRoute]:
    """A route that asks who it is before the body is read: a stranger's file would lie on our disk by then."""

    class KnownFirst(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            serve = super().get_route_handler()

            async def known(request: Request) -> Response:
                await run_in_threadpool(_importer, house, request)
                return await serve(request)

            return known

    return KnownFirst
