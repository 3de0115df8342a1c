"""Times as phones and their exports write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import islice
from zoneinfo import ZoneInfo

from nigotis.reading.dates import Order, column_order, read_moment

_JUDGED = 2_000
_EARLIEST, _LATEST = 946_684_800, 4_102_444_800  # 2000 and 2100 in seconds since 1970


class Clock:
    """Reads times into wall clocks of one zone. Days are written before months, unless the column proves otherwise."""

    def __init__(self, zone: str, today: dt.date) -> None:
        self._zone = ZoneInfo(zone)
        self._today = today
        self._order: Order = "dmy"

    def learn(self, cells: Iterable[str]) -> None:
        """See from a column whether days or months come first."""
        moments = [found for cell in islice(cells, _JUDGED) if cell and (found := read_moment(cell, self._today))]
        self._order = column_order(moments).order or "dmy"

    def read(self, text: str) -> dt.datetime | None:
        """Seconds, milliseconds or microseconds since 1970, ISO 8601, or as people write; None where it is no time."""
        plain = text.strip()
        if plain.isascii() and plain.isdigit() and 9 <= len(plain) <= 17 and (instant := self._epoch(int(plain))):
            return instant
        try:
            return self._local(dt.datetime.fromisoformat(plain))
        except ValueError:
            pass
        moment = read_moment(plain, self._today)
        day = moment.day(self._order) if moment else None
        if moment is None or day is None:
            return None
        at = dt.datetime.combine(day, moment.time or dt.time())
        if moment.offset is None:
            return at
        return self._local(at.replace(tzinfo=dt.timezone(dt.timedelta(minutes=moment.offset))))

    def _epoch(self, number: int) -> dt.datetime | None:
        seconds: float = number
        while seconds > _LATEST:
            seconds /= 1000
        if seconds < _EARLIEST:
            return None
        return dt.datetime.fromtimestamp(seconds, self._zone).replace(tzinfo=None)

    def _local(self, at: dt.datetime) -> dt.datetime:
        """An offset that was written is the wall clock of the phone; UTC is only how a program wrote it."""
        is_utc = at.tzinfo is not None and at.utcoffset() == dt.timedelta(0)
        return (at.astimezone(self._zone) if is_utc else at).replace(tzinfo=None)
