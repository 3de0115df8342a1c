"""How sure a rate is: few cases say little, and a rate without its interval ranks the lucky first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from math import sqrt

import numpy as np
from scipy.special import ndtri

LEAST_FOR_A_RANK = 10
"""Under so many cases nobody is ranked: the order would be chance."""

Z95 = float(ndtri(0.975))


def rate(part: int, whole: int) -> float | None:
    """part / whole; None where there is nothing to divide by."""
    return part / whole if whole else None


def wilson(part: int, whole: int, z: float = Z95) -> tuple[float | None, float | None]:
    """The Wilson score interval of part / whole, 95 % if not said (Wilson 1927, JASA 22; no continuity correction)."""
    if not whole:
        return None, None
    p, zz = part / whole, z * z
    middle = (p + zz / (2 * whole)) / (1 + zz / whole)
    half = z / (1 + zz / whole) * sqrt(p * (1 - p) / whole + zz / (4 * whole * whole))
    return max(0.0, middle - half), min(1.0, middle + half)


def shrunk(parts: Sequence[int], wholes: Sequence[int]) -> list[float | None]:
    """Each rate drawn towards the common one, the more the fewer its cases.

    Beta-binomial with moments (Kleinman 1973, JASA 68): a prior of mean p and strength m over the groups, so that
    group i becomes (part + p m) / (whole + m). The prior weighs one case at least. Where
    the groups differ no more than chance, all become p.
    """
    n, x = np.asarray(wholes, float), np.asarray(parts, float)
    total = n.sum()
    if not total:
        return [None] * len(n)
    p = float(x.sum() / total)
    k = int((n > 0).sum())
    seen = n > 0
    spread = math.fsum(n[seen] * (x[seen] / n[seen] - p) ** 2)  # alike in any order of the groups
    room = p * (1 - p) * float(total - (n**2).sum() / total - (k - 1))
    excess = spread - p * (1 - p) * (k - 1)
    if room <= 0 or excess <= 0:
        return [p] * len(n)
    correlation = min(1.0, excess / room)
    strength = max(1.0, (1 - correlation) / correlation)
    return [float(v) for v in (x + p * strength) / (n + strength)]


def ranks(values: Sequence[float | None], cases: Sequence[int], *, low_first: bool = False) -> list[int | None]:
    """1 = best, equal values share a place; None for who has fewer than ten cases or no value."""
    ranked = [i for i, value in enumerate(values) if value is not None and cases[i] >= LEAST_FOR_A_RANK]
    sign = 1 if low_first else -1
    signed = np.array([sign * (values[i] or 0.0) for i in ranked])
    before = np.searchsorted(np.sort(signed), signed, side="left")
    found = dict(zip(ranked, (1 + before).tolist(), strict=True))
    return [found.get(i) for i in range(len(values))]
