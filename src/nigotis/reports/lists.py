"""Lists that other programs take up: clients and segments as CSV, the best clients as SQL."""

# ruff: noqa: S608  (a file for other databases, with every literal quoted; nothing here runs it)

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from nigotis.kernel.files import File
from nigotis.kernel.i18n import say
from nigotis.kernel.money import plain_decimal
from nigotis.kernel.tables import Cell, table_file
from nigotis.metrics import words
from nigotis.metrics.scoring import SEGMENTS
from nigotis.reports.literals import quoted
from nigotis.reports.study import Row, Study

BEST = 5
"""The spend score of a high-value client: the top fifth."""

_CLIENT = (
    "client", "name", "segment", "segment_name", "recency_in_days", "frequency", "monetary", "r", "f", "m",
    "spend", "returned", "average_check", "first_purchase", "last_purchase",
    "orders_expected_90d", "p_no_order_90d", "clv_365", "clv_365_low", "clv_365_high", "next_order_from",
    "next_order_to", "due", "next_products",
)  # fmt: skip
_OF_MONEY = ("monetary", "m", "net", "returns", "average_check")
_SEGMENT = ("segment", "segment_name", "cells", "clients", "share", "sales", "spend", "spend_per_client")
_BEST = (
    "client", "name", "segment", "r", "f", "m",
    "recency_in_days", "sales", "net", "currency", "last_purchase", "as_of",
)  # fmt: skip

_TABLE = """\
CREATE TABLE IF NOT EXISTS high_value_clients (
  client VARCHAR(255) NOT NULL,
  name VARCHAR(255) NOT NULL,
  segment VARCHAR(32) NOT NULL,
  r SMALLINT NOT NULL,
  f SMALLINT NOT NULL,
  m SMALLINT NOT NULL,
  recency_in_days INTEGER NOT NULL,
  sales INTEGER NOT NULL,
  net DECIMAL(18, 6) NOT NULL,
  currency CHAR(3),
  last_purchase DATE NOT NULL,
  as_of DATE NOT NULL,
  PRIMARY KEY (client, as_of)
);
"""


def clients_csv(study: Study) -> File:
    """Every client of the file: recency, frequency, monetary, their scores, segment, spend, first and last purchase,
    what is expected of them and, by code, what to offer.

    A client who has returns but no sale has no scores.
    """
    return table_file("clients", "csv", _CLIENT, (tuple(_client(study, row)) for row in study.clients))


def segments_csv(study: Study) -> File:
    """The ten segments: cells, clients, share, sales, spend."""
    return table_file("segments", "csv", _SEGMENT, (tuple(_segment(study, row)) for row in study.ask("rfm_segments")))


def high_value_sql(study: Study) -> str:
    """INSERTs of the best clients (spend score 5) in SQL that every common database reads; running it twice is safe."""
    if study.gaps.days:
        return f"-- {say('reports.without_days', study.language)}\n{_TABLE}"
    as_of = quoted(study.window.as_of.isoformat())
    lines = [f"-- High-value clients as of {study.window.as_of}: the top fifth by spend (M = 5), best first", _TABLE]
    lines.append(f"DELETE FROM high_value_clients WHERE as_of = {as_of};")
    for row in best_clients(study):
        lines.append(f"INSERT INTO high_value_clients ({', '.join(_BEST)}) VALUES ({', '.join(_best(study, row))});")
    return "\n".join(lines) + "\n"


def best_clients(study: Study) -> list[Row]:
    """Clients with a spend score of 5, best first; none where the file has no clients or no money."""
    if study.gaps.money:
        return []
    return [row for row in study.clients if row.get("m") == BEST and row["net"] > 0]


def _client(study: Study, row: Row) -> Iterator[Cell]:
    segment = row.get("segment")
    yield study.code("client", row["client_id"])
    yield study.name("client", row["client_id"])
    yield segment
    yield words.segment(segment, study.language) if segment else None
    for name in ("recency_in_days", "frequency", "monetary", "r", "f", "m", "net", "returns", "average_check"):
        yield None if study.gaps.money and name in _OF_MONEY else row.get(name)
    yield row["first_sale_on"]
    yield row["last_sale_on"]
    yield from _expected(study, row["client_id"])


def _expected(study: Study, client_id: int) -> Iterator[Cell]:
    """What is expected of a client; empty for one who never bought, and where it cannot be told."""
    row = study.outlook.clients.get(client_id, {})
    for name in ("orders_expected", "p_no_order"):
        yield None if name not in row else round(Decimal(row[name]), 4)
    for name in ("clv_365", "clv_365_low", "clv_365_high"):
        yield None if study.gaps.money else row.get(name)
    for name in ("next_order_from", "next_order_to", "due"):
        yield row.get(name)
    yield "; ".join(study.code("product", product) for product in study.outlook.offers.get(client_id, [])) or None


def _segment(study: Study, row: Row) -> Iterator[Cell]:
    yield row["segment"]
    yield words.segment(row["segment"], study.language)
    yield " ".join(SEGMENTS[row["segment"]])
    yield row["clients"]
    yield None if row["share"] is None else round(Decimal(row["share"]), 4)
    yield row["sales"]
    yield None if study.gaps.money else row["monetary"]
    yield None if study.gaps.money or not row["clients"] else round(row["monetary"] / row["clients"], 2)


def _best(study: Study, row: Row) -> Iterator[str]:
    yield quoted(study.code("client", row["client_id"]))
    yield quoted(study.name("client", row["client_id"]))
    yield quoted(row["segment"])
    for name in ("r", "f", "m", "recency_in_days", "frequency"):
        yield str(row[name])
    yield plain_decimal(row["net"])
    yield quoted(study.currency) if study.currency else "NULL"
    yield quoted(row["last_sale_on"].isoformat())
    yield quoted(study.window.as_of.isoformat())
