"""Which products a file speaks of: known by article number, by name where that is all there is, or new."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from nigotis.imports.loading.run import Run
from nigotis.kernel.context import Context
from nigotis.kernel.money import plain_decimal
from nigotis.metrics.facts import MONEY
from nigotis.products.bulk import copy_products, known_skus
from nigotis.products.revising import categories_named, customs_of, products_named, revise_products

Values = dict[str, Any]
"""What a file says of a product, with nothing empty: sku, name, category, price, cost, stock, is_product, is_active,
created_at, custom."""

_TEXTS = ("sku", "category")
_AMOUNTS = ("price", "cost", "stock")
_FLAGS = ("is_product", "is_active")


@dataclass(eq=False)
class Good:
    """One product: its id where known, and what the file says."""

    product_id: int | None
    values: Values = field(default_factory=dict)


class Shelf:
    """The products that those of a file may be, and the new ones among them."""

    def __init__(self, ctx: Context, goods: list[Values]) -> None:
        skus = known_skus(ctx, sorted({good["sku"] for good in goods if "sku" in good}))
        names = products_named(ctx, sorted({good["name"] for good in goods if "name" in good}))
        goods_by_id = {product_id: Good(product_id) for product_id in (*skus.values(), *names.values())}
        self._by_sku = {sku: goods_by_id[product_id] for sku, product_id in skus.items()}
        self._by_name = {name: goods_by_id[product_id] for name, product_id in names.items()}
        self._met: dict[Good, None] = {}

    def place(self, values: Values) -> Good:
        """The product that `values` are about. One known by name alone takes the article number when it comes."""
        sku, name = values.get("sku"), values.get("name")
        good = self._by_sku.get(sku) if sku else None
        good = good or self._by_name.get(name or "") or Good(None)
        self._met[good] = None
        if sku:
            self._by_sku.setdefault(sku, good)
            self._by_name.pop(name or "", None)
        elif name:
            self._by_name.setdefault(name, good)
        return good

    @property
    def new(self) -> list[Good]:
        """What is not in the catalogue yet, in the order it was met."""
        return [good for good in self._met if good.product_id is None]

    @property
    def known(self) -> list[Good]:
        """What was there already."""
        return [good for good in self._met if good.product_id is not None]


def settle(run: Run, shelf: Shelf, changes: Callable[[Good], Values]) -> None:
    """Enter the new products and change the known ones by `changes`; every product has its id afterwards."""
    new, known = shelf.new, shelf.known
    if new:
        for good, product_id in zip(new, copy_products(run.ctx, _table(run.ctx, new), import_id=run.id), strict=True):
            good.product_id = product_id
    wanted = {good.product_id: change for good in known if good.product_id is not None and (change := changes(good))}
    categories = categories_named(
        run.ctx, [change["category"] for change in wanted.values() if "category" in change], import_id=run.id
    )
    customs = customs_of(run.ctx, [key for key, change in wanted.items() if "custom" in change])
    for key, custom in customs.items():
        wanted[key] = wanted[key] | {"custom": custom | wanted[key]["custom"]}
    revisions = revise_products(run.ctx, {key: _columns(change, categories) for key, change in wanted.items()})
    run.revisions["products"] = revisions
    run.outcome.products_added += len(new)
    run.outcome.products_updated += len(revisions)
    run.outcome.products_unchanged += len(known) - len(revisions)


def _columns(values: Values, categories: dict[str, int]) -> Values:
    """The values as columns of a product's row."""
    found = {name: value for name, value in values.items() if name not in ("category", "created_at", *_AMOUNTS)}
    found |= {name: plain_decimal(values[name]) for name in _AMOUNTS if name in values}
    return found | ({"category_id": categories[values["category"]]} if "category" in values else {})


def _table(ctx: Context, goods: list[Good]) -> pa.Table:
    said = [good.values for good in goods]
    columns = {name: pa.array([values.get(name) for values in said], pa.string()) for name in _TEXTS}
    columns["name"] = pa.array([values.get("name") or values["sku"] for values in said], pa.string())
    columns |= {name: pa.array([values.get(name) for values in said], MONEY) for name in _AMOUNTS}
    columns |= {name: pa.array([values.get(name, True) for values in said], pa.bool_()) for name in _FLAGS}
    created = [values.get("created_at", ctx.now) for values in said]
    columns["created_at"] = pa.array(created, pa.timestamp("us", "UTC"))
    columns["custom"] = pa.array([json.dumps(values.get("custom", {})) for values in said], pa.string())
    return pa.table(columns)
