"""What sellers were to reach and what they did, how each grew, and the same by office, team and manager."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from nigotis.metrics import measures
from nigotis.metrics.catalogue import BUYERS, SUM_TYPE, Behind, Unit, Wanted, metric
from nigotis.metrics.facts import SELLERS, TARGETS
from nigotis.metrics.intervals import rate, wilson
from nigotis.metrics.pipeline import rows, together
from nigotis.metrics.seasons import working_days
from nigotis.metrics.weekly import employed, sold_by
from nigotis.metrics.window import Window
from nigotis.metrics.winning import credit_by_seller, credits_of

_NONE = Decimal(0)
_CENT = Decimal("0.01")


def _mondays_to_fridays(since: date, until: date) -> int:
    return sum(date(since.year, since.month, day).weekday() < 5 for day in range(since.day, until.day + 1))


def _days(told: list[dict[str, Any]], w: Window) -> tuple[int, int]:
    """Working days of the month and those that are over; Monday to Friday where nothing was sold to tell by."""
    [row] = [row for row in told if row["tag"] == "days"]
    if row["number"]:
        return row["number"], row["number2"]
    first = w.until.replace(day=1)
    last = w.until.replace(day=monthrange(w.until.year, w.until.month)[1])
    return _mondays_to_fridays(first, last), _mondays_to_fridays(first, w.until)


def _reached(told: list[dict[str, Any]]) -> dict[tuple[int | None, str], Decimal]:
    found: dict[tuple[int | None, str], Decimal] = defaultdict(Decimal)
    for seller, row in credit_by_seller(told).items():
        found[seller, "deals_amount"] += row["won_value"] - row["refunded"]
        found[seller, "deals_count"] += row["won"]
    for row in told:
        if row["tag"] == "sold":
            found[row["seller_id"], "sales_amount"] += row["amount"] or _NONE
            found[row["seller_id"], "sales_count"] += row["number"]
    return found


def _against(found: pa.Table, w: Window) -> pa.Table:
    told = found.to_pylist()
    whole, elapsed = _days(told, w)
    reached, out = _reached(told), []
    for row in sorted((r for r in told if r["tag"] == "target"), key=lambda r: (r["seller_id"], r["text"])):
        actual = reached.get((row["seller_id"], row["text"]), _NONE)
        ahead = (actual * whole / elapsed).quantize(_CENT, ROUND_HALF_UP) if elapsed else None
        values = {"seller_id": row["seller_id"], "measure": row["text"], "target": row["amount"], "actual": actual}
        values |= {"share": float(actual) / float(row["amount"]), "expected": ahead}
        values |= {"expected_share": None if ahead is None else float(ahead) / float(row["amount"])}
        out.append(values | {"working_days_elapsed": elapsed, "working_days": whole})
    return pa.Table.from_pylist(out, _AGAINST)


_AGAINST = pa.schema(
    [
        ("seller_id", pa.int64()),
        ("measure", pa.string()),
        ("target", SUM_TYPE),
        ("actual", SUM_TYPE),
        ("share", pa.float64()),
        ("expected", SUM_TYPE),
        ("expected_share", pa.float64()),
        ("working_days_elapsed", pa.int64()),
        ("working_days", pa.int64()),
    ]
)


def _units(reached: Unit) -> dict[str, Any]:
    """A target, what was reached and what is expected are of one unit, so money and numbers are two metrics."""
    return {
        "seller_id": Unit.SELLER,
        "measure": Unit.CODE,
        "target": reached,
        "actual": reached,
        "share": Unit.SHARE,
        "expected": reached,
        "expected_share": Unit.SHARE,
        "working_days_elapsed": Unit.DAYS,
        "working_days": Unit.DAYS,
    }


@metric("seller_id", "measure", behind=Behind("sold_to"), then=_against, **_units(Unit.MONEY))
def target_actual(w: Window) -> ir.Table:
    """What money each seller was to bring in this month, what came so far, and where the month is heading.

    The month in which the period ends. Sales are net of returns, won deals net of what was given back and divided among
    those who share them; a deal is whose it was when it was won. Of a branch these are the people who work there, with
    all they reached. Heading = so far / working days elapsed x working days of the month (as in `run_rate`; Monday
    to Friday where there are no sales to tell by).
    """
    return _wanted_and_reached(w, ("sales_amount", "deals_amount"))


@metric("seller_id", "measure", behind=Behind("sold_to"), then=_against, **_units(Unit.QUANTITY))
def target_actual_count(w: Window) -> ir.Table:
    """How many sales or won deals each seller was to reach this month, how many so far, and where it is heading.

    The month in which the period ends; a won deal counts once, for whoever owned it then, also where it is shared.
    Of a branch these are the people who work there, with all they reached. Heading as in `target_actual`.
    """
    return _wanted_and_reached(w, ("sales_count", "deals_count"))


def _wanted_and_reached(w: Window, counted: tuple[str, ...]) -> ir.Table:
    month = w.over(w.until.replace(day=1), w.until)
    wanted = TARGETS.filter((TARGETS.month == month.since) & TARGETS.measure.isin(counted))
    made = sold_by(month)
    sold = made.group_by("seller_id").agg(**measures.summed(made, "net", "sales"))
    return together(
        rows(w.of_sellers(wanted), "target", seller_id="seller_id", text="measure", amount="value"),
        rows(sold, "sold", seller_id="seller_id", amount="net", number="sales"),
        rows(working_days(w.dropping("branch")), "days", number="working_days", number2="working_days_elapsed"),
        credits_of(month),
    )


@metric(
    "seller_id",
    behind=BUYERS,
    seller_id=Unit.SELLER,
    net=Unit.MONEY,
    share=Unit.SHARE,
    net_before=Unit.MONEY,
    change=Unit.SHARE,
    sales=Unit.COUNT,
    returns=Unit.MONEY,
    clients=Unit.COUNT,
)
def seller_growth(w: Window, wanted: Wanted) -> ir.Table:
    """What each seller sold, net of returns, its share of the whole, and how that changed against the period before.

    A sale is whose it was when it was made; a return is taken off the same seller. Sales that name no seller stand in
    a row without one. Of a branch these are the sales made there; a filter on sellers chooses whom to show, and the
    whole stays that of all. The change is null where there was nothing before.
    """
    earlier = w.previous
    days = w.dropping("seller").over(earlier.since, w.until).seller_days
    now = days.day >= w.since
    found = days.group_by("seller_id").agg(
        net_before=measures.gives(days.net, where=~now), **measures.summed(days, "net", "gross", "sales", where=now)
    )
    if "clients" in wanted:
        made = w.documents
        found = measures.with_columns(found, made.group_by("seller_id").agg(clients=measures.buyers(made)), "seller_id")
        found = found.mutate(clients=found.clients.fill_null(0))
    told = found.mutate(
        returns=found.gross - found.net,
        share=measures.share(found.net, found.net.sum().over(ibis.window())),
        change=measures.change(found.net, found.net_before),
    )
    asked = w.dropping("branch").of_sellers(told)
    return asked.order_by(asked.net.desc(), asked.seller_id.asc(nulls_first=False))


def _rolled_up(found: pa.Table, w: Window) -> pa.Table:
    told = found.to_pylist()
    place = {row["seller_id"]: (row["text"], row["text2"], row["number"]) for row in told if row["tag"] == "seller"}
    team = {row["seller_id"] for row in told if row["tag"] == "employed"}
    sums: dict[Any, dict[str, Any]] = defaultdict(
        lambda: {"sellers": 0, "won": 0, "lost": 0, "won_value": _NONE, "refunded": _NONE, "net": _NONE}
    )
    nowhere = (None, None, None)
    for seller, row in credit_by_seller(told).items():
        for name, value in row.items():
            sums[place.get(seller, nowhere)][name] += value
    for row in told:
        if row["tag"] == "sold":
            sums[place.get(row["seller_id"], nowhere)]["net"] += row["amount"] or _NONE
    for seller in team:
        sums[place[seller]]["sellers"] += 1
    keys = sorted(sums, key=lambda key: tuple((part is None, part or 0) for part in key))
    out = []
    for key in keys:
        row = sums[key]
        low, high = wilson(row["won"], row["won"] + row["lost"])
        values = dict(zip(("office", "team", "manager_id"), key, strict=True)) | row
        values |= {"won_value": row["won_value"] - row["refunded"], "rate": rate(row["won"], row["won"] + row["lost"])}
        out.append(values | {"rate_low": low, "rate_high": high})
    return pa.Table.from_pylist(out, _TEAMS)


_TEAMS = pa.schema(
    [("office", pa.string()), ("team", pa.string()), ("manager_id", pa.int64())]
    + [(name, pa.int64()) for name in ("sellers", "won", "lost")]
    + [(name, pa.float64()) for name in ("rate", "rate_low", "rate_high")]
    + [("won_value", SUM_TYPE), ("net", SUM_TYPE)]
)


@metric(
    "office",
    "team",
    "manager_id",
    behind=Behind("deal_clients", {"manager_id": None}),
    then=_rolled_up,
    office=Unit.TEXT,
    team=Unit.TEXT,
    manager_id=Unit.SELLER,
    sellers=Unit.COUNT,
    won=Unit.COUNT,
    lost=Unit.COUNT,
    rate=Unit.SHARE,
    rate_low=Unit.SHARE,
    rate_high=Unit.SHARE,
    won_value=Unit.MONEY,
    net=Unit.MONEY,
)
def team_results(w: Window) -> ir.Table:
    """What each office, team and manager's people won, lost and sold in the period.

    Won money is net of what was given back and divided among those who share a deal, sales are net of returns. Sellers
    are those in the team on some day of the period; what nobody owned, or somebody who is no seller, stands in a row
    without a team. Of a branch these are the people who work there, with what they sold anywhere.
    """
    made = sold_by(w)
    sold = made.group_by("seller_id").agg(**measures.summed(made, "net"))
    selling = SELLERS.filter(SELLERS.sells)
    people = rows(selling, "seller", seller_id="seller_id", text="office", text2="team", number="manager_id")
    now = rows(employed(w, w.since, w.until), "employed", seller_id="seller_id")
    return together(people, now, rows(sold, "sold", seller_id="seller_id", amount="net"), credits_of(w))
