"""What deals announce."""

from __future__ import annotations

from nigotis.kernel.outbox import Event


class DealWon(Event):
    """A deal was won."""

    deal_id: int
    client_id: int | None


class DealLost(Event):
    """A deal was lost."""

    deal_id: int
