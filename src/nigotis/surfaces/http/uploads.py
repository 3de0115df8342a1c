"""Handing in a file: the one request whose body may be large."""

from __future__ import annotations

from fastapi import APIRouter, Request, UploadFile
from pydantic import BaseModel

from nigotis.kernel.config import config
from nigotis.kernel.context import House
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
    made = APIRouter(tags=["imports"])

    @made.post("/uploads", summary="Hand in a file, to be looked at before anything is imported.")
    def upload(file: UploadFile, request: Request) -> Upload:
        caller = caller_of(house, request)
        if not caller.actor.may(GRANT):
            raise Forbidden("kernel.forbidden", grant=GRANT)
        limit = config().upload_limit_in_mb
        if (file.size or 0) > limit << 20:
            raise Limit("kernel.too_large", limit=limit)
        name = file.filename or "file"
        upload_id = keep_upload(house, caller.merchant.id, name, file.file)
        return Upload(upload_id=upload_id, name=name, size=file.size or 0)

    return made
