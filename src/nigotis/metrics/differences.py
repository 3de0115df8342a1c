"""Where pairs of products go together otherwise than elsewhere: by branch, by part of the year, by segment."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.special import ndtri

from nigotis.metrics.baskets import FEWEST, SEASONS, TOGETHER, Support, is_chosen, least_of, sold
from nigotis.metrics.catalogue import Behind, Finish, Limit, Unit, metric
from nigotis.metrics.mining.baskets import Baskets, Ints, Least, coded
from nigotis.metrics.mining.pairs import pair_counts
from nigotis.metrics.mining.rules import lift
from nigotis.metrics.window import Window

BY_CHANCE = 0.05
"""How likely it may be that chance alone makes one of all the differences that are said (Bonferroni)."""

_COLUMNS = {
    "product_id": Unit.PRODUCT,
    "with_product_id": Unit.PRODUCT,
    "compared": Unit.CODE,
    "count": Unit.COUNT,
    "lift": Unit.NUMBER,
    "count_elsewhere": Unit.COUNT,
    "lift_elsewhere": Unit.NUMBER,
}


def _compared(group: str) -> Finish:
    """What finishes rows of (`group`, basket, product_id)."""

    def finish(rows: pa.Table, w: Window, *, support: Decimal | None, limit: int) -> pa.Table:
        lines = rows.filter(pc.is_valid(rows["basket"]))
        everywhere = coded(*_arrays(lines), lambda whole: FEWEST)
        totals = _keyed(everywhere, everywhere.items)
        least = _at_least_few(least_of(support))
        parts = []
        for value in sorted(pc.unique(lines[group].drop_null()).to_pylist()):
            here = coded(*_arrays(lines.filter(pc.equal(lines[group], value))), least)
            part = _beside(here, everywhere, totals)
            parts.append(part.append_column(group, pa.array([value] * len(part), lines[group].type)))
        table = pa.concat_tables(parts) if parts else _NOTHING.append_column(group, pa.array([], lines[group].type))
        if is_chosen(w):
            table = _with(table, rows["product_id"].filter(pc.is_null(rows["basket"])).combine_chunks())
        table = _told(table)
        order = [("clearness", "descending"), (group, "ascending"), *((name, "ascending") for name in _PAIR)]
        return table.sort_by(order).slice(0, limit)

    return finish


_PAIR = ("product_id", "with_product_id")
_NOTHING = pa.table(
    {
        "product_id": pa.array([], pa.int64()),
        "with_product_id": pa.array([], pa.int64()),
        "count": pa.array([], pa.int64()),
        "lift": pa.array([], pa.float64()),
        "count_elsewhere": pa.array([], pa.int64()),
        "lift_elsewhere": pa.array([], pa.float64()),
        "clearness": pa.array([], pa.float64()),
    }
)


def _at_least_few(least: Least) -> Least:
    """Of what stands in fewer sales the counts elsewhere are not known."""
    return lambda whole: max(least(whole), FEWEST)


def _arrays(lines: pa.Table) -> tuple[Ints, Ints]:
    return lines["basket"].to_numpy(), lines["product_id"].to_numpy()


def _keyed(baskets: Baskets, items: Ints) -> tuple[Ints, Ints]:
    """Keys, rising, of the frequent pairs in terms of `items`, and their counts."""
    left, right, count = pair_counts(baskets)
    place = np.searchsorted(items, baskets.items)
    return place[left] * len(items) + place[right], count


def _beside(here: Baskets, everywhere: Baskets, totals: tuple[Ints, Ints]) -> pa.Table:
    """The frequent pairs of one part beside the same pairs in all the others."""
    size = len(everywhere.items)
    keys, count = _keyed(here, everywhere.items)
    left, right = np.divmod(keys, max(size, 1))
    own = np.zeros(size, np.int64)
    own[np.searchsorted(everywhere.items, here.items)] = here.counts
    rest = everywhere.counts - own
    others, whole = totals[1][np.searchsorted(totals[0], keys)] - count, everywhere.count - here.count
    known = (rest[left] > 0) & (rest[right] > 0)  # what is sold nowhere else cannot be compared
    keys, count, others, left, right = (values[known] for values in (keys, count, others, left, right))
    clearness = _clearness(
        count, own[left] * own[right] / max(here.count, 1), others, rest[left] * rest[right] / max(whole, 1)
    )
    return pa.table(
        {
            "product_id": everywhere.items[left],
            "with_product_id": everywhere.items[right],
            "count": count,
            "lift": lift(count, own[left], own[right], here.count),
            "count_elsewhere": others,
            "lift_elsewhere": lift(others, rest[left], rest[right], whole),
            "clearness": clearness,
        }
    ).cast(_NOTHING.schema)


def _told(table: pa.Table) -> pa.Table:
    """What differs clearly, in words; the more pairs are compared, the wider a difference must be to be said."""
    clearness = table["clearness"].to_numpy()
    needed = ndtri(1 - BY_CHANCE / 2 / max(len(table), 1))
    said = np.where(abs(clearness) < needed, "alike", np.where(clearness > 0, "more_here", "less_here"))
    rest = table.drop_columns("clearness")
    return rest.append_column("compared", pa.array(said, pa.string())).append_column(
        "clearness", pa.array(abs(clearness))
    )


def _clearness(count: Ints, chance: np.ndarray, others: Ints, others_chance: np.ndarray) -> np.ndarray:
    """Difference of the logarithms of two lifts in its standard errors (counts as Poisson, half a sale added)."""
    one, two = count + 0.5, others + 0.5
    wide: np.ndarray = (np.log(one / chance) - np.log(two / others_chance)) / np.sqrt(1 / one + 1 / two)
    return wide


def _with(table: pa.Table, products: pa.Array) -> pa.Table:
    return table.filter(pc.or_(*(pc.is_in(table[name], value_set=products) for name in _PAIR)))


def _rows(w: Window, group: str, key: Callable[[ir.Table], ir.Table]) -> ir.Table:
    lines = key(sold(w))
    baskets = lines.select(group, basket=lines.sale_id, product_id=lines.product_id)
    if not is_chosen(w):
        return baskets
    shown = w.lines.select("product_id").distinct()
    nothing = ibis.null(baskets[group].type())
    return baskets.union(shown.select(nothing.name(group), ibis.null("int64").name("basket"), "product_id"))


@metric("branch_id", *_PAIR, branch_id=Unit.BRANCH, **_COLUMNS, behind=TOGETHER, then=_compared("branch_id"))
def affinity_by_branch(w: Window, *, support: Support = None, limit: Limit = 50) -> ir.Table:
    """Pairs of products that go together more, or less, in one branch than in the others.

    `lift` compares with chance within the branch, `lift_elsewhere` within all other branches together, so that a branch
    which sells more of a product is no difference by itself. Said to be more or less is what lies so far apart that
    chance would hardly make one such difference among all that are compared; the clearest come first. Compared is what
    5 sales of the branch hold, and one in a thousand.
    """
    return _rows(w, "branch_id", lambda lines: lines.filter(lines.branch_id.notnull()))


@metric("season", *_PAIR, season=Unit.CODE, **_COLUMNS, behind=TOGETHER, then=_compared("season"))
def affinity_by_season(w: Window, *, support: Support = None, limit: Limit = 50) -> ir.Table:
    """Pairs of products that go together more, or less, in one part of the year than in the rest of it.

    Parts of the year are three months each, of every year in the period; compared as `affinity_by_branch`.
    """

    def key(lines: ir.Table) -> ir.Table:
        month = lines.day.month()
        return lines.mutate(season=ibis.cases(*((month.isin(months), name) for name, months in SEASONS.items())))

    return _rows(w, "season", key)


@metric(
    "segment",
    *_PAIR,
    segment=Unit.SEGMENT,
    **_COLUMNS,
    behind=Behind("buyers", {"with_product_id": "together", "segment": "stands_in"}),
    then=_compared("segment"),
)
def affinity_by_segment(w: Window, *, support: Support = None, limit: Limit = 50) -> ir.Table:
    """Pairs of products that go together more, or less, for one segment of clients than for the others.

    Segments as at the end of the period, whatever product is chosen; sales without a client are left out; compared as
    `affinity_by_branch`.
    """
    scored = w.dropping("product", "category").scored.select("client_id", "segment")
    return _rows(w, "segment", lambda lines: lines.inner_join(scored, "client_id"))
