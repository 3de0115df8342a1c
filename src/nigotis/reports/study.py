"""One file of sales, ready to be asked: its facts in an engine, its labels, and what it can and cannot tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from nigotis.kernel.i18n import Language
from nigotis.kernel.problems import Invalid
from nigotis.metrics.catalogue import find
from nigotis.metrics.run import run
from nigotis.metrics.window import Window
from nigotis.predictions.reckoning import Progress
from nigotis.reading.baskets import BasketList
from nigotis.reading.facts import facts_of, facts_of_baskets
from nigotis.reading.types import Note, Reading, Rejected
from nigotis.reports.engine import in_memory, of_clients
from nigotis.reports.outlook import Outlook, outlook

Row = dict[str, Any]
NO_DAY = date(1970, 1, 1)
"""Where a file without days has its sales; nobody is shown it."""


@dataclass(frozen=True)
class Gaps:
    """What a file does not hold, so that nobody reads a zero where the answer is unknown."""

    clients: bool
    money: bool
    products: bool
    times: bool
    days: bool = False  # a bare list of baskets: not even the day of a sale is known

    @property
    def notes(self) -> list[str]:
        """Text keys of the sentences that say so."""
        if self.days:
            return ["reports.without_days"]
        return [f"reports.without_{name}" for name in ("clients", "money", "products", "times") if getattr(self, name)]


@dataclass(frozen=True)
class Source:
    """Where the facts came from. The rows themselves are gone by then: two copies would cost memory."""

    file: str
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    columns: dict[str, str]
    assumptions: list[Note]
    rejected: list[Rejected]

    @classmethod
    def of(cls, reading: Reading | BasketList) -> Source:
        """What is worth telling of a reading."""
        return cls(
            reading.file,
            reading.rows_read,
            reading.rows_accepted,
            reading.rows_rejected,
            reading.columns,
            reading.assumptions,
            reading.rejected,
        )


@dataclass
class Study:
    """Facts of one file up to one day. `window` is all of it; every figure is asked through `ask`."""

    source: Source
    window: Window
    last_day: date
    currency: str | None
    language: Language
    gaps: Gaps
    labels: dict[str, pa.Table]
    connection: Any
    predicting: Progress = lambda share, key: None
    """Told how far the predictions are."""
    _asked: dict[Any, list[Row]] = field(default_factory=dict)

    def ask(self, name: str, window: Window | None = None, **params: Any) -> list[Row]:
        """Rows of a metric over the whole study, or over another window of it; each question is computed once."""
        key = (name, window or self.window, tuple(params.items()))
        if key not in self._asked:
            self._asked[key] = run(find(name), key[1], self.connection, **params).rows.to_pylist()
        return self._asked[key]

    def one(self, name: str) -> Row:
        """The only row of a metric without grain."""
        return self.ask(name)[0]

    def ask_of(self, clients: Sequence[int], *questions: tuple[str, dict[str, Any]]) -> list[list[Row]]:
        """Rows of several metrics over the purchases of some clients only.

        Equal to a window narrowed to these clients; but the question stays the same for every group, so that its SQL
        is made once.
        """
        with of_clients(self.connection, clients) as connection:
            return [run(find(name), self.window, connection, **params).rows.to_pylist() for name, params in questions]

    def code(self, kind: str, thing_id: int | None) -> str:
        """What the file calls a client, product, branch or seller: its number there, else its name."""
        return self._labels[kind].get(thing_id, ("", ""))[0]

    def name(self, kind: str, thing_id: int | None) -> str:
        """The name of a client, product, branch or seller, else its number."""
        return self._labels[kind].get(thing_id, ("", ""))[1]

    @cached_property
    def outlook(self) -> Outlook:
        """What is expected of the clients of the file; metrics of predictions can be asked once this was."""
        return outlook(self.connection, self.window.as_of, self.currency, self.predicting)

    @cached_property
    def clients(self) -> list[Row]:
        """Every client of the file: history, and scores and segment where there is a sale; best spenders first."""
        scores = {row["client_id"]: row for row in self.ask("rfm")}
        rows = [row | scores.get(row["client_id"], {}) for row in self.ask("client_history")]
        return sorted(rows, key=lambda row: (-row["net"], row["client_id"]))

    @cached_property
    def _labels(self) -> dict[str, dict[int | None, tuple[str, str]]]:
        return {
            kind: {row["id"]: (row["code"], row["name"]) for row in table.select(["id", "code", "name"]).to_pylist()}
            for kind, table in self.labels.items()
        }


@contextmanager
def studied(reading: Reading, as_of: date | None, currency: str | None, language: Language) -> Iterator[Study]:
    """The study of a reading whose verdict is "ok". Nothing later than `as_of` is in it, labels and prices included.

    Without `as_of` the last day of the file that has come is the day things are judged on. Raises Invalid when nothing
    is left.
    """
    source, currency = Source.of(reading), currency or reading.currency
    as_of = as_of or _today_of(reading)
    facts = facts_of(reading if as_of is None else _up_to(reading, as_of))
    del reading
    first, last = pc.min_max(facts.sale_lines["day"]).as_py().values()
    if first is None:
        raise Invalid("reports.nothing_by_then" if as_of else "reports.no_sales", as_of=as_of)
    labels, gaps = facts.labels, _gaps(facts.sale_lines)
    tables = {name: getattr(facts, name) for name in ("sale_lines", "clients", "products")}
    with in_memory(tables) as connection:
        del tables
        del facts
        yield Study(source, Window(first, as_of or last), last, currency, language, gaps, labels, connection)


@contextmanager
def studied_baskets(found: BasketList, language: Language) -> Iterator[Study]:
    """The study of a bare list of baskets, which tells nothing but what is bought, and with what."""
    facts = facts_of_baskets(found, NO_DAY)
    gaps, window = Gaps(clients=True, money=True, products=False, times=True, days=True), Window(NO_DAY, NO_DAY)
    tables = {name: getattr(facts, name) for name in ("sale_lines", "clients", "products")}
    with in_memory(tables) as connection:
        yield Study(Source.of(found), window, NO_DAY, None, language, gaps, facts.labels, connection)


def _today_of(reading: Reading) -> date | None:
    """Today, where a file has days before and days to come; a file wholly to come is judged on its own last day."""
    days, today = reading.table["sold_at"].cast(pa.date32()), datetime.now(UTC).date() + timedelta(days=1)
    first, last = pc.min_max(days).as_py().values()
    return max(day for day in days.unique().to_pylist() if day <= today) if first and first <= today < last else None


def _up_to(reading: Reading, as_of: date) -> Reading:
    days = reading.table["sold_at"].cast(pa.date32())
    return replace(reading, table=reading.table.filter(pc.less_equal(days, pa.scalar(as_of))))


def _gaps(lines: pa.Table) -> Gaps:
    return Gaps(
        clients=lines["client_id"].null_count == lines.num_rows,
        money=not any(pc.min_max(lines["amount"]).as_py().values()),
        products=lines["product_id"].null_count == lines.num_rows,
        times=not pc.any(pc.not_equal(lines["local_at"], lines["day"].cast(pa.timestamp("us")))).as_py(),
    )
