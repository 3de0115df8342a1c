"""Count the pairs of products that are bought together, by us and by named peers, check equal answers, print ratios.

    python -m bench.pairs                        1 M lines, support .0005
    python -m bench.pairs --lines 100000 --support 0.001

Every figure comes from a process of its own, median of `--repeat` runs; memory is the peak of the whole process. Data
are where each peer wants them before the clock starts: a table in DuckDB for the metric (as served, rows fetched
included) and for the self-join, arrays for our kernel, a finished one-hot table for mlxtend.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.compare import _alone, _generate, _measure

WAYS = {
    "metric": "ours: product_affinity as served",
    "kernel": "ours: the kernel on arrays",
    "self_join": "DuckDB self-join",
    "fpgrowth": "mlxtend fpgrowth(max_len=2)",
}
SINCE, UNTIL = "2023-01-01", "2025-12-31"
SOLD = "select sale_id, product_id from sale_lines where not is_return and is_product and product_id is not null"
JOIN = f"""
    with line as (select distinct * from ({SOLD})),
    needed as (select ceil(count(distinct sale_id) * {{support}}::decimal(9, 6)) as least from line),
    often as (select product_id from line group by product_id having count(*) >= (select least from needed)),
    kept as (select line.* from line semi join often using (product_id))
    select a.product_id as one, b.product_id as other, count(*) as count
    from kept a join kept b on a.sale_id = b.sale_id and a.product_id < b.product_id
    group by one, other having count(*) >= (select least from needed)
"""


def main() -> None:
    """Generate, measure, compare, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.pairs", description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--support", type=Decimal, default=Decimal("0.0005"))
    parser.add_argument("--repeat", type=int, default=3)
    chosen = parser.parse_args()
    for lines in chosen.lines:
        with tempfile.TemporaryDirectory(prefix="nigotis-bench-") as folder:
            _alone(_generate, lines, Path(folder))
            _print_table(Path(folder), lines, chosen.support, chosen.repeat)


def _print_table(folder: Path, lines: int, support: Decimal, repeat: int) -> None:
    head = f"pairs, {lines:,} lines, support {support}"
    print(f"\n{head:<40}  first s  wall s  CPU s    MB   pairs  | to metric  to kernel")
    found = {way: _alone(_way, way, folder, str(support), repeat) for way in WAYS}
    for way, of in found.items():
        ratios = [of["wall"] / found[ours]["wall"] for ours in ("metric", "kernel")]
        figures = f"{of['first']:>9.3f} {of['wall']:>7.3f} {of['cpu']:>6.2f} {of['mb']:>5.0f} {of['pairs']:>7}"
        print(f"{WAYS[way]:<40}{figures}  |{ratios[0]:>9.1f}x {ratios[1]:>9.1f}x", flush=True)
    if len({of["answer"] for of in found.values()}) > 1:
        sys.exit("the answers differ")
    print("equal answers")


def _way(way: str, folder: Path, support: str, repeat: int) -> dict[str, Any]:
    ask, shown = globals()[f"_{way}"](folder, support)
    figures, answer = _measure(ask, repeat)
    pairs = sorted(shown(answer))
    return {**figures, "pairs": len(pairs), "answer": repr(pairs)}


def _table(folder: Path) -> Any:
    import duckdb

    raw = duckdb.connect()
    raw.execute("set enable_progress_bar = false")
    for table in ("sale_lines", "products"):
        raw.execute(f"create table {table} as from '{folder / table}.parquet'")
    return raw


def _metric(folder: Path, support: str) -> tuple[Any, Any]:
    from datetime import date

    from nigotis.metrics.catalogue import find
    from nigotis.metrics.run import DuckDB, run
    from nigotis.metrics.window import Window

    connection = DuckDB(_table(folder))
    window = Window(date.fromisoformat(SINCE), date.fromisoformat(UNTIL))
    names = ("product_id", "with_product_id", "count")

    def shown(rows: Any) -> list[tuple[int, ...]]:
        pairs = zip(*(rows[name].to_pylist() for name in names), strict=True)
        return [(*sorted((one, other)), count) for one, other, count in pairs]

    return lambda: run(find("product_affinity"), window, connection, support=support, limit=1_000_000).rows, shown


def _kernel(folder: Path, support: str) -> tuple[Any, Any]:
    from nigotis.metrics.mining.baskets import at_least, coded
    from nigotis.metrics.mining.pairs import pair_counts

    rows = _table(folder).sql(SOLD).to_arrow_table()
    basket, item = rows["sale_id"].to_numpy(), rows["product_id"].to_numpy()

    def ask() -> Any:
        baskets = coded(basket, item, lambda whole: at_least(Decimal(support), whole))
        left, right, count = pair_counts(baskets)
        return baskets.items[left], baskets.items[right], count

    return ask, lambda answer: zip(*(part.tolist() for part in answer), strict=True)


def _self_join(folder: Path, support: str) -> tuple[Any, Any]:
    raw, query = _table(folder), JOIN.format(support=support)
    return lambda: raw.sql(query).to_arrow_table(), lambda rows: (tuple(row.values()) for row in rows.to_pylist())


def _fpgrowth(folder: Path, support: str) -> tuple[Any, Any]:
    import numpy as np
    import pandas as pd
    from mlxtend.frequent_patterns import fpgrowth

    rows = _table(folder).sql(SOLD).to_arrow_table()
    sales, sale = np.unique(rows["sale_id"].to_numpy(), return_inverse=True)
    products, product = np.unique(rows["product_id"].to_numpy(), return_inverse=True)
    held = np.zeros((len(sales), len(products)), np.bool_)
    held[sale, product] = True
    table = pd.DataFrame(held, columns=[int(product) for product in products])

    def shown(found: Any) -> list[tuple[int, ...]]:
        pairs = found[found["itemsets"].map(len) == 2]
        counts = (pairs["support"] * len(sales)).round().astype("int64")
        return [(*sorted(items), int(count)) for items, count in zip(pairs["itemsets"], counts, strict=True)]

    return lambda: fpgrowth(table, min_support=float(support), use_colnames=True, max_len=2), shown


if __name__ == "__main__":
    from bench.pairs import main as run_main  # fresh processes must be able to import what they run

    run_main()
