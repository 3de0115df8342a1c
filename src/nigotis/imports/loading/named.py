"""Clients, sellers and products that a file calls by name alone: found however they are spelt, or added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pyarrow as pa

from nigotis.clients.bulk import clients_spelt, copy_clients
from nigotis.imports.loading.run import Run
from nigotis.kernel.text import squashed
from nigotis.products.bulk import copy_products, products_spelt
from nigotis.staff.bulk import sellers_named

Names = Iterable[str | None]


def clients_called(run: Run, names: Names) -> dict[str | None, int]:
    """Ids of clients by name as written; who is not in the directory is added."""
    spellings = _spellings(names)
    known = clients_spelt(run.ctx, list(spellings))
    missing = {key: name for key, name in spellings.items() if key not in known}
    if missing:
        added = copy_clients(run.ctx, _names(missing.values()), import_id=run.id)
        known |= dict(zip(missing, added, strict=True))
    run.outcome.clients_added += len(missing)
    return {name: known[squashed(name)] for name in names if name}


def products_called(run: Run, names: Names) -> dict[str | None, int]:
    """Ids of products by name as written, `GTXPro` being `GTX Pro`; what is not in the catalogue is added."""
    spellings = _spellings(names)
    known = products_spelt(run.ctx, list(spellings))
    missing = {key: name for key, name in spellings.items() if key not in known}
    if missing:
        added = copy_products(run.ctx, _names(missing.values()), import_id=run.id)
        known |= dict(zip(missing, added, strict=True))
    run.outcome.products_added += len(missing)
    return {name: known[squashed(name)] for name in names if name}


def sellers_called(run: Run, names: Names) -> dict[str | None, int]:
    """Ids of sellers by name as written; who is not in the team joins."""
    found = sellers_named(run.ctx, sorted({name for name in names if name}), import_id=run.id)
    run.outcome.sellers_added += found.added
    return {name: member_id for name, member_id in found.ids.items()}  # noqa: C416


def _spellings(names: Names) -> dict[str, str]:
    """Squashed name -> the way it is written most often."""
    counts = Counter(name for name in names if name)
    found: dict[str, str] = {}
    for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        found.setdefault(squashed(name), name)
    return found


def _names(names: Iterable[str]) -> pa.Table:
    return pa.table({"name": pa.array([name[:200] for name in names], pa.string())})
