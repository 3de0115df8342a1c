"""What a file lets one expect: predictions of its clients with their receipts, and what to offer each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from nigotis.forecasting.history import number
from nigotis.forecasting.receipts import Receipts
from nigotis.kernel.money import exponent
from nigotis.predictions.gathering import baskets
from nigotis.predictions.next_products import offered, own
from nigotis.predictions.reckoning import Progress, facts, reckon
from nigotis.predictions.saying import said

HORIZON_IN_DAYS = 90
Row = dict[str, Any]


@dataclass(frozen=True)
class Outlook:
    """Facts of `predictions` by client, products to offer by client, the best first, and the receipts in `currency`."""

    clients: dict[int, Row]
    offers: dict[int, list[int]]
    receipts: Receipts
    currency: str | None

    def json(self, language: str, *, is_dated: bool) -> str:
        """The receipts as `backtest.json`: everything the backtest counted, and the same in sentences.

        Facts that are not dated are judged on no day.
        """
        day = {} if is_dated else {"as_of": None}
        sentences = [one.model_dump() for one in said(self.receipts, language, self.currency)]
        return json.dumps(self.receipts.plain() | day | {"said": sentences}, ensure_ascii=False, indent=2) + "\n"


def outlook(connection: Any, as_of: date, currency: str | None, progress: Progress) -> Outlook:
    """Predict everybody on the day `as_of`, and fill the fact table `predictions` of the engine, so that metrics of it
    can be asked."""
    found = reckon(connection, as_of, HORIZON_IN_DAYS, progress)
    table = facts(found.forecast, exponent(currency or ""))
    _insert(connection, table)
    mine = own(baskets(connection, as_of), number(as_of))
    return Outlook(
        clients={row["client_id"]: row for row in table.to_pylist()},
        offers=offered(mine, found.alike, found.receipts.offers),
        receipts=found.receipts,
        currency=currency,
    )


def _insert(connection: Any, table: pa.Table) -> None:
    connection.con.register("arriving", table)
    connection.con.execute("insert into predictions by name from arriving")
    connection.con.unregister("arriving")
