"""Writing a merchant's part of the mirror: the whole at first, then what changed.

Beside every segment of facts stands, with the same steps, the segment of each kept table that is written with them.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy.orm import Session

from nigotis.kernel.context import House
from nigotis.mirror import keeping
from nigotis.mirror.changes import Change, Watermark
from nigotis.mirror.extract import extract, statement
from nigotis.mirror.feed import Feed
from nigotis.mirror.manifest import Entity, Manifest, Segment, folder_of, keep_folder, load, publish
from nigotis.mirror.segments import retire, sweep, write, write_keys

FORMAT = 1


def version_of(feeds: Sequence[Feed]) -> str:
    """Names what the mirror holds and how: another select, column or format gives another name, and a rebuild."""
    told = [(feed.entity, feed.key, str(feed.schema), statement(feed.select(0, None))) for feed in feeds]
    kept = [(entry.name, keeping.whole(entry)) for feed in feeds for entry in keeping.written_with(feed.entity)]
    return hashlib.sha256(repr((FORMAT, told, kept)).encode()).hexdigest()[:16]


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
                name: Entity(key=feed.key, segments=(segment,))
                for feed in self._feeds
                for name, segment in self._base(session, merchant_id, generation, feed, 0).items()
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
        step = manifest.entities[feed.entity].last + 1
        if None in keys:
            for name, base in self._base(session, merchant_id, manifest.generation, feed, step).items():
                manifest = manifest.with_entity(name, (base,))
            return manifest
        known = sorted(filter(None, keys))
        for name, delta in self._delta(session, merchant_id, manifest.generation, feed, known, step).items():
            manifest = manifest.with_entity(name, (*manifest.entities[name].segments, delta))
        return manifest

    def _base(self, session: Session, merchant_id: int, generation: str, feed: Feed, step: int) -> dict[str, Segment]:
        name = f"{generation}-{feed.entity}-0-{step}.parquet"
        rows = write(self._path(merchant_id, name), feed.schema, extract(session, feed, merchant_id, None))
        base = Segment(file=name, rows=rows, first=0, last=step)
        return self._with_kept(merchant_id, generation, feed, base)

    def _delta(
        self, session: Session, merchant_id: int, generation: str, feed: Feed, keys: list[int], step: int
    ) -> dict[str, Segment]:
        stem = f"{generation}-{feed.entity}-{step}-{step}"
        table = pa.concat_tables([feed.schema.empty_table(), *extract(session, feed, merchant_id, keys)])
        rows = write(self._path(merchant_id, f"{stem}.parquet"), feed.schema, [table])
        gone = sorted(set(keys) - set(pc.unique(table[feed.key]).to_pylist()))
        if gone:
            write_keys(self._path(merchant_id, f"{stem}.gone.parquet"), feed.key, gone)
        file = f"{stem}.gone.parquet" if gone else None
        delta = Segment(file=f"{stem}.parquet", gone=file, rows=rows, gone_keys=len(gone), first=step, last=step)
        return self._with_kept(merchant_id, generation, feed, delta)

    def _with_kept(self, merchant_id: int, generation: str, feed: Feed, segment: Segment) -> dict[str, Segment]:
        """The segment and those that follow from it, by their tables. A key without facts is gone from all."""
        found = {feed.entity: segment}
        for entry in keeping.written_with(feed.entity):
            name = f"{generation}-{entry.name}-{segment.first}-{segment.last}.parquet"
            rows = keeping.write(entry, self._path(merchant_id, segment.file), self._path(merchant_id, name))
            found[entry.name] = segment.model_copy(update={"file": name, "rows": rows})
        return found

    def _path(self, merchant_id: int, name: str) -> Path:
        return folder_of(self._house.data, merchant_id) / name
