"""Files that operations answer, and files that people hand in.

An uploaded file lies under its merchant's own folder and a random name, so another merchant's id leads nowhere.
It is there to be read, not to be kept: `remove_uploads` lets it go.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from nigotis.kernel.problems import NotFound

if TYPE_CHECKING:
    from nigotis.kernel.context import House

CHUNK = 1 << 16


@dataclass(frozen=True)
class File:
    """A file as an answer: HTTP streams it, the command line saves it, chat sends it. `body` is bytes or a path."""

    name: str
    media_type: str
    body: bytes | Path

    def chunks(self) -> Iterator[bytes]:
        """The content piece by piece."""
        if isinstance(self.body, bytes):
            yield self.body
            return
        with self.body.open("rb") as file:
            while piece := file.read(CHUNK):
                yield piece

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema(
            cls, serialization=core_schema.plain_serializer_function_ser_schema(_name)
        )


def _name(file: File) -> dict[str, str]:
    return {"file": file.name, "media_type": file.media_type}


def keep_upload(house: House, merchant_id: int, name: str, source: IO[bytes]) -> str:
    """Keep an uploaded file and give its id; `name` is only remembered, never used as a path of ours."""
    upload_id = secrets.token_hex(16)
    folder = _uploads(house, merchant_id) / upload_id
    folder.mkdir(parents=True)
    with (folder / "content").open("wb") as kept:
        shutil.copyfileobj(source, kept, CHUNK)
    (folder / "name").write_text(name[-200:], "utf-8")
    return upload_id


def find_upload(house: House, merchant_id: int, upload_id: str) -> tuple[Path, str]:
    """Where an uploaded file lies, and what its owner called it. NotFound for an id that is not this merchant's."""
    folder = _uploads(house, merchant_id) / upload_id
    if not (upload_id.isalnum() and (folder / "name").is_file()):
        raise NotFound("kernel.not_found")
    return folder / "content", (folder / "name").read_text("utf-8")


def remove_uploads(house: House, before: datetime) -> int:
    """Remove what anybody handed in before then; answers how many files."""
    folders = [folder for folder in _all_uploads(house).glob("*/*") if folder.stat().st_mtime < before.timestamp()]
    for folder in folders:
        shutil.rmtree(folder)
    return len(folders)


def _uploads(house: House, merchant_id: int) -> Path:
    return _all_uploads(house) / str(merchant_id)


def _all_uploads(house: House) -> Path:
    return house.data / "uploads"
