"""Invented sales of three years: heavy-tailed clients, Zipf products, seasons, weekdays, hours, branches, returns.

Written twice, row for row: as facts (what the product holds) and plain (whole cents and numpy types: what someone who
analyses by hand in pandas would choose).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from nigotis.metrics.facts import MONEY, PRODUCTS_SCHEMA, SALE_LINES_SCHEMA

FIRST_DAY = np.datetime64("2023-01-01")
DAYS = 1096
SALES_A_CHUNK = 300_000
LINES_A_SALE = 3
RETURNS = 0.01
BRANCHES, SELLERS_A_BRANCH = 12, 8


def generate(lines: int, folder: Path, seed: int = 20261122) -> None:
    """Write `sale_lines.parquet`, `products.parquet` (facts) and `plain.parquet`, with about `lines` lines."""
    dice = np.random.default_rng(seed)
    sales, clients, products = lines // LINES_A_SALE, max(lines // 40, 5), int(2 * lines**0.5)
    moments = np.sort(_moments(dice, sales))
    weight = dice.pareto(1.2, clients) + 0.05  # few buy much, most buy little
    buyer_odds = np.cumsum(weight / weight.sum())
    popularity = 1 / np.arange(1, products + 1) ** 0.9
    product_odds = np.cumsum(popularity / popularity.sum())
    prices = np.round(np.exp(dice.normal(6, 0.8, products))).astype("int64") + 10  # cents
    first_line = 0
    with (
        pq.ParquetWriter(folder / "sale_lines.parquet", SALE_LINES_SCHEMA, compression="zstd") as facts,
        pq.ParquetWriter(folder / "plain.parquet", PLAIN, compression="zstd") as plain,
    ):
        for start in range(0, sales, SALES_A_CHUNK):
            at = moments[start : start + SALES_A_CHUNK]
            columns = _chunk(dice, at, start, first_line, buyer_odds, product_odds, prices)
            facts.write_table(_facts(columns))
            plain.write_table(pa.table({name: columns[name] for name in PLAIN.names}, PLAIN))
            first_line += len(columns["sale_id"])
    _products(products, folder)


def _moments(dice: np.random.Generator, sales: int) -> np.ndarray:
    days = np.arange(DAYS)
    weekday = np.array([0.8, 0.8, 0.9, 1.0, 1.3, 1.5, 1.1])[(days + 6) % 7]  # 2023-01-01 was a Sunday
    odds = weekday * (1 + 0.3 * np.sin(days / 365.25 * 2 * np.pi)) * (1 + days / DAYS)
    hour_odds = np.exp(-((np.arange(8, 23) - 17) ** 2) / 18)
    day = dice.choice(days, sales, p=odds / odds.sum())
    hour = dice.choice(np.arange(8, 23), sales, p=hour_odds / hour_odds.sum())
    return FIRST_DAY.astype("datetime64[us]") + (day * 86_400 + hour * 3600 + dice.integers(0, 3600, sales)) * 1_000_000


def _chunk(
    dice: np.random.Generator,
    at: np.ndarray,
    first_sale: int,
    first_line: int,
    buyer_odds: np.ndarray,
    product_odds: np.ndarray,
    prices: np.ndarray,
) -> dict[str, np.ndarray]:
    sales = len(at)
    per_sale = dice.integers(1, 2 * LINES_A_SALE, sales)
    sale = np.repeat(np.arange(sales), per_sale)
    product = np.searchsorted(product_odds, dice.random(len(sale))).clip(max=len(prices) - 1)
    follows = (dice.random(len(sale)) < 0.15) & (np.diff(sale, prepend=-1) == 0)
    product = np.where(follows, np.roll(product, 1) ^ 1, product).clip(max=len(prices) - 1)  # pairs go together
    is_return = (dice.random(sales) < RETURNS)[sale]
    branch = dice.integers(0, BRANCHES, sales)
    quantity = np.where(is_return, -1, 1) * dice.integers(1, 4, len(sale))
    return {
        "line_id": np.arange(first_line, first_line + len(sale)),
        "sale_id": first_sale + sale,
        "is_return": is_return,
        "at": at[sale],
        "client_id": np.searchsorted(buyer_odds, dice.random(sales)).clip(max=len(buyer_odds) - 1)[sale],
        "product_id": product,
        "branch_id": branch[sale],
        "seller_id": (branch * SELLERS_A_BRANCH + dice.integers(0, SELLERS_A_BRANCH, sales))[sale],
        "quantity": quantity,
        "cents": quantity * prices[product],
    }


PLAIN = pa.schema(
    [
        ("sale_id", pa.int64()),
        ("is_return", pa.bool_()),
        ("at", pa.timestamp("us")),
        ("client_id", pa.int64()),
        ("product_id", pa.int64()),
        ("quantity", pa.int64()),
        ("cents", pa.int64()),
    ]
)


def _facts(c: dict[str, np.ndarray]) -> pa.Table:
    size = len(c["sale_id"])
    made = {
        "sold_at": c["at"],
        "local_at": c["at"],
        "day": c["at"].astype("datetime64[D]"),
        "source": pa.repeat("till", size),
        "quantity": _decimals(c["quantity"] * 1_000_000),
        "amount": _decimals(c["cents"] * 10_000),
        "discount": _decimals(np.zeros(size, "int64")),
        "cost": pa.nulls(size, MONEY),
        "is_product": pa.repeat(True, size),
    }
    return pa.table({name: made.get(name, c.get(name)) for name in SALE_LINES_SCHEMA.names}, SALE_LINES_SCHEMA)


def _decimals(millionths: np.ndarray) -> pa.Array:
    words = np.stack([millionths, millionths >> 63], axis=1)  # low and high half of each 128-bit number
    return pa.Decimal128Array.from_buffers(MONEY, len(millionths), [None, pa.py_buffer(np.ascontiguousarray(words))])


def _products(count: int, folder: Path) -> None:
    rows = [{"product_id": n, "is_product": True, "is_active": True} for n in range(count)]
    pq.write_table(pa.Table.from_pylist(rows, PRODUCTS_SCHEMA), folder / "products.parquet")
