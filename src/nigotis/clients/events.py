"""What the directory announces."""

from __future__ import annotations

from nigotis.kernel.outbox import Event


class ClientAdded(Event):
    """Somebody is new in the directory; not announced one by one for imports."""

    client_id: int


class ClientsMerged(Event):
    """`merged_ids` are one with the survivor from now on."""

    survivor_id: int
    merged_ids: list[int]


class ClientsParted(Event):
    """A merge was undone: `merged_ids` stand apart from the survivor again."""

    survivor_id: int
    merged_ids: list[int]


class ClientRemoved(Event):
    """A client left the directory."""

    client_id: int


class ClientRestored(Event):
    """A removed client is back."""

    client_id: int
