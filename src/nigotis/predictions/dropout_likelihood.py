"""The likelihood of clients who may leave after any order, with its gradient and Hessian: made once, fitted quickly.

Equal clients count as one with a weight, sums over x alone and over T alone come from histograms; what is left is one
pass over distinct (x, t, T), added up in chunks of fixed size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammaln, polygamma, psi

from nigotis.predictions.history import Floats, Ints, Summary

CHUNK = 16_384
"""Rows that are added up at a time: fits the cache, and sums have the same bits wherever they are computed."""
THINNED = 200_000
SMALLEST = 1e-12


@dataclass(frozen=True)
class Kind:
    """Whether clients may leave right after the first order, and the regularity k >= 1 of their gaps."""

    leaves_at_once: bool = True
    k: int = 1

    @property
    def name(self) -> str:
        """As the literature writes it: BG/NBD, MBG/CNBD-2, ..."""
        return ("MBG/" if self.leaves_at_once else "BG/") + ("NBD" if self.k == 1 else f"CNBD-{self.k}")


BG = Kind(leaves_at_once=False)
MBG = Kind()


@dataclass(frozen=True)
class Counts:
    """Distinct (x, t, T) with weights; histograms over x (`by_x`) and over T (clients and their repeat orders)."""

    x: Ints
    t: Ints
    T: Ints
    weight: Floats
    by_x: Floats
    clients_by_T: Floats
    repeats_by_T: Floats
    log_gaps: float
    per_week: int

    @classmethod
    def of(cls, s: Summary, kind: Kind) -> Counts:
        x, t, T, weight = _distinct(s, skip_once=kind == BG)
        return cls(
            x,
            t,
            T,
            weight,
            np.bincount(s.x).astype(np.float64),
            np.bincount(s.T).astype(np.float64),
            np.bincount(s.T, weights=s.x).astype(np.float64),
            s.log_gaps,
            s.per_week,
        )

    def thinned(self) -> Counts | None:
        """Every 16th distinct row, weighted up to stand for all; None for small data."""
        if len(self.x) < THINNED:
            return None
        part = slice(8, None, 16)
        weight = self.weight[part] * (self.weight.sum() / self.weight[part].sum())
        return Counts(
            self.x[part], self.t[part], self.T[part], weight,
            self.by_x, self.clients_by_T, self.repeats_by_T, self.log_gaps, self.per_week,
        )  # fmt: skip


def _distinct(s: Summary, *, skip_once: bool) -> tuple[Ints, Ints, Ints, Floats]:
    """Distinct (x, t, T) and how often each occurs; those with x = 0 stand first, or are left out."""
    span = int(s.T.max()) + 1
    often = np.flatnonzero(s.x)
    key = np.sort((s.x[often] * span + s.T[often]) * span + s.t[often])
    new = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.zeros(0, dtype=np.int64)
    weight = np.diff(np.append(new, len(key))).astype(np.float64)
    rest, t = np.divmod(key[new], span)
    x, T = np.divmod(rest, span)
    if skip_once:
        return x, t, T, weight
    once = np.bincount(s.T[s.x == 0])
    ages = np.flatnonzero(once)
    zeros = np.zeros_like(ages)
    return (
        np.concatenate([zeros, x]),
        np.concatenate([zeros, t]),
        np.concatenate([ages, T]),
        np.concatenate([once[ages].astype(np.float64), weight]),
    )


def log_likelihood(c: Counts, kind: Kind, parameters: Floats) -> tuple[float, Floats, Floats]:
    """Log likelihood, gradient and Hessian in (r, alpha, a, b)."""
    parts = (_purchases(c, kind, parameters), _survival(c, kind, parameters), _leaving(c, kind, parameters))
    constant = (kind.k - 1) * c.log_gaps - float(np.sum(c.by_x * np.arange(len(c.by_x)))) * float(gammaln(kind.k))
    value = constant + sum(part[0] for part in parts)
    return value, sum(part[1] for part in parts), sum(part[2] for part in parts)  # type: ignore[return-value]


def _purchases(c: Counts, kind: Kind, parameters: Floats) -> tuple[float, Floats, Floats]:
    """What depends on x alone or on T alone: gamma functions of r, powers of alpha and of alpha + T."""
    r, alpha = parameters[:2]
    at = r + kind.k * np.arange(len(c.by_x))
    age = alpha + np.arange(len(c.clients_by_T)) / c.per_week
    clients, exponent = c.clients_by_T, r * c.clients_by_T + kind.k * c.repeats_by_T
    everyone = float(c.by_x.sum())
    value = np.sum(c.by_x * (gammaln(at) - gammaln(r))) + everyone * r * np.log(alpha) - np.sum(exponent * np.log(age))
    gradient, hessian = np.zeros(4), np.zeros((4, 4))
    gradient[0] = np.sum(c.by_x * (psi(at) - psi(r))) + everyone * np.log(alpha) - np.sum(clients * np.log(age))
    gradient[1] = everyone * r / alpha - np.sum(exponent / age)
    hessian[0, 0] = np.sum(c.by_x * (polygamma(1, at) - polygamma(1, r)))
    hessian[0, 1] = hessian[1, 0] = everyone / alpha - np.sum(clients / age)
    hessian[1, 1] = -everyone * r / alpha**2 + np.sum(exponent / age**2)
    return float(value), gradient, hessian


def _survival(c: Counts, kind: Kind, parameters: Floats) -> tuple[float, Floats, Floats]:
    """ln B(a, b + chances) - ln B(a, b): not having left at any of the chances to do so."""
    _, _, a, b = parameters
    chances = np.arange(len(c.by_x)) + kind.leaves_at_once
    value = gammaln(a + b) - gammaln(a + b + chances) + gammaln(b + chances) - gammaln(b)
    slope_a = psi(a + b) - psi(a + b + chances)
    bend_a = polygamma(1, a + b) - polygamma(1, a + b + chances)
    slope_b = slope_a + psi(b + chances) - psi(b)
    bend_b = bend_a + polygamma(1, b + chances) - polygamma(1, b)
    gradient, hessian = np.zeros(4), np.zeros((4, 4))
    gradient[2:] = np.sum(c.by_x * slope_a), np.sum(c.by_x * slope_b)
    hessian[2, 2] = hessian[2, 3] = hessian[3, 2] = np.sum(c.by_x * bend_a)
    hessian[3, 3] = np.sum(c.by_x * bend_b)
    return float(np.sum(c.by_x * value)), gradient, hessian


def _leaving(c: Counts, kind: Kind, parameters: Floats) -> tuple[float, Floats, Floats]:
    """What is left: the log of (no order since, alive) + (left after the last order), relative to the former's power.

    With d = ln odds of having left it is v + ln(1 + e^d), where v is 0 for k = 1. One pass, in chunks.
    """
    r, alpha, a, b = parameters
    chances = np.arange(len(c.by_x)) + kind.leaves_at_once
    with np.errstate(divide="ignore"):
        log_odds = np.where(chances > 0, np.log(a) - np.log(np.maximum(b + chances - 1, SMALLEST)), -np.inf)
        per_b = np.where(chances > 0, -1 / np.maximum(b + chances - 1, SMALLEST), 0.0)
    age = alpha + np.arange(len(c.clients_by_T)) / c.per_week
    tables = (log_odds, per_b, np.log(age), 1 / age)
    value, gradient, hessian = 0.0, np.zeros(4), np.zeros((4, 4))
    for start in range(0, len(c.x), CHUNK):
        part = slice(start, start + CHUNK)
        more = _leaving_of(c, part, kind, tables, (float(r), 1 / float(a)))
        value, gradient, hessian = value + more[0], gradient + more[1], hessian + more[2]
    return value, gradient, hessian


def _leaving_of(
    c: Counts, part: slice, kind: Kind, tables: tuple[Floats, ...], rest: tuple[float, float]
) -> tuple[float, Floats, Floats]:
    log_odds, per_b, log_age, per_age = tables
    r, per_a = rest
    x, t, T, weight = c.x[part], c.t[part], c.T[part], c.weight[part]
    R = r + kind.k * x
    then, now = per_age[t], per_age[T]
    D, E = log_age[T] - log_age[t], now - then
    d, d_r, d_alpha = log_odds[x] + R * D, D, R * E
    d_r_alpha, d_alpha_alpha = E, -d_alpha * (now + then)
    value, gradient, hessian = 0.0, np.zeros(4), np.zeros((4, 4))
    d_rr: Floats | float = 0.0
    if kind.k > 1:
        v, v_r, v_alpha, v_rr, v_r_alpha, v_alpha_alpha = _stages(R, (T - t) / c.per_week * now, now, kind.k)
        value = _sum(weight, v)
        gradient[:2] = _sum(weight, v_r), _sum(weight, v_alpha)
        hessian[0, 0], hessian[1, 1] = _sum(weight, v_rr), _sum(weight, v_alpha_alpha)
        hessian[0, 1] = hessian[1, 0] = _sum(weight, v_r_alpha)
        d, d_r, d_alpha, d_rr = d - v, d_r - v_r, d_alpha - v_alpha, -v_rr
        d_r_alpha, d_alpha_alpha = d_r_alpha - v_r_alpha, d_alpha_alpha - v_alpha_alpha
    e = np.exp(-np.abs(d))
    value += _sum(weight, np.maximum(d, 0) + np.log(1 + e))
    p = weight * np.where(d > 0, 1, e) / (1 + e)
    q = weight * e / (1 + e) ** 2
    d_b = per_b[x]
    slopes = (d_r, d_alpha, d_b)
    place = (0, 1, 3)
    gradient[2] = per_a * float(p.sum())
    hessian[2, 2] = per_a**2 * float(q.sum() - p.sum())
    for i, slope in zip(place, slopes, strict=True):
        gradient[i] += _sum(p, slope)
        across = q * slope
        hessian[i, 2] = hessian[2, i] = per_a * float(across.sum())
        for j, other in zip(place, slopes, strict=True):
            if j >= i:
                hessian[i, j] += _sum(across, other)
    bends = ((0, 1, d_r_alpha), (1, 1, d_alpha_alpha), (3, 3, d_b * d_b))
    for i, j, bend in bends:
        hessian[i, j] += _sum(p, bend)
    if kind.k > 1:
        hessian[0, 0] += _sum(p, d_rr)
    upper = np.triu(hessian)
    return value, gradient, upper + np.triu(upper, 1).T


def _stages(R: Any, z: Any, per_age: Floats, k: int) -> tuple[Floats, ...]:
    """v = ln of the sum over j < k of C(R + j - 1, j) z^j, with its derivatives r, alpha, rr, r alpha, alpha alpha."""
    term, h, g = np.ones_like(z), np.zeros_like(z), np.zeros_like(z)
    total, s_r, s_z, s_rr, s_rz, s_zz = np.ones_like(z), *np.zeros((5, len(z)))
    for j in range(1, k):
        term = term * (R + j - 1) / j * z
        h, g = h + 1 / (R + j - 1), g + 1 / (R + j - 1) ** 2
        total = total + term
        s_r, s_rr = s_r + term * h, s_rr + term * (h * h - g)
        s_z, s_zz, s_rz = s_z + j * term, s_zz + (j * j + j) * term, s_rz + j * term * h
    v_r, v_alpha = s_r / total, -per_age * s_z / total
    v_alpha_alpha = per_age**2 * s_zz / total - v_alpha**2
    return np.log(total), v_r, v_alpha, s_rr / total - v_r**2, -per_age * s_rz / total - v_r * v_alpha, v_alpha_alpha


def _sum(one: Floats, other: Floats | float) -> float:
    """Sum of products, without BLAS: its threads would change the last bits."""
    return float(np.einsum("i,i->", one, other))
