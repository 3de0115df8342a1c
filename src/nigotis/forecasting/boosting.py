"""Gradient boosting of small trees on binned features (Friedman 2001; histograms as in LightGBM), in NumPy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from nigotis.forecasting.history import Floats

BINS = 64
DEPTH = 4
RATE = 0.05
ROUNDS = 150
LEAF = 60
"""Fewest clients in a leaf."""
L2 = 1.0

Bins = NDArray[np.int64]


@dataclass(frozen=True)
class Tree:
    """A complete tree: inner node i asks whether bin of `feature[i]` > `limit[i]`; children are 2 i + 1 and 2 i + 2."""

    feature: NDArray[np.int64]
    limit: NDArray[np.int64]
    value: Floats  # of the 2^DEPTH leaves


@dataclass(frozen=True)
class Boosting:
    """Sum of trees, as log odds."""

    edges: tuple[Floats, ...]
    base: float
    trees: tuple[Tree, ...]

    def score(self, X: Floats) -> Floats:
        """Log odds of rows of features, float64[n]."""
        bins = _binned(X, self.edges)
        total = np.full(len(X), self.base)
        for tree in self.trees:
            node = np.zeros(len(X), dtype=np.int64)
            for _ in range(DEPTH):
                node = _descend(bins, node, tree)
            total += tree.value[node - (2**DEPTH - 1)]
        return total

    def predict(self, X: Floats) -> Floats:
        """Probabilities of rows of features, float64[n]."""
        probability: Floats = expit(self.score(X))
        return probability


def fit(X: Floats, y: NDArray[np.bool_]) -> Boosting:
    """150 trees of depth 4 on the log loss."""
    edges = tuple(_edges(X[:, j]) for j in range(X.shape[1]))
    bins = _binned(X, edges)
    base = float(logit(np.clip(y.mean(), 1e-6, 1 - 1e-6)))
    score = np.full(len(X), base)
    trees = []
    for _ in range(ROUNDS):
        p = expit(score)
        tree, leaf = _grow(bins, p - y, p * (1 - p))
        score += tree.value[leaf]
        trees.append(tree)
    return Boosting(edges, base, tuple(trees))


def _edges(values: Floats) -> Floats:
    """Limits between bins: all midpoints where values are few, else quantiles."""
    distinct = np.unique(values)
    if len(distinct) <= BINS:
        edges: Floats = (distinct[1:] + distinct[:-1]) / 2
        return edges
    return np.unique(np.quantile(values, np.arange(1, BINS) / BINS))


def _binned(X: Floats, edges: tuple[Floats, ...]) -> Bins:
    """Bin of every value, int64[features, n]."""
    return np.stack([np.searchsorted(edge, X[:, j], side="left") for j, edge in enumerate(edges)])


def _descend(bins: Bins, node: NDArray[np.int64], tree: Tree) -> NDArray[np.int64]:
    asked = bins.ravel()[tree.feature[node] * bins.shape[1] + np.arange(len(node))]
    children: NDArray[np.int64] = 2 * node + 1 + (asked > tree.limit[node])
    return children


def _grow(bins: Bins, gradient: Floats, hessian: Floats) -> tuple[Tree, NDArray[np.int64]]:
    """One tree, level by level, and the leaf of every row."""
    inner = 2**DEPTH - 1
    tree = Tree(np.zeros(inner, dtype=np.int64), np.full(inner, BINS), np.zeros(2**DEPTH))
    node = np.zeros(bins.shape[1], dtype=np.int64)
    sums = _sums(bins, node, 1, gradient, hessian)
    for depth in range(DEPTH):
        first = 2**depth - 1
        if depth:
            sums = _of_children(sums, bins, node - first, gradient, hessian)
        feature, limit = _best_splits(sums)
        tree.feature[first : first + 2**depth], tree.limit[first : first + 2**depth] = feature, limit
        node = _descend(bins, node, tree)
    leaf = node - inner
    total = np.bincount(leaf, gradient, 2**DEPTH), np.bincount(leaf, hessian, 2**DEPTH)
    tree.value[:] = -RATE * total[0] / (total[1] + L2)
    return tree, leaf


def _sums(
    bins: Bins | list[NDArray[np.int64]], node: NDArray[np.int64], nodes: int, gradient: Floats, hessian: Floats
) -> Floats:
    """Gradient, hessian and rows of every bin of every feature in every node, float64[3, nodes, features, BINS]."""
    first, cells = node * BINS, nodes * BINS
    sums = np.empty((3, len(bins), cells))
    for j, row in enumerate(bins):
        cell = first + row
        sums[:, j] = (
            np.bincount(cell, gradient, cells),
            np.bincount(cell, hessian, cells),
            np.bincount(cell, None, cells),
        )
    return sums.reshape(3, len(bins), nodes, BINS).transpose(0, 2, 1, 3)


def _of_children(parents: Floats, bins: Bins, node: NDArray[np.int64], gradient: Floats, hessian: Floats) -> Floats:
    """The same of the next level: of two children only the smaller is counted, the other is what it leaves of both."""
    nodes = 2 * parents.shape[1]
    rows = np.bincount(node, minlength=nodes)
    is_right = rows[1::2] < rows[::2]
    is_small = np.stack([~is_right, is_right], axis=1).ravel()
    some = np.flatnonzero(is_small[node])
    small = _sums([row[some] for row in bins], node[some] >> 1, nodes // 2, gradient[some], hessian[some])
    sums = np.empty((3, nodes, *parents.shape[2:]))
    sums[:, is_small], sums[:, ~is_small] = small, parents - small
    return sums


def _best_splits(sums: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each node of a level the feature and the last bin that goes left; BINS (all go left) where nothing gains."""
    nodes = sums.shape[1]
    gain = _gain(*np.cumsum(sums, axis=3)).reshape(nodes, -1)
    best = gain.argmax(axis=1)
    useful = gain[np.arange(nodes), best] > 1e-12
    return best // BINS, np.where(useful, best % BINS, BINS)


def _gain(g: Floats, h: Floats, n: Floats) -> Floats:
    """Fall of the loss if a node is split after each bin; cumulative sums in, nothing where a side is too small."""
    g_all, h_all, n_all = g[..., -1:], h[..., -1:], n[..., -1:]
    gain = g**2 / (h + L2) + (g_all - g) ** 2 / (h_all - h + L2) - g_all**2 / (h_all + L2)
    return np.where((n >= LEAF) & (n_all - n >= LEAF), gain, 0.0)
