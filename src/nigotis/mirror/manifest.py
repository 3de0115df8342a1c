"""The manifest: which segments make up a merchant's facts. It changes by one atomic rename, or not at all."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from nigotis.mirror.changes import Watermark

NAME = "manifest.json"


class Segment(BaseModel):
    """A Parquet file with the new facts of the keys in it; `gone` is a file of keys that have no facts any more.

    It stands for the steps `first` to `last` of its entity. The one that starts at 0 is the base: all facts there
    were. Of two segments with the same key, the later one counts.
    """

    model_config = ConfigDict(frozen=True)

    file: str
    gone: str | None = None
    rows: int
    gone_keys: int = 0
    first: int
    last: int

    @property
    def is_base(self) -> bool:
        """Whether it replaces everything before it."""
        return self.first == 0

    @property
    def files(self) -> list[str]:
        """Names of its files."""
        return [self.file, self.gone] if self.gone else [self.file]


class Entity(BaseModel):
    """One fact table: the column that keys name, and its segments in order, the base first."""

    model_config = ConfigDict(frozen=True)

    key: str
    segments: tuple[Segment, ...]

    @property
    def last(self) -> int:
        """The step it stands at."""
        return self.segments[-1].last


class Manifest(BaseModel):
    """All facts of a merchant at `watermark`.

    `version` names their definition, `origin` the database they were read from, `generation` the build they belong to.
    """

    model_config = ConfigDict(frozen=True)

    version: str
    origin: str
    generation: str
    watermark: Watermark
    written_at: datetime
    entities: dict[str, Entity]

    @property
    def files(self) -> set[str]:
        """Names of all files that count."""
        return {file for entity in self.entities.values() for segment in entity.segments for file in segment.files}

    def with_entity(self, name: str, segments: tuple[Segment, ...]) -> Manifest:
        """The same with other segments for one entity."""
        entity = Entity(key=self.entities[name].key, segments=segments)
        return self.model_copy(update={"entities": {**self.entities, name: entity}})


def folder_of(data: Path, merchant_id: int) -> Path:
    """Where a merchant's part of the mirror lies."""
    return data / "mirror" / str(merchant_id)


def stamp_of(folder: Path) -> tuple[int, int] | None:
    """What differs whenever another manifest counts; None where there is none."""
    try:
        found = (folder / NAME).stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_mtime_ns, found.st_ino


def load(folder: Path) -> Manifest | None:
    """The manifest that counts now; None where there is none, or none that can be understood."""
    try:
        return Manifest.model_validate_json((folder / NAME).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValidationError):
        return None


def publish(folder: Path, manifest: Manifest) -> None:
    """Make `manifest` the one that counts; its segments must be on disk already."""
    put(folder / NAME, manifest.model_dump_json().encode(), durably=True)


def put(path: Path, content: bytes, *, durably: bool) -> None:
    """Replace a file in one step; `durably` survives a power cut."""
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        file.write(content)
        if durably:
            keep(file.fileno())
    os.replace(beside, path)
    if durably:
        keep_folder(path.parent)


def keep(descriptor: int) -> None:
    """Wait until the file is on disk."""
    os.fsync(descriptor)


def keep_folder(folder: Path) -> None:
    """Wait until the folder's entries are on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        keep(descriptor)
    finally:
        os.close(descriptor)


def withdraw(data: Path, merchant_id: int) -> None:
    """Have the merchant's mirror built anew: the tail does so when it finds no manifest."""
    (folder_of(data, merchant_id) / NAME).unlink(missing_ok=True)
