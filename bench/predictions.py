"""BG/NBD as we fit and score it beside lifetimes: equal answers, one table of ratios.

    python -m bench.predictions                          100,000 and 1,000,000 clients
    python -m bench.predictions --clients 20000          a quick look

Clients are drawn from the model itself, aged 4 to 156 weeks, on whole days. Every figure comes from a process of its
own with one thread for linear algebra; wall and CPU are the median of `--repeat` runs after a first one. Ours starts
from whole days and includes counting equal clients; lifetimes starts from the same in weeks. A likelihood below theirs,
or answers that differ by more than their stopping point allows, end the run with an error.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.compare import _alone, _measure

HORIZON_IN_WEEKS = 39
PARAMETERS = (0.25, 4.5, 0.8, 2.4)
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def main() -> None:
    """Draw, measure, compare, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.predictions", description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--repeat", type=int, default=3)
    chosen = parser.parse_args()
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


def _draw(clients: int, folder: Path) -> None:
    """x, t and T in days of clients of a BG/NBD world, as one file."""
    import numpy as np

    dice = np.random.default_rng(1)
    r, alpha, a, b = PARAMETERS
    age = dice.integers(4 * 7, 156 * 7, clients)
    rate, leaves = dice.gamma(r, 1 / alpha / 7, clients), dice.beta(a, b, clients)
    x, last, clock, here = np.zeros(clients, np.int64), np.zeros(clients), np.zeros(clients), np.arange(clients)
    while len(here):
        clock[here] += dice.exponential(1 / rate[here])
        here = here[clock[here] <= age[here]]
        x[here], last[here] = x[here] + 1, clock[here]
        here = here[dice.random(len(here)) > leaves[here]]
    np.savez(folder / "clients.npz", x=x, t=np.ceil(last).astype(np.int64), T=age.astype(np.int64))


def _summary(folder: Path) -> Any:
    import numpy as np

    from nigotis.predictions.history import Summary

    with np.load(folder / "clients.npz") as drawn:
        return Summary(drawn["x"], drawn["t"], drawn["T"])


def _weeks(folder: Path) -> tuple[Any, Any, Any]:
    s = _summary(folder)
    return s.x, s.t / 7, s.T / 7


def _fit(folder: Path, repeat: int) -> dict[str, float]:
    from nigotis.predictions.dropout import BG, fit

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
    from nigotis.predictions.dropout import BG, Dropout

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

    from nigotis.predictions.dropout import BG
    from nigotis.predictions.dropout_likelihood import Counts, log_likelihood

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
