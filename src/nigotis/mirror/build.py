"""Writing a merchant's part of the mirror: the whole at first, then what changed."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy.orm import Session

from nigotis.kernel.context import House
from nigotis.mirror.changes import Change, Watermark
from nigotis.mirror.extract import extract, statement
from nigotis.mirror.feed import Feed
from nigotis.mirror.manifest import Entity, Manifest, Segment, folder_of, keep_folder, load, publish
from nigotis.mirror.segments import retire, sweep, write, write_keys

FORMAT = 1


def version_of(feeds: Sequence[Feed]) -> str:
    """Names what the mirror holds and how: another select, column or format gives another name, and a rebuild."""
    told = [(feed.entity, feed.key, str(feed.schema), statement(feed.select(0, None))) for feed in feeds]
    return hashlib.sha256(repr((FORMAT, told)).encode()).hexdigest()[:16]


class Builder:
    """Writes segments and manifests of all merchants of a house. Only the holder of the writer's locks may use one."""

    def __init__(self, house: House, feeds: Sequence[Feed]) -> None:
        self._house, self._feeds = house, feeds
        self._version = version_of(feeds)

    def is_sound(self, manifest: Manifest | None, merchant_id: int, origin: str, next_xid: int) -> bool:
        """Whether the manifest is of this definition and this database's history, and its files are there."""
        folder = folder_of(self._house.data, merchant_id)
        return (
            manifest is not None
            and (manifest.version, manifest.origin) == (self._version, origin)
            and manifest.watermark.xid <= next_xid
            and all((folder / file).is_file() for file in manifest.files)
        )

    def rebuild(self, merchant_id: int, origin: str, watermark: Watermark) -> Manifest:
        """All facts anew. `watermark` must have been taken before: what commits meanwhile is read again later."""
        folder = folder_of(self._house.data, merchant_id)
        folder.mkdir(parents=True, exist_ok=True)
        generation = uuid.uuid4().hex[:12]
        before = load(folder)
        with self._house.database.tenant(merchant_id) as session:
            entities = {
                feed.entity: Entity(key=feed.key, segments=(self._base(session, merchant_id, generation, feed, 0),))
                for feed in self._feeds
            }
        manifest = Manifest(
            version=self._version,
            origin=origin,
            generation=generation,
            watermark=watermark,
            written_at=self._house.clock(),
            entities=entities,
        )
        self.put(merchant_id, manifest, before)
        return manifest

    def extend(self, merchant_id: int, manifest: Manifest, changes: Sequence[Change]) -> Manifest:
        """Take up changes, in the order they were taken."""
        new = manifest
        with self._house.database.tenant(merchant_id) as session:
            for feed in self._feeds:
                keys = {change.pk for change in changes if change.entity == feed.entity}
                if keys:
                    new = self._extended(session, merchant_id, new, feed, keys)
        new = new.model_copy(update={"watermark": changes[-1].at, "written_at": self._house.clock()})
        self.put(merchant_id, new, manifest)
        return new

    def put(self, merchant_id: int, manifest: Manifest, before: Manifest | None) -> None:
        """Publish; files that only the manifest before named start their time of grace, older ones go."""
        folder = folder_of(self._house.data, merchant_id)
        keep_folder(folder)
        publish(folder, manifest)
        retired = before.files - manifest.files if before else set()
        retire(folder, (file for file in retired if (folder / file).exists()))
        if retired:
            sweep(folder, manifest)

    def _extended(
        self, session: Session, merchant_id: int, manifest: Manifest, feed: Feed, keys: set[int | None]
    ) -> Manifest:
        entity = manifest.entities[feed.entity]
        step = entity.last + 1
        if None in keys:
            return manifest.with_entity(
                feed.entity, (self._base(session, merchant_id, manifest.generation, feed, step),)
            )
        delta = self._delta(session, merchant_id, manifest.generation, feed, sorted(filter(None, keys)), step)
        return manifest.with_entity(feed.entity, (*entity.segments, delta))

    def _base(self, session: Session, merchant_id: int, generation: str, feed: Feed, step: int) -> Segment:
        name = f"{generation}-{feed.entity}-0-{step}.parquet"
        rows = write(self._path(merchant_id, name), feed.schema, extract(session, feed, merchant_id, None))
        return Segment(file=name, rows=rows, first=0, last=step)

    def _delta(
        self, session: Session, merchant_id: int, generation: str, feed: Feed, keys: list[int], step: int
    ) -> Segment:
        stem = f"{generation}-{feed.entity}-{step}-{step}"
        table = pa.concat_tables([feed.schema.empty_table(), *extract(session, feed, merchant_id, keys)])
        rows = write(self._path(merchant_id, f"{stem}.parquet"), feed.schema, [table])
        gone = sorted(set(keys) - set(pc.unique(table[feed.key]).to_pylist()))
        if gone:
            write_keys(self._path(merchant_id, f"{stem}.gone.parquet"), feed.key, gone)
        file = f"{stem}.gone.parquet" if gone else None
        return Segment(file=f"{stem}.parquet", gone=file, rows=rows, gone_keys=len(gone), first=step, last=step)

    def _path(self, merchant_id: int, name: str) -> Path:
        return folder_of(self._house.data, merchant_id) / name
