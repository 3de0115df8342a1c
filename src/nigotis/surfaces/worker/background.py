"""The background of a process: started and stopped as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event as Signal
from threading import Thread
from typing import Protocol

from nigotis.kernel.context import House
from nigotis.kernel.dispatch import Dispatcher
from nigotis.kernel.queue import Queue


class Service(Protocol):
    """Something that works in threads of its own until stopped."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """Come to an end and return when it has."""


class Loop:
    """A function that works until its signal is set, as a service."""

    def __init__(self, name: str, run: Callable[[Signal], None]) -> None:
        self._stopping = Signal()
        self._thread = Thread(target=run, args=[self._stopping], name=name, daemon=True)

    def start(self) -> None:
        """Begin in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Set the signal and wait."""
        self._stopping.set()
        self._thread.join(15)


def services(house: House, *, concurrency: int) -> list[Service]:
    """Jobs, announcements and the mirror."""
    from nigotis import rooms
    from nigotis.feeds import FEEDS
    from nigotis.merchants.register import all_merchants
    from nigotis.mirror.tail import Tail
    from nigotis.reactions import REACTIONS

    assert rooms.ROOMS, "importing the rooms declares their jobs"
    tail = Tail(house, FEEDS, lambda session: [merchant.id for merchant in all_merchants(session)])
    return [Queue(house, concurrency=concurrency), Dispatcher(house, REACTIONS), Loop("mirror", tail.run)]


@contextmanager
def running(found: Sequence[Service]) -> Iterator[None]:
    """Started in order, stopped in reverse, whatever happens in between."""
    started: list[Service] = []
    try:
        for service in found:
            service.start()
            started.append(service)
        yield
    finally:
        for service in reversed(started):
            service.stop()
