"""What becomes of deals: how many are won, how long it takes, where and by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Literal

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from nigotis.metrics.catalogue import SUM_TYPE, Behind, Unit, metric
from nigotis.metrics.credit import credited
from nigotis.metrics.funnel import FUNNEL, MatureDays
from nigotis.metrics.intervals import ranks, rate, shrunk, wilson
from nigotis.metrics.measures import how_many
from nigotis.metrics.pipeline import (
    CLIENT_COLUMNS,
    amount,
    clients_of,
    closed,
    mature,
    refunds,
    rows,
    standings,
    together,
)
from nigotis.metrics.window import Window

_NONE = Decimal(0)
_CENT = Decimal("0.01")

DEALS = Behind(
    "deal_clients",
    ask=("outcome",),
    of={
        "won": {"outcome": "won"},
        "won_value": {"outcome": "won"},
        "lost": {"outcome": "lost"},
        "lost_value": {"outcome": "lost"},
        "open_deals": {"outcome": "open"},
    },
)
"""The clients behind what became of deals."""

Outcome = Annotated[
    Literal["won", "lost", "open"] | None,
    Field(description="Only deals that stand so (won, lost or open)."),
]

OpenAtStart = Annotated[bool, Field(description="Only deals that were open when the period began.")]


def _one(columns: dict[str, Any], **units: pa.DataType) -> pa.Table:
    return pa.table({name: pa.array([columns[name]], units.get(name)) for name in columns})


def _count(found: Iterable[dict[str, Any]], outcome: str) -> int:
    return sum(row["number"] for row in found if row["text"] == outcome)


def _sum(found: Iterable[dict[str, Any]], outcome: str) -> Decimal:
    return sum((row["amount"] or _NONE for row in found if row["text"] == outcome), _NONE)


def _value_rate(found: list[dict[str, Any]], *outcomes: str) -> float | None:
    """The part of the money that was won; None where deals of one outcome are not worth anything that is known."""
    if any(_count(found, one) and not _sum(found, one) for one in outcomes):
        return None
    whole = sum((_sum(found, one) for one in outcomes), _NONE)
    return float(_sum(found, "won")) / float(whole) if whole else None


def _win_rate(found: pa.Table, w: Window) -> pa.Table:
    told = found.to_pylist()
    deals = [row for row in told if row["tag"] == "deal"]
    won, lost = _count(deals, "won"), _count(deals, "lost")
    low, high = wilson(won, won + lost)
    won_value, lost_value = _sum(deals, "won"), _sum(deals, "lost")
    back = -sum((row["amount"] or _NONE for row in told if row["tag"] == "refund"), _NONE)
    return _one(
        {
            "won": won,
            "lost": lost,
            "rate": rate(won, won + lost),
            "rate_low": low,
            "rate_high": high,
            "won_value": won_value,
            "lost_value": lost_value,
            "rate_by_value": _value_rate(deals, "won", "lost"),
            "refunded": back,
        },
        **dict.fromkeys(("won_value", "lost_value", "refunded"), SUM_TYPE),
        **dict.fromkeys(("rate", "rate_low", "rate_high", "rate_by_value"), pa.float64()),
    )


@metric(
    behind=DEALS,
    then=_win_rate,
    won=Unit.COUNT,
    lost=Unit.COUNT,
    rate=Unit.SHARE,
    rate_low=Unit.SHARE,
    rate_high=Unit.SHARE,
    won_value=Unit.MONEY,
    lost_value=Unit.MONEY,
    rate_by_value=Unit.SHARE,
    refunded=Unit.MONEY,
)
def win_rate(w: Window) -> ir.Table:
    """Of the deals that were closed in the period, the share that was won: by number and by value.

    Won / (won + lost), by the last step a deal had taken by the end of the period; open deals are in neither, however
    old. With the 95 % Wilson interval. By value it is null where no won deal, or no lost one, has a known value.
    `refunded` is what was given back in the period. A filter on a seller or a branch takes deals by their owner when
    they were closed, whole ones also where they are shared. This is not the conversion of the pipeline: that one asks
    what became of the deals that were open at the start.
    """
    ended = closed(w)
    counted = ended.group_by("outcome").agg(deals=ended.count(), money=amount(ended.amount))
    back = refunds(w)
    given_back = back.group_by("kind").agg(money=amount(back.amount))
    return together(
        rows(counted, "deal", text="outcome", number="deals", amount="money"),
        rows(given_back, "refund", amount="money"),
    )


@metric("client_id", **CLIENT_COLUMNS)
def deal_clients(w: Window, *, outcome: Outcome = None, open_at_start: OpenAtStart = False) -> ir.Table:
    """The clients of deals that were won or lost in the period, or are open at its end.

    Each deal by the last step it had taken by then: won and lost ones are those the win rate counts. A lead that is
    nobody's client names nobody. A filter on sellers takes what they owned when it was won or lost, and what is open
    and theirs now; a shared deal is its owner's. Most deals come first.
    """
    found = _open_at_start(w) if open_at_start else standings(w)
    found = found.filter((found.outcome == "open") | (found.day >= w.since))
    return clients_of(found if outcome is None else found.filter(found.outcome == outcome))


def _conversion(found: pa.Table, w: Window) -> pa.Table:
    told = found.to_pylist()
    outcomes = ("won", "lost", "open")
    won, lost, still = (_count(told, outcome) for outcome in outcomes)
    whole = won + lost + still
    low, high = wilson(won, whole)
    return _one(
        {
            "open_at_start": whole,
            "won": won,
            "lost": lost,
            "still_open": still,
            "rate": rate(won, whole),
            "rate_low": low,
            "rate_high": high,
            "rate_by_value": _value_rate(told, *outcomes),
        },
        **dict.fromkeys(("rate", "rate_low", "rate_high", "rate_by_value"), pa.float64()),
    )


@metric(
    behind=Behind("deal_clients", params={"open_at_start": True}, ask=("outcome",)),
    then=_conversion,
    open_at_start=Unit.COUNT,
    won=Unit.COUNT,
    lost=Unit.COUNT,
    still_open=Unit.COUNT,
    rate=Unit.SHARE,
    rate_low=Unit.SHARE,
    rate_high=Unit.SHARE,
    rate_by_value=Unit.SHARE,
)
def pipeline_conversion(w: Window) -> ir.Table:
    """Of the deals that were open when the period began, the share that was won by its end.

    Deals that slip and stay open count in the whole, so this is lower than the win rate. With the 95 % Wilson interval.
    By value it is null where deals of one outcome have no known value.
    """
    after = _open_at_start(w)
    worth = after.mutate(worth=ibis.coalesce(after.amount, after.value))
    counted = worth.group_by("outcome").agg(deals=worth.count(), money=amount(worth.worth))
    return together(rows(counted, "deal", text="outcome", number="deals", amount="money"))


def _open_at_start(w: Window) -> ir.Table:
    """What became of the deals that were open when the period began."""
    before = standings(w.dropping("seller", "branch"), w.since - timedelta(days=1))
    return standings(w).semi_join(before.filter(before.outcome == "open").select("deal_id"), "deal_id")


def _ages(w: Window) -> ir.Table:
    """Deals open at the end of the window or closed in it: outcome, first and last day, how many, their money."""
    now = standings(w)
    seen = now.filter((now.outcome == "open") | (now.day >= w.since))
    cells = seen.group_by("outcome", "created_on", "day").agg(deals=seen.count(), money=amount(seen.amount))
    return together(rows(cells, "deal", text="outcome", day="created_on", day2="day", number="deals", amount="money"))


def _won_days(told: list[dict[str, Any]]) -> np.ndarray[Any, Any]:
    won = [row for row in told if row["text"] == "won"]
    days = [(row["day2"] - row["day"]).days for row in won]
    return np.repeat(np.array(days, dtype=np.int64), [row["number"] for row in won])


def _cycle(found: pa.Table, w: Window) -> pa.Table:
    days = _won_days(found.to_pylist())
    told = (np.median(days), np.quantile(days, 0.9), np.mean(days)) if len(days) else (None, None, None)
    columns = dict(zip(("median_days", "p90_days", "mean_days"), told, strict=True))
    return _one({"deals": len(days), **columns}, **dict.fromkeys(columns, pa.float64()))


@metric(
    behind=Behind("deal_clients", params={"outcome": "won"}),
    then=_cycle,
    deals=Unit.COUNT,
    median_days=Unit.NUMBER,
    p90_days=Unit.NUMBER,
    mean_days=Unit.NUMBER,
)
def deal_cycle(w: Window) -> ir.Table:
    """How many days the deals won in the period took from their beginning: half of them, nine in ten, on average.

    From the day a deal entered to the day it was last won.
    """
    return _ages(w)


def _velocity(found: pa.Table, w: Window) -> pa.Table:
    told = found.to_pylist()
    won, lost, still = (_count(told, outcome) for outcome in ("won", "lost", "open"))
    days = _won_days(told)
    cycle = float(np.mean(days)) if len(days) else None
    each = (_sum(told, "won") / won).quantize(_CENT, ROUND_HALF_UP) if won else None
    share = rate(won, won + lost)
    is_told = each is not None and share is not None and cycle
    per_day = Decimal(str(float(each) * still * share / cycle)).quantize(_CENT) if is_told else None  # type: ignore[arg-type,operator]
    return _one(
        {"open_deals": still, "average_value": each, "rate": share, "mean_days": cycle, "velocity": per_day},
        average_value=SUM_TYPE,
        velocity=SUM_TYPE,
        rate=pa.float64(),
        mean_days=pa.float64(),
    )


@metric(
    behind=DEALS,
    then=_velocity,
    open_deals=Unit.COUNT,
    average_value=Unit.MONEY,
    rate=Unit.SHARE,
    mean_days=Unit.NUMBER,
    velocity=Unit.MONEY,
)
def sales_velocity(w: Window) -> ir.Table:
    """How much the pipeline brings in a day: open deals x average won value x win rate / days a won deal takes.

    Open deals as of the end of the period; value, win rate and average days of what was closed in it.
    """
    return _ages(w)


_RATES = ("rate", "rate_low", "rate_high", "rate_shrunk")


def _rated(groups: dict[Any, tuple[int, int]]) -> dict[Any, dict[str, Any]]:
    """Rate, interval, shrunk rate and rank of each group of (won, whole)."""
    keys = list(groups)
    won, whole = [groups[key][0] for key in keys], [groups[key][1] for key in keys]
    drawn = shrunk(won, whole)
    places = ranks(drawn, whole)
    out = {}
    for key, part, all_of_it, common, place in zip(keys, won, whole, drawn, places, strict=True):
        low, high = wilson(part, all_of_it)
        values = (rate(part, all_of_it), low, high, common if all_of_it else None)
        out[key] = dict(zip(_RATES, values, strict=True)) | {"rank": place}
    return out


def _cohorts(found: pa.Table, name: str, kind: pa.DataType) -> pa.Table:
    told = found.to_pylist()
    field = "text2" if name == "source" else "seller_id"
    keys = sorted({row[field] for row in told}, key=lambda key: (key is None, key))
    parts = {key: [row for row in told if row[field] == key] for key in keys}
    counts = {key: (_count(part, "won"), sum(row["number"] for row in part)) for key, part in parts.items()}
    rated = _rated(counts)
    out = [
        {name: key, "deals": counts[key][1], "won": counts[key][0], "lost": _count(parts[key], "lost"), **rated[key]}
        for key in sorted(keys, key=lambda key: (-counts[key][1], key is None, key))
    ]
    integers = [(column, pa.int64()) for column in ("deals", "won", "lost")]
    floats = [(column, pa.float64()) for column in _RATES]
    return pa.Table.from_pylist(out, pa.schema([(name, kind), *integers, *floats, ("rank", pa.int64())]))


def _by_source(found: pa.Table, w: Window, *, mature_days: int) -> pa.Table:
    return _cohorts(found, "source", pa.string())


def _by_seller(found: pa.Table, w: Window, *, mature_days: int) -> pa.Table:
    cohorts = _cohorts(found, "seller_id", pa.int64())
    return cohorts.filter(pc.field("seller_id").isin(w.seller)) if w.seller else cohorts


_COHORT_COLUMNS = {
    "deals": Unit.COUNT,
    "won": Unit.COUNT,
    "lost": Unit.COUNT,
    "rate": Unit.SHARE,
    "rate_low": Unit.SHARE,
    "rate_high": Unit.SHARE,
    "rate_shrunk": Unit.SHARE,
    "rank": Unit.COUNT,
}


@metric("source", behind=FUNNEL, then=_by_source, source=Unit.TEXT, **_COHORT_COLUMNS)
def source_conversion(w: Window, *, mature_days: MatureDays = 90) -> ir.Table:
    """Of the deals that began in the period, the share that was won, by where they came from.

    Only deals that began at least `mature_days` before the end of the period. Each rate with its 95 % Wilson interval,
    and drawn towards the common rate the more the fewer its cases; ranked by that, from ten deals on.
    """
    cohort = mature(w, mature_days)
    counted = cohort.group_by("source", "outcome").agg(deals=cohort.count())
    return together(rows(counted, "deal", text="outcome", text2="source", number="deals"))


@metric("seller_id", behind=FUNNEL, then=_by_seller, seller_id=Unit.SELLER, **_COHORT_COLUMNS)
def seller_conversion(w: Window, *, mature_days: MatureDays = 90) -> ir.Table:
    """Of the deals that began in the period, the share that was won, by the seller who closed them or has them now.

    Only deals that began at least `mature_days` before the end of the period. Each rate with its 95 % Wilson interval,
    and drawn towards the common rate the more the fewer its cases; ranked by that, from ten deals on. A filter on
    sellers chooses whom to show: each is compared with all.
    """
    cohort = mature(w.dropping("seller"), mature_days)
    counted = cohort.group_by("seller_id", "outcome").agg(deals=cohort.count())
    return together(rows(counted, "deal", text="outcome", seller_id="seller_id", number="deals"))


def credits_of(w: Window) -> ir.Table:
    """Deals closed and money given back in the window, by seller: of a deal the number is its owner's."""
    parts = credited(w)
    counted = parts.group_by("seller_id", "kind").agg(deals=how_many(parts, parts.is_owner), money=amount(parts.amount))
    return rows(counted, "credit", text="kind", seller_id="seller_id", number="deals", amount="money")


def credit_by_seller(told: list[dict[str, Any]]) -> dict[int | None, dict[str, Any]]:
    """won, lost, won_value and refunded of each seller; a shared deal counts for its owner, its money is divided."""
    found: dict[int | None, dict[str, Any]] = defaultdict(
        lambda: {"won": 0, "lost": 0, "won_value": _NONE, "refunded": _NONE}
    )
    for row in told:
        if row["tag"] != "credit":
            continue
        theirs, money = found[row["seller_id"]], row["amount"] or _NONE
        if row["text"] == "refunded":
            theirs["refunded"] -= money
        else:
            theirs[row["text"]] += row["number"]
        if row["text"] == "won":
            theirs["won_value"] += money
    return dict(found)


_SELLER_WIN_RATE = pa.schema(
    [
        ("seller_id", pa.int64()),
        ("won", pa.int64()),
        ("lost", pa.int64()),
        *((name, pa.float64()) for name in _RATES),
        ("rank", pa.int64()),
        ("won_value", SUM_TYPE),
        ("refunded", SUM_TYPE),
        ("net", SUM_TYPE),
    ]
)


def _seller_win_rate(found: pa.Table, w: Window) -> pa.Table:
    by_seller = credit_by_seller(found.to_pylist())
    rated = _rated({key: (row["won"], row["won"] + row["lost"]) for key, row in by_seller.items()})
    out = [
        {"seller_id": key, **row, **rated[key], "net": row["won_value"] - row["refunded"]}
        for key, row in by_seller.items()
        if w.shows_seller(key)
    ]
    out.sort(key=lambda row: (-row["net"], row["seller_id"] is None, row["seller_id"]))
    return pa.Table.from_pylist(out, _SELLER_WIN_RATE)


@metric(
    "seller_id",
    behind=DEALS,
    then=_seller_win_rate,
    seller_id=Unit.SELLER,
    won=Unit.COUNT,
    lost=Unit.COUNT,
    rate=Unit.SHARE,
    rate_low=Unit.SHARE,
    rate_high=Unit.SHARE,
    rate_shrunk=Unit.SHARE,
    rank=Unit.COUNT,
    won_value=Unit.MONEY,
    refunded=Unit.MONEY,
    net=Unit.MONEY,
)
def seller_win_rate(w: Window) -> ir.Table:
    """What each seller won and lost in the period, at which rate, and what it brought.

    A deal is whose it was when it was won, also when somebody else has it now or the seller has left. A shared deal
    counts once, for its owner, and its money is divided by percent. What was given back in the period is taken off
    whoever had won it. Rates with their 95 % Wilson interval and drawn towards the common one; ranks from ten deals on.
    A filter on sellers chooses whom to show, each compared with all; of a branch these are the people who work there.
    """
    return credits_of(w.dropping("seller"))
