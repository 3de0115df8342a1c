"""Folding many small segments into few, in the background, so that readers who start have little to open."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from nigotis.mirror.build import Builder
from nigotis.mirror.manifest import Entity, Manifest, Segment, folder_of, load
from nigotis.mirror.segments import fold

MOST_SEGMENTS = 64
SHARE_OF_BASE = 0.1
_log = logging.getLogger(__name__)


def due(entity: Entity) -> tuple[Segment, ...]:
    """The run of segments to fold now; empty when there are few.

    The small ones among themselves as long as they are little beside the base: rewriting all facts for each handful
    of new ones would cost more the larger the business.
    """
    base, *later = entity.segments
    if len(later) < MOST_SEGMENTS:
        return ()
    weight = sum(segment.rows + segment.gone_keys for segment in later)
    return entity.segments if weight > base.rows * SHARE_OF_BASE else tuple(later)


class Folding:
    """Folds on one thread of its own; the tail alone publishes, between two passes."""

    def __init__(self, data: Path, builder: Builder) -> None:
        self._data, self._builder = data, builder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mirror-folding")
        self._running: dict[tuple[int, str], tuple[str, tuple[Segment, ...], Future[Segment]]] = {}

    def consider(self, merchant_id: int, manifest: Manifest) -> None:
        """Start to fold whatever of this merchant is due and not being folded already."""
        folder = folder_of(self._data, merchant_id)
        for name, entity in manifest.entities.items():
            run = due(entity)
            if run and (merchant_id, name) not in self._running:
                future = self._thread.submit(fold, folder, manifest.generation, name, entity.key, run)
                self._running[merchant_id, name] = (manifest.generation, run, future)

    def adopt(self) -> None:
        """Publish what is ready. A run that was replaced meanwhile is dropped; its file goes with the next sweep."""
        for (merchant_id, name), (generation, run, future) in list(self._running.items()):
            if future.done():
                del self._running[merchant_id, name]
                self._adopt(merchant_id, name, generation, run, future)

    def wait(self) -> None:
        """Let what is running end, and publish none of it: the right to write may be lost."""
        for _, _, future in self._running.values():
            future.cancel()
            if not future.cancelled():
                future.exception()
        self._running.clear()

    def _adopt(
        self, merchant_id: int, name: str, generation: str, run: tuple[Segment, ...], future: Future[Segment]
    ) -> None:
        if error := future.exception():
            _log.error("folding %s of merchant %d failed", name, merchant_id, exc_info=error)
            return
        manifest = load(folder_of(self._data, merchant_id))
        if manifest is None or manifest.generation != generation:
            return
        segments = manifest.entities[name].segments
        begin = segments.index(run[0]) if run[0] in segments else 0
        end = begin + len(run)
        if segments[begin:end] == run:
            folded = (*segments[:begin], future.result(), *segments[end:])
            self._builder.put(merchant_id, manifest.with_entity(name, folded), manifest)
