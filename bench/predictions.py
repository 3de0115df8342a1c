"""BG/NBD as we fit and score it beside lifetimes: equal answers, one table of ratios.

    python -m bench.predictions                          100,000 and 1,000,000 clients
    python -m bench.predictions --clients 20000          a quick look
    python -m bench.predictions --nightly 1000000        the whole run of a night instead: time and memory, step by step

Clients are drawn from the model itself, aged 4 to 156 weeks, on whole days. Every figure comes from a process of its
own with one thread for linear algebra; wall and CPU are the median of `--repeat` runs after a first one. Ours starts
from whole days and includes counting equal clients; lifetimes starts from the same in weeks. A likelihood below theirs,
or answers that differ by more than their stopping point allows, end the run with an error.

The run of a night is what a business of so many clients has: order days and baskets out of the engine, the receipts,
the forecast, products alike, and the table that is written back. It starts from sales of one to three products on the
order days of such clients, in an engine as the mirror holds it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from bench.compare import _alone, _measure

HORIZON_IN_WEEKS = 39
PARAMETERS = (0.25, 4.5, 0.8, 2.4)
LAST_DAY = date(2025, 12, 31)
_SOLD = f"""
insert into sale_lines by name
with docs as (
  select row_number() over () as sale_id, client_id, date '{LAST_DAY}' + day::int as day,
    1 + (random() * 2)::int as pieces
  from made
), lines as (
  select sale_id, client_id, day, (power(random(), 3) * 6000)::bigint as product_id, unnest(range(pieces)) as piece
  from docs
)
select row_number() over () as line_id, sale_id, false as is_return, day::timestamp as sold_at,
  day::timestamp as local_at, day, client_id, product_id, sale_id % 12 as branch_id, sale_id % 96 as seller_id,
  'till' as source, 1 as quantity, round(1 + random() * 50, 2) as amount, 0 as discount, true as is_product
from lines
"""
_PRODUCTS = """
insert into products by name
select i as product_id, 'cat ' || (i % 40) as category, 1 + i % 50 as price, true as is_product, true as is_active
from range(6001) t(i)
"""
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def main() -> None:
    """Draw, measure, compare, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.predictions", description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--nightly", type=int, metavar="CLIENTS")
    chosen = parser.parse_args()
    if chosen.nightly:
        _print_night(chosen.nightly)
        return
    os.environ |= ONE_THREAD
    for clients in chosen.clients:
        with tempfile.TemporaryDirectory(prefix="nigotis-bench-") as folder:
            _alone(_draw, clients, Path(folder))
            _print_table(Path(folder), clients, chosen.repeat)


def _print_table(folder: Path, clients: int, repeat: int) -> None:
    print(
        f"\n{clients:,} clients     ours: wall s  CPU s    MB  |  lifetimes: wall s  CPU s    MB  |  lifetimes : ours"
    )
    for name, (ours, theirs) in {"fit": (_fit, _their_fit), "score": (_score, _their_score)}.items():
        one, other = _alone(ours, folder, repeat), _alone(theirs, folder, repeat)
        print(
            f"{name:<14} {one['wall']:>18.4f} {one['cpu']:>6.3f} {one['mb']:>5.0f}  |"
            f"{other['wall']:>19.3f} {other['cpu']:>6.2f} {other['mb']:>5.0f}  |"
            f"{other['wall'] / one['wall']:>12.1f}x {other['cpu'] / one['cpu']:>5.1f}x",
            flush=True,
        )
        (_check_fit if name == "fit" else _check_score)(folder)


def _print_night(clients: int) -> None:
    with tempfile.TemporaryDirectory(prefix="nigotis-bench-") as folder:
        orders = _alone(_sell, clients, Path(folder))
        print(f"{clients:,} clients, {orders:,} orders       wall s   CPU s   peak MB", flush=True)
        for step in _alone(_night, Path(folder)):
            print(f"{step['name']:<42} {step['wall']:>8.1f} {step['cpu']:>7.1f} {step['mb']:>9.0f}")


def _sell(clients: int, folder: Path) -> int:
    """Orders of clients of a BG/NBD world up to `LAST_DAY`, as facts in an engine's file; their number."""
    import duckdb
    import numpy as np
    import pyarrow as pa

    from nigotis.metrics.facts import SCHEMAS
    from nigotis.mirror import keeping

    events: list[tuple[Any, Any]] = []
    _, _, age = _lives(clients, np.random.default_rng(1), lambda here, clock: events.append((here, clock)))
    client, day = (np.concatenate(each) for each in zip((np.arange(clients), np.zeros(clients)), *events, strict=True))
    raw = duckdb.connect(str(folder / "engine.duckdb"))
    raw.execute("select setseed(0.3)").fetchall()
    for name, schema in SCHEMAS.items():
        raw.register("shape", schema.empty_table())
        raw.execute(f"create table {name} as from shape")
        raw.unregister("shape")
    raw.register("made", pa.table({"client_id": client, "day": np.ceil(day).astype(np.int32) - age[client]}))
    raw.execute(_SOLD)
    raw.execute(f"insert into clients by name select i as client_id from range({clients}) t(i)")
    raw.execute(_PRODUCTS)
    keeping.make(raw)
    raw.close()
    return len(client)


def _night(folder: Path) -> list[dict[str, Any]]:
    """Wall and CPU seconds of each step, and the most memory so far; the last one is the whole."""
    import resource
    import time

    import duckdb

    from nigotis.metrics.run import DuckDB
    from nigotis.predictions.reckoning import facts, reckon

    raw = duckdb.connect(str(folder / "engine.duckdb"), config={"memory_limit": "1GB"})
    steps: list[dict[str, Any]] = []
    began = [(time.perf_counter(), time.process_time(), "")]

    def step(_: float, name: str) -> None:
        wall, cpu, before = began[-1]
        began.append((time.perf_counter(), time.process_time(), name))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
        steps.append({"name": before, "wall": began[-1][0] - wall, "cpu": began[-1][1] - cpu, "mb": peak})
        print(steps[-1], file=sys.stderr, flush=True)

    found = reckon(DuckDB(raw), LAST_DAY, 90, step)
    step(1, "facts")
    facts(found.forecast, 2)
    step(1, "whole")
    whole = {"name": "whole", "wall": began[-1][0] - began[0][0], "cpu": began[-1][1] - began[0][1]}
    return [*steps[1:], whole | {"mb": steps[-1]["mb"]}]


def _draw(clients: int, folder: Path) -> None:
    """x, t and T in days of clients of a BG/NBD world, as one file."""
    import numpy as np

    x, last, age = _lives(clients, np.random.default_rng(1), lambda here, clock: None)
    np.savez(folder / "clients.npz", x=x, t=np.ceil(last).astype(np.int64), T=age.astype(np.int64))


def _lives(clients: int, dice: Any, came: Callable[[Any, Any], None]) -> tuple[Any, Any, Any]:
    """Repeat orders, age at the last and age of clients of a BG/NBD world; `came` is told who comes again, and when."""
    import numpy as np

    r, alpha, a, b = PARAMETERS
    age = dice.integers(4 * 7, 156 * 7, clients)
    rate, leaves = dice.gamma(r, 1 / alpha / 7, clients), dice.beta(a, b, clients)
    x, last, clock, here = np.zeros(clients, np.int64), np.zeros(clients), np.zeros(clients), np.arange(clients)
    while len(here):
        clock[here] += dice.exponential(1 / rate[here])
        here = here[clock[here] <= age[here]]
        x[here], last[here] = x[here] + 1, clock[here]
        came(here, clock[here])
        here = here[dice.random(len(here)) > leaves[here]]
    return x, last, age


def _summary(folder: Path) -> Any:
    import numpy as np

    from nigotis.forecasting.history import Summary

    with np.load(folder / "clients.npz") as drawn:
        return Summary(drawn["x"], drawn["t"], drawn["T"])


def _weeks(folder: Path) -> tuple[Any, Any, Any]:
    s = _summary(folder)
    return s.x, s.t / 7, s.T / 7


def _fit(folder: Path, repeat: int) -> dict[str, float]:
    from nigotis.forecasting.dropout import BG, fit

    s = _summary(folder)
    figures, model = _measure(lambda: fit(s, BG), repeat)
    _keep(folder / "ours", [model.r, model.alpha, model.a, model.b])
    return figures


def _their_fit(folder: Path, repeat: int) -> dict[str, float]:
    from lifetimes import BetaGeoFitter

    x, t, T = _weeks(folder)
    figures, model = _measure(lambda: BetaGeoFitter().fit(x, t, T), min(repeat, 2))
    _keep(folder / "theirs", [float(model.params_[name]) for name in ("r", "alpha", "a", "b")])
    return figures


def _score(folder: Path, repeat: int) -> dict[str, float]:
    from nigotis.forecasting.dropout import BG, Dropout

    s = _summary(folder)

    def score() -> tuple[Any, Any]:
        standing = Dropout(BG, *PARAMETERS).standing(s)
        return standing.orders(HORIZON_IN_WEEKS * 7), standing.p_alive

    figures, answers = _measure(score, max(repeat, 7))
    _keep(folder / "our_scores", answers)
    return figures


def _their_score(folder: Path, repeat: int) -> dict[str, float]:
    from lifetimes import BetaGeoFitter

    x, t, T = _weeks(folder)
    model = BetaGeoFitter().fit(x[:1_000], t[:1_000], T[:1_000])
    for name, value in zip(("r", "alpha", "a", "b"), PARAMETERS, strict=True):
        model.params_[name] = value

    def score() -> tuple[Any, Any]:
        orders = model.conditional_expected_number_of_purchases_up_to_time(HORIZON_IN_WEEKS, x, t, T)
        return orders, model.conditional_probability_alive(x, t, T)

    figures, answers = _measure(score, repeat)
    _keep(folder / "their_scores", answers)
    return figures


def _keep(file: Path, values: Any) -> None:
    import numpy as np

    np.save(file.with_suffix(".npy"), np.asarray(values))


def _check_fit(folder: Path) -> None:
    """Both points under one likelihood: ours must be at least as high, and the parameters equal to four digits."""
    import numpy as np

    from nigotis.forecasting.dropout import BG
    from nigotis.forecasting.dropout_likelihood import Counts, log_likelihood

    counts = Counts.of(_summary(folder), BG)
    ours, theirs = np.load(folder / "ours.npy"), np.load(folder / "theirs.npy")
    high, low = (log_likelihood(counts, BG, each)[0] for each in (ours, theirs))
    print(f"               log likelihood {high:.4f}, theirs {low:.4f}")
    if high < low - 1e-6 or not np.allclose(ours, theirs, rtol=5e-3):
        sys.exit("fit: the two answers differ")


def _check_score(folder: Path) -> None:
    import numpy as np

    ours, theirs = np.load(folder / "our_scores.npy"), np.load(folder / "their_scores.npy")
    furthest = float(np.max(np.abs(ours - theirs) / np.maximum(np.abs(theirs), 1e-12)))
    print(f"               answers equal to {furthest:.0e}")
    if furthest > 1e-7:
        sys.exit("score: the two answers differ")


if __name__ == "__main__":
    main()
