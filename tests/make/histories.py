"""Histories of orders: written by hand, or drawn from the model of counts itself."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from nigotis.forecasting.history import EPOCH, Histories, histories


def by_hand(orders: dict[int, list[tuple[str, float]]]) -> Histories:
    """Histories from client -> (day, spend) in any order."""
    rows = [(client, date.fromisoformat(day), spend) for client, each in orders.items() for day, spend in each]
    columns = list(zip(*rows, strict=True))
    return histories(pa.table(dict(zip(("client_id", "day", "spend"), columns, strict=True))))


def simulated(
    clients: int,
    *,
    seed: int = 1,
    days: int = 730,
    join_days: int = 365,
    k: int = 1,
    r: float = 0.8,
    alpha: float = 6.0,
    a: float = 0.8,
    b: float = 2.5,
    spend: tuple[float, float, float] = (6.0, 4.0, 15.0),
    since: str = "2024-01-01",
) -> Histories:
    """Clients of an MBG/CNBD-k and Gamma-Gamma world, who join within `join_days` and are watched for `days` in all."""
    dice = np.random.default_rng(seed)
    first = (date.fromisoformat(since) - EPOCH).days
    p, q, v = spend
    rows: list[tuple[int, int, float]] = []
    for client in range(1, clients + 1):
        rate = dice.gamma(r) / alpha / 7  # events (of k make an order) a day
        leaves = dice.beta(a, b)
        scale = dice.gamma(q) / v
        age, lives_until = float(dice.integers(join_days)), days
        while age < lives_until:
            rows.append((client, first + int(age), dice.gamma(p) / scale))
            if dice.random() < leaves:
                break
            age += dice.gamma(k) / rate
    client_id, day, amount = zip(*rows, strict=True)
    return histories(
        pa.table({"client_id": client_id, "day": [EPOCH + timedelta(days=d) for d in day], "spend": amount})
    )
