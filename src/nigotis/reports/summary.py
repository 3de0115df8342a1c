"""`summary.json`: a contract. Money is a decimal string with the file's precision, counts are numbers, and null stands
for what the file cannot tell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from nigotis.kernel.i18n import say
from nigotis.kernel.money import plain_decimal
from nigotis.metrics.scoring import SEGMENTS, definition
from nigotis.reports.study import Row, Study

TOP = 20
SAID_BETTER = frozenset({"reading.assumed_no_clients", "reading.assumed_no_amount", "reading.assumed_no_time"})
"""What the reader says of a file that the gaps of the study say with what it means for the figures."""


def summary(study: Study) -> dict[str, Any]:
    """The whole analysis in figures, ready for JSON."""
    return {
        "source": _source(study),
        "currency": study.currency,
        "period": {"since": _day(study, study.window.since), "until": _day(study, study.last_day)},
        "as_of": _day(study, study.window.as_of),
        "totals": _totals(study),
        "rfm": {"definition": definition(None), "segments": _segments(study)},
        "abc": _abc(study),
        "inactive": _inactive(study),
        "top_clients": _top_clients(study),
        "top_products": _top_products(study),
        "months": [_month(study, row) for row in months(study)],
        "weekday_hour": _weekday_hour(study),
    }


def assumptions(study: Study) -> list[str]:
    """What was assumed in reading the file, and what it cannot tell, in the reader's language."""
    kept = [note.say(study.language) for note in study.source.assumptions if note.key not in SAID_BETTER]
    return kept + [say(key, study.language) for key in study.gaps.notes]


def months(study: Study) -> list[Row]:
    """Months of the file; empty ones after its last sale are not shown."""
    if study.gaps.days:
        return []
    return [row for row in study.ask("months") if row["month"] <= study.last_day]


def _source(study: Study) -> dict[str, Any]:
    source = study.source
    return {
        "file": source.file,
        "rows_read": source.rows_read,
        "rows_accepted": source.rows_accepted,
        "rows_rejected": source.rows_rejected,
        "columns": source.columns,
        "assumptions": assumptions(study),
    }


def _totals(study: Study) -> dict[str, Any]:
    row = study.one("totals")
    money = {name: _money(study, row[name]) for name in ("gross", "returns", "net")}
    return {**row, "units": _number(row["units"]), **money}


def _segments(study: Study) -> dict[str, int | None]:
    counts = {row["segment"]: row["clients"] for row in study.ask("rfm_segments")}
    return {name: None if study.gaps.clients else counts[name] for name in SEGMENTS}


def _abc(study: Study) -> dict[str, int | None]:
    unknown = study.gaps.products or study.gaps.money
    return {row["abc"]: None if unknown else row["products"] for row in study.ask("abc_classes")}


def _inactive(study: Study) -> dict[str, int | None]:
    rows = study.ask("inactive_clients")
    return {str(row["days"]): None if study.gaps.clients else row["clients"] for row in rows}


def _top_clients(study: Study) -> list[dict[str, Any]]:
    return [
        {"client": study.code("client", row["client_id"]), "net": _money(study, row["net"]), "sales": row["sales"]}
        for row in study.ask("top_clients", limit=TOP)
    ]


def _top_products(study: Study) -> list[dict[str, Any]]:
    by = "sales" if study.gaps.money else "net"
    return [
        {
            "product": study.code("product", row["product_id"]),
            "net": _money(study, row["net"]),
            "units": _number(row["units"]),
        }
        for row in study.ask("product_popularity", by=by, limit=TOP)
    ]


def _month(study: Study, row: Row) -> dict[str, Any]:
    return {"month": f"{row['month']:%Y-%m}", "sales": row["sales"], "net": _money(study, row["net"])}


def _weekday_hour(study: Study) -> list[dict[str, Any]]:
    rows = [] if study.gaps.times else study.ask("weekday_hour")
    return [{name: row[name] for name in ("weekday", "hour", "sales")} for row in rows]


def _day(study: Study, day: date) -> str | None:
    return None if study.gaps.days else day.isoformat()


def _money(study: Study, amount: Decimal) -> str | None:
    return None if study.gaps.money else plain_decimal(amount)


def _number(quantity: Decimal) -> int | float:
    """Six decimal places of at most nine whole digits survive a double, so a fraction is written digit for digit."""
    return int(quantity) if quantity == quantity.to_integral_value() else float(quantity)
