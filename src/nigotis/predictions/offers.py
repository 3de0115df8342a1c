"""What to offer some clients, by name: reckoned at the moment of asking, from the last night's counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import TypeAdapter
from sqlalchemy import func, select

from nigotis.forecasting.history import number
from nigotis.forecasting.receipts import OfferReceipt
from nigotis.kernel.context import Context
from nigotis.predictions.gathering import baskets
from nigotis.predictions.models import AlikeProductRow, PredictionRunRow
from nigotis.predictions.next_products import ALIKE, Alike, offered, own, step_up
from nigotis.predictions.refit import latest
from nigotis.predictions.types import Offer, SimilarProduct, StepUp
from nigotis.products.catalogue import names


@dataclass(frozen=True)
class Offers:
    """Products by client, and what each is called."""

    next: dict[int, list[int]]
    steps: dict[int, tuple[int, int]]
    names: dict[int, str]

    def of(self, client_id: int) -> list[Offer]:
        """What to offer a client, the likeliest first."""
        return [self._offer(product) for product in self.next.get(client_id, []) if product in self.names]

    def step_up(self, client_id: int) -> StepUp | None:
        """The step up for a client."""
        known, dearer = self.steps.get(client_id, (0, 0))
        if known not in self.names or dearer not in self.names:
            return None
        return StepUp(product_id=dearer, name=self.names[dearer], instead_of=self._offer(known))

    def _offer(self, product: int) -> Offer:
        return Offer(product_id=product, name=self.names[product])


def offers(ctx: Context, connection: Any, clients: Sequence[int]) -> Offers:
    """What to offer these clients."""
    mine = own(baskets(connection, ctx.today, clients), number(ctx.today))
    run = latest(ctx)
    together = _kept(ctx, run, np.unique(mine.product).tolist())
    receipt = TypeAdapter(OfferReceipt).validate_python(run.receipts.get("offers", {})) if run else OfferReceipt()
    chosen = offered(mine, together, receipt)
    steps = {client: step for client, products in mine.each().items() if (step := step_up(products, together))}
    ids = {product for products in [*chosen.values(), *steps.values()] for product in products}
    return Offers(chosen, steps, names(ctx, ids))


def similar(ctx: Context, product_id: int) -> list[SimilarProduct]:
    """Products that the same clients buy, most alike first."""
    together = _kept(ctx, latest(ctx), [product_id])
    ids = [other for other, _ in together.of(product_id)]
    step = int(together.step_up[0]) if len(together.step_up) else -1
    named = names(ctx, [*ids, step])
    known = [id_ for id_ in dict.fromkeys([*ids, step]) if id_ in named]
    return [SimilarProduct(product_id=id_, name=named[id_], is_step_up=id_ == step) for id_ in known]


def _kept(ctx: Context, run: PredictionRunRow | None, products: list[int]) -> Alike:
    """What the last run found of these products, and what most clients buy."""
    a = AlikeProductRow
    rows = ctx.db.scalars(
        select(a).where(a.merchant_id == ctx.merchant_id, a.product_id == func.any(products)).order_by(a.product_id)
    ).all()
    popular = run.popular if run else {"products": [], "shares": []}
    return Alike(
        product=np.array([row.product_id for row in rows], np.int64),
        others=np.array([_padded(row.others, -1) for row in rows], np.int64).reshape(len(rows), ALIKE),
        weight=np.array([_padded(row.weights, 0.0) for row in rows], np.float64).reshape(len(rows), ALIKE),
        step_up=np.array([-1 if row.step_up_id is None else row.step_up_id for row in rows], np.int64),
        popular=np.array(popular["products"], np.int64),
        share=np.array(popular["shares"], np.float64),
    )


def _padded(values: list[Any], with_: Any) -> list[Any]:
    return [*values, *[with_] * (ALIKE - len(values))]
