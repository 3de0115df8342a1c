"""The wholesaler's pipeline: deals with their steps, visits and calls on the way, and targets, up to today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from nigotis.deals.bulk import NewDeal, Step, copy_activities, copy_deals
from nigotis.deals.operations import set_target
from nigotis.deals.types import SetTarget
from nigotis.demo.types import DemoBusiness
from nigotis.kernel.context import Context

SEED = 77
DEALS = 320
MONTHS_BACK = 15
STAGES = ("lead", "contacted", "proposal", "negotiation")
PASSED = (0.82, 0.68, 0.66, 0.62)
"""How likely a deal goes on from each stage; from the last one it is won."""
DAYS_IN_STAGE = 9.0
SKIPS = 0.12
REOPENS = 0.04
GIVES_BACK = 0.05
SOURCES = {"ziara": 0.34, "simu": 0.26, "rufaa": 0.2, "maonyesho": 0.12, "tovuti": 0.08}
REASONS = ("Bei", "Mshindani", "Hakuna bajeti", "Hakujibu", "Muda si mzuri")
KINDS = {"call": 0.45, "visit": 0.3, "message": 0.15, "meeting": 0.1}
OUTCOMES = ("Anataka sampuli", "Tupige tena wiki ijayo", "Amekubali bei", "Anafikiria", "Aliomba punguzo")
ROUNDS_A_WEEK = 5
WEEKS_OF_ROUNDS = 52


def fill_pipeline(
    ctx: Context,
    business: DemoBusiness,
    seller_ids: Sequence[int],
    client_ids: Sequence[int],
    product_ids: Sequence[int],
) -> None:
    """Enter deals, activities and targets; equal worlds get equal ones."""
    rng = np.random.default_rng([SEED, len(business.clients)])
    writer = _Writer(rng, ctx.today, business, seller_ids, client_ids, product_ids)
    deals = [writer.deal() for _ in range(DEALS)]
    deal_ids = copy_deals(ctx, deals, import_id=None)
    about = [row for deal_id, deal in zip(deal_ids, deals, strict=True) for row in writer.activities(deal_id, deal)]
    copy_activities(ctx, [*about, *writer.rounds()], import_id=None)
    for ask in writer.targets():
        set_target(ctx, ask)


class _Writer:
    """Draws one thing after the other from one generator."""

    def __init__(
        self,
        rng: np.random.Generator,
        today: date,
        business: DemoBusiness,
        seller_ids: Sequence[int],
        client_ids: Sequence[int],
        product_ids: Sequence[int],
    ) -> None:
        self._rng, self._today, self._business = rng, today, business
        self._sellers, self._clients, self._products = seller_ids, client_ids, product_ids

    def deal(self) -> NewDeal:
        """One deal from its first day to where it stands today."""
        began = self._today - timedelta(days=int(self._rng.integers(0, MONTHS_BACK * 30)))
        value = Decimal(int(self._rng.lognormal(14.1, 0.7)) // 10_000 * 10_000)
        steps = self._steps(began, value)
        place = int(self._rng.integers(len(self._clients)))
        goods = [i for i in self._rng.integers(len(self._products), size=2) if self._business.products[i].is_product]
        is_lost = steps[-1].kind == "lost"
        name = self._business.products[goods[0]].name if goods else "Bidhaa"
        source = self._pick(SOURCES)
        is_known = steps[-1].kind == "won" or self._chance(0.8)
        return NewDeal(
            title=name if is_known else f"{name} – {self._business.clients[place].name}",  # a lead says who it is
            steps=steps,
            source=source,
            client_id=self._clients[place] if is_known else None,
            seller_id=self._sellers[int(self._rng.integers(len(self._sellers)))],
            value=value,
            expected_on=began + timedelta(days=int(self._rng.integers(20, 60))),
            lost_reason=str(self._rng.choice(REASONS)) if is_lost else None,
            product_ids=[self._products[i] for i in goods],
        )

    def activities(self, deal_id: int, deal: NewDeal) -> list[dict[str, Any]]:
        """What was done for a deal while it was open, and what is planned next."""
        first, last = deal.steps[0].day, deal.steps[-1].day
        is_open = deal.standing.kind not in ("won", "lost")
        end = self._today if is_open else last
        count = int(self._rng.poisson(2.2))
        people = {"deal_id": deal_id, "client_id": deal.client_id, "seller_id": deal.seller_id}
        days = sorted(first + timedelta(days=int(d)) for d in self._rng.integers(0, max(1, (end - first).days), count))
        made = [self._activity(day, day) | people for day in days]
        if is_open and self._chance(0.7):
            due = self._today + timedelta(days=int(self._rng.integers(-4, 12)))
            made.append(self._activity(due, None) | people)
        return made

    def rounds(self) -> list[dict[str, Any]]:
        """The weekly rounds of the sellers among their shops."""
        made = []
        for seller in self._sellers:
            for week in range(WEEKS_OF_ROUNDS):
                for _ in range(int(self._rng.poisson(ROUNDS_A_WEEK))):
                    day = self._today - timedelta(days=7 * week + int(self._rng.integers(1, 7)))
                    client = self._clients[int(self._rng.integers(len(self._clients)))]
                    row = self._activity(None, day)
                    made.append(row | {"deal_id": None, "client_id": client, "seller_id": seller})
        return made

    def targets(self) -> list[SetTarget]:
        """A little above what each seller sold a month of late, and some deals to win."""
        documents, made = self._business.documents, []
        recent = documents.local_at >= np.datetime64(self._today - timedelta(days=90))
        for place, seller in enumerate(self._sellers):
            sold = int(documents.total[recent & (documents.seller_id == place + 1)].sum())
            wanted = max(1, round(sold / 3 * 1.08 / 100_000)) * 100_000
            for measure, value in (("sales_amount", wanted), ("deals_count", int(self._rng.integers(1, 4)))):
                ask = {"seller_id": seller, "month": self._today, "measure": measure, "value": value}
                made.append(SetTarget.model_validate(ask))
        return made

    def _steps(self, began: date, value: Decimal) -> list[Step]:
        steps, day, stage = [Step("entered", STAGES[0], began)], began, 0
        while (day := day + self._pause()) < self._today:
            if not self._chance(PASSED[stage]):
                steps.append(Step("lost", STAGES[stage], day, value))
                if self._chance(REOPENS) and (later := day + self._pause()) < self._today:
                    steps.append(Step("reopened", STAGES[stage], later))
                return steps
            if stage == len(STAGES) - 1:
                steps.append(Step("won", STAGES[stage], day, value))
                if self._chance(GIVES_BACK) and (later := day + self._pause()) < self._today:
                    steps.append(Step("refunded", STAGES[stage], later, -value // 5))
                return steps
            stage = min(stage + (2 if self._chance(SKIPS) else 1), len(STAGES) - 1)
            steps.append(Step("moved", STAGES[stage], day))
        return steps

    def _activity(self, due: date | None, done: date | None) -> dict[str, Any]:
        outcome = str(self._rng.choice(OUTCOMES)) if done and self._chance(0.6) else None
        return {"kind": self._pick(KINDS), "due_on": due, "done_on": done, "outcome": outcome, "note": None} | {
            "external_id": None
        }

    def _pause(self) -> timedelta:
        return timedelta(days=1 + int(self._rng.gamma(1.6, DAYS_IN_STAGE / 1.6)))

    def _chance(self, share: float) -> bool:
        return bool(self._rng.random() < share)

    def _pick(self, shares: dict[str, float]) -> str:
        return str(self._rng.choice(list(shares), p=list(shares.values())))
