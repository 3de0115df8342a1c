"""Files that operations answer, and files that people hand in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

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
