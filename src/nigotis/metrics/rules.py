"""Rules of several products: who has these in one sale has that too."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from pydantic import Field

from nigotis.kernel.problems import Invalid
from nigotis.metrics.baskets import USUAL, Many, Season, Share, Support, Within, basket_lines, chosen, least_of, read
from nigotis.metrics.catalogue import Behind, Unit, metric
from nigotis.metrics.mining.baskets import Baskets
from nigotis.metrics.mining.itemsets import Sets, TooManySets
from nigotis.metrics.mining.pairs import pairs_above
from nigotis.metrics.mining.recent import recent_pairs, recent_sets
from nigotis.metrics.mining.rules import Rules, rules_of
from nigotis.metrics.window import Window

USUAL_LENGTH, LONGEST = 6, 10
MOST_SETS = 1_000_000
"""Frequent sets beyond which a chosen support is refused: the answer would be of no use, and take long."""
EASY_SETS = 20_000
"""Frequent sets up to which a support left open is lowered."""

Confidence = Annotated[Share, Field(description="What share of the sales with the first products must hold the last.")]
Length = Annotated[int, Field(ge=2, le=LONGEST, description="How many products a rule may name in all.")]
Ranking = Annotated[Literal["leverage", "lift", "confidence", "count"], Field(description="What to rank by.")]
Needless = Annotated[
    bool, Field(description="Also rules that a shorter one, at least as sure of the same, makes needless.")
]


def _ruled(
    rows: pa.Table,
    w: Window,
    *,
    support: Decimal | None,
    confidence: Decimal,
    length: int,
    needless: bool,
    by: str,
    limit: int,
    **_: str,
) -> pa.Table:
    baskets, levels = mined(rows, support, length)
    picked = chosen(rows, w, baskets.items)
    found = [
        _columns(_shown(rules, picked, needless), baskets) for rules in rules_of(levels, baskets.count, confidence)
    ]
    table = pa.concat_tables([_EMPTY, *found])
    ranked = np.lexsort((np.arange(len(table)), -table[by].to_numpy()))
    return table.take(ranked[:limit])


_EMPTY = pa.table(
    {
        "antecedent": pa.array([], pa.list_(pa.int64())),
        "consequent": pa.array([], pa.int64()),
        "count": pa.array([], pa.int64()),
        **{name: pa.array([], pa.float64()) for name in ("support", "confidence", "lift", "leverage")},
    }
)


def mined(rows: pa.Table, support: Decimal | None, length: int) -> tuple[Baskets, list[Sets]]:
    """Coded baskets and their frequent sets; a support left open is doubled until the sets are few enough.

    Raises Invalid where a chosen support is too low for these sales.
    """
    baskets, usual = read(rows, support), USUAL
    pairs = recent_pairs(baskets)
    while True:
        try:
            return baskets, recent_sets(baskets, length, MOST_SETS if support else EASY_SETS, pairs)
        except TooManySets as too_many:
            if support is not None:
                raise Invalid("metrics.support_too_low", field="support", most=MOST_SETS) from too_many
            usual *= 2
            least = least_of(None, usual)(baskets.count)
            baskets, pairs = baskets.above(least), pairs_above(pairs, baskets, least)


def _shown(rules: Rules, picked: np.ndarray, needless: bool) -> Rules:
    """Rules in which a chosen product stands, in order of the products they name."""
    wanted = picked[rules.antecedent].any(axis=1) | picked[rules.consequent]
    rules = rules.only(wanted if needless else wanted & ~rules.is_needless)
    return rules.only(np.lexsort((rules.consequent, *rules.antecedent.T[::-1])))


def _columns(rules: Rules, baskets: Baskets) -> pa.Table:
    several = rules.antecedent.shape[1]
    offsets = pa.array(np.arange(0, several * len(rules.count) + 1, several), pa.int32())
    return pa.table(
        {
            "antecedent": pa.ListArray.from_arrays(offsets, baskets.items[rules.antecedent].ravel()),
            "consequent": baskets.items[rules.consequent],
            "count": rules.count,
            "support": rules.support,
            "confidence": rules.confidence,
            "lift": rules.lift,
            "leverage": rules.leverage,
        }
    )


@metric(
    "antecedent",
    "consequent",
    antecedent=Unit.PRODUCTS,
    consequent=Unit.PRODUCT,
    count=Unit.COUNT,
    support=Unit.SHARE,
    confidence=Unit.SHARE,
    lift=Unit.NUMBER,
    leverage=Unit.SHARE,
    behind=Behind("buyers", {"antecedent": "together", "consequent": "product"}),
    then=_ruled,
)
def product_rules(
    w: Window,
    *,
    within: Within = "sale",
    season: Season = "all",
    support: Support = None,
    confidence: Confidence = Decimal("0.3"),
    length: Length = USUAL_LENGTH,
    needless: Needless = False,
    by: Ranking = "leverage",
    limit: Many = 100,
) -> ir.Table:
    """Rules of what goes with what: of the sales that hold the first products, what share holds the last one too.

    `count` sales hold all of it, `support` is their share of all sales, `confidence` their share of the sales with the
    first products; `lift` and `leverage` compare that with what chance would make. Limits are held in whole numbers: a
    confidence of 0.8 is met by exactly 4 of 5. A filter on product or category keeps the rules in which such a product
    stands. Without `support` a rule needs 5 sales and one in a thousand, or more where sales are so alike that over
    20,000 sets of products would be frequent. Left out is a rule with a product more than another of the same end that
    is at least as sure, unless `needless` asks for all.
    """
    return basket_lines(w, within, season)
