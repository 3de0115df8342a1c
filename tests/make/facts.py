"""Facts made by hand or by seed, and an engine that holds them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from nigotis.metrics.catalogue import find
from nigotis.metrics.facts import SCHEMAS
from nigotis.metrics.run import DuckDB, run
from nigotis.metrics.window import Window
from nigotis.predictions.reckoning import VALUES


class Facts:
    """A small business written down sale by sale."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}

    def sale(self, client: int | None, on: str, amount: str | int = 10, **more: Any) -> int:
        """A sale of one line; `more` overrides fields of the line, `sale_id` adds a line to an earlier sale."""
        lines = self.rows["sale_lines"]
        at = datetime.fromisoformat(on)
        line = {
            "line_id": len(lines) + 1,
            "sale_id": len(lines) + 1,
            "is_return": False,
            "sold_at": at,
            "local_at": at,
            "day": at.date(),
            "client_id": client,
            "product_id": 1,
            "branch_id": 1,
            "seller_id": 1,
            "source": "till",
            "quantity": Decimal(1),
            "amount": Decimal(amount),
            "discount": Decimal(0),
            "cost": None,
            "is_product": True,
        }
        lines.append(
            line
            | {k: Decimal(v) if k in ("quantity", "cost", "discount") and v is not None else v for k, v in more.items()}
        )
        return int(lines[-1]["sale_id"])

    def back(self, client: int | None, on: str, amount: str | int = 10, quantity: int = 1, **more: Any) -> int:
        """A return: amount and quantity are given as positive figures."""
        return self.sale(client, on, str(-Decimal(amount)), quantity=-quantity, is_return=True, **more)

    def client(self, client_id: int, registered_on: str | None = None, **more: Any) -> None:
        """A line of the directory."""
        registered = date.fromisoformat(registered_on) if registered_on else None
        self.rows["clients"].append({"client_id": client_id, "status": "active", "registered_on": registered} | more)

    def product(self, product_id: int, **more: Any) -> None:
        """A line of the catalogue."""
        row = {"product_id": product_id, "is_product": True, "is_active": True}
        self.rows["products"].append(row | more)

    def prediction(self, client_id: int, **more: Any) -> None:
        """What is expected of a client; `more` overrides: nothing is known of the next order, if not said."""
        row = {
            "client_id": client_id,
            "predicted_on": date(2026, 10, 31),
            "horizon_in_days": 90,
            "orders_expected": 1.0,
            "p_no_order": 0.5,
            "due": "cannot_tell",
            "churn_reason": "recent",
        } | dict.fromkeys(VALUES, Decimal(0))
        self.rows["predictions"].append(row | more)

    def seller(self, seller_id: int, **more: Any) -> None:
        """Somebody of the team who sells; days as ISO text."""
        self.rows["sellers"].append({"seller_id": seller_id, "sells": True, **_days(more)})

    def deal(self, deal_id: int, seller: int | None, source: str, *steps: str, **more: Any) -> None:
        """A deal by its steps: `01-05 lead` (the year 2026, if not said), `01-28 won 200`, `02-05 reopened`.

        `owner` is who has it now, `value` what it is worth, where no step says so, `products` what it is about; the
        rest is of every step.
        """
        began, owner = _step(steps[0])[0], more.pop("owner", seller)
        amounts = [amount for _, kind, amount in map(_step, steps) if amount is not None and kind != "refunded"]
        worth = more.pop("value", amounts[-1] if amounts else None)
        row = {"deal_id": deal_id, "seller_id": owner, "source": source, "value": worth and Decimal(worth)}
        row |= {"created_on": began, "client_id": more.pop("client_id", None)}
        self.rows["deal_products"] += [{"deal_id": deal_id, "product_id": one} for one in more.pop("products", ())]
        self.rows["deals"].append(row)
        stage = "lead"
        for place, (day, word, amount) in enumerate(map(_step, steps)):
            stage = word if word in STAGES else stage
            kind = ("moved" if place else "entered") if word in STAGES else word
            at = datetime(day.year, day.month, day.day, 10) + timedelta(minutes=place)
            event = {"event_id": len(self.rows["deal_events"]) + 1, "deal_id": deal_id, "kind": kind, "stage": stage}
            said = {"position": STAGES[stage], "at": at, "day": day, "seller_id": seller, "amount": amount}
            self.rows["deal_events"].append(event | said | more)

    def activity(self, activity_id: int, seller: int, **more: Any) -> None:
        """A call; days as ISO text."""
        row = {"activity_id": activity_id, "kind": "call", "seller_id": seller}
        self.rows["activities"].append(row | _days(more))

    def target(self, seller: int, month: str, measure: str, value: int) -> None:
        """What a seller is to reach."""
        row = {"target_id": len(self.rows["targets"]) + 1, "seller_id": seller, "measure": measure}
        self.rows["targets"].append(row | {"month": date.fromisoformat(month), "value": Decimal(value)})

    def tables(self) -> dict[str, pa.Table]:
        """The fact tables."""
        return {name: pa.Table.from_pylist(rows, SCHEMAS[name]) for name, rows in self.rows.items()}

    def ask(self, name: str, since: str | Window, until: str = "", **params: Any) -> list[dict[str, Any]]:
        """Rows of a metric, for a period or a whole window."""
        return ask(engine(self.tables()), name, window(since, until) if isinstance(since, str) else since, **params)


STAGES = {"lead": 1, "contacted": 2, "proposal": 3, "negotiation": 4}


def _days(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: date.fromisoformat(value) if name in _DAYS and value else value for name, value in said.items()}


_DAYS = ("employed_from", "employed_to", "due_on", "done_on")


def _step(text: str) -> tuple[date, str, Decimal | None]:
    day, word, *amount = text.split()
    on = date.fromisoformat(day if day.count("-") == 2 else f"2026-{day}")
    return on, word, Decimal(amount[0]) if amount else None


def window(since: str, until: str) -> Window:
    """A window without filters."""
    return Window(date.fromisoformat(since), date.fromisoformat(until))


def engine(tables: Mapping[str, pa.Table]) -> DuckDB:
    """An in-memory DuckDB that holds the tables."""
    raw = duckdb.connect()
    for name, table in tables.items():
        raw.register("arriving", table)
        raw.execute(f"create table {name} as from arriving")
        raw.unregister("arriving")
    return DuckDB(raw)


def ask(connection: Any, name: str, w: Window, **params: Any) -> list[dict[str, Any]]:
    """Rows of a metric as the product computes it."""
    return run(find(name), w, connection, **params).rows.to_pylist()


BAKU, GANJA, SUMGAYIT = (587084, "AZ.09"), (586523, "AZ.20"), (584923, "AZ.54")
HOMES = (BAKU, GANJA, SUMGAYIT, (None, None))
"""Towns of GeoNames with their regions, and no town."""


def random_facts(seed: int, *, sales: int = 400, clients: int = 40, products: int = 25) -> Facts:
    """A business of two years with ties, anonymous sales, returns, postage, several lines and branches a sale."""
    dice = random.Random(seed)
    facts = Facts()
    for product in range(products):
        facts.product(
            product,
            category=dice.choice(["tea", "bread", None]),
            stock=dice.choice([None, Decimal(0), Decimal(7)]),
            price=Decimal(1 + product % 7) if product % 5 else None,
            cost=dice.choice([None, Decimal("1.5")]),
            created_on=dice.choice([None, date(2025, 1, 1) + timedelta(days=dice.randrange(730))]),
            is_product=product != 0,
            is_active=dice.random() < 0.9,
        )
    for client in range(clients):
        day = date(2025, 1, 1) + timedelta(days=dice.randrange(730))
        place_id, region = HOMES[client % 4]
        facts.client(client, day.isoformat(), source=dice.choice(["till", "bot"]), place_id=place_id, region=region)
    for number in range(sales):
        _random_sale(facts, dice, number, clients, products)
    if sales and clients and products > 4:
        _breakfasts(facts, clients)
    _random_predictions(facts, random.Random(seed), clients)
    _random_team(facts, random.Random(seed), clients, products if sales else 0)
    return facts


def _random_predictions(facts: Facts, dice: random.Random, clients: int) -> None:
    for client in range(clients):
        due = dice.choice(["overdue", "due_now", "due_this_week", "later", "cannot_tell"])
        start = None if due == "cannot_tell" else date(2026, 11, 1) + timedelta(days=dice.randrange(-20, 40))
        value = Decimal(dice.randrange(100_000)) / 100
        facts.prediction(
            client,
            orders_expected=dice.randrange(1000) / 100,
            p_no_order=dice.randrange(101) / 100,
            clv=value / 4,
            clv_low=value / 8,
            clv_high=value / 2,
            clv_365=value,
            clv_365_low=value / 2,
            clv_365_high=value * 2,
            next_order_from=start,
            next_order_to=start and start + timedelta(days=dice.randrange(20)),
            due=due,
        )


def _random_team(facts: Facts, dice: random.Random, clients: int, products: int) -> None:
    """Three sellers, one of whom has left; deals with ties in time, activities and targets; none without products."""
    if not products:
        return
    for seller in (1, 2, 3):
        left = "2026-06-10" if seller == 3 else None
        facts.seller(seller, branch_id=seller, manager_id=1, office=dice.choice(["A", "B"]), employed_to=left)
        for measure in ("sales_amount", "deals_count"):
            facts.target(seller, "2026-10-01", measure, dice.randrange(1, 2000))
    for deal in range(1, 201):
        _random_deal(facts, dice, deal, clients, products)
    for activity in range(400):
        on = (date(2025, 1, 1) + timedelta(days=dice.randrange(730))).isoformat()
        done = {"done_on": on} if dice.random() < 0.8 else {"due_on": on}
        facts.activity(activity, dice.choice([1, 2, 3]), client_id=dice.randrange(clients), **done)


def _random_deal(facts: Facts, dice: random.Random, deal: int, clients: int, products: int) -> None:
    day = date(2025, 1, 1) + timedelta(days=dice.randrange(700))
    steps = [f"{day} {dice.choice(['lead', 'contacted'])}"]
    for word in dice.sample(["contacted", "proposal", "negotiation", "reopened"], dice.randrange(4)):
        day += timedelta(days=dice.randrange(30))
        steps.append(f"{day} {word}")
    if dice.random() < 0.7:
        steps.append(f"{day} {dice.choice(['won', 'lost'])} {dice.randrange(1, 90_000)}")
        if "won" in steps[-1] and dice.random() < 0.2:
            steps.append(f"{day + timedelta(days=9)} refunded -{dice.randrange(1, 50)}.37")
    shared = {"partner_id": 2, "partner_percent": dice.randrange(1, 99)} if dice.random() < 0.2 else {}
    about = {"client_id": dice.randrange(clients), "products": {dice.randrange(products), deal % products}}
    seller, source = dice.choice([1, 3, None]), dice.choice(["fair", "call"])
    facts.deal(deal, seller, source, *steps, owner=seller if deal % 5 else 2, **shared, **about)


def _random_sale(facts: Facts, dice: random.Random, number: int, clients: int, products: int) -> None:
    client = int(dice.paretovariate(0.8)) if dice.random() < 0.85 else None
    at = datetime(2025, 1, 1) + timedelta(days=dice.randrange(730), hours=dice.randrange(8, 22))
    common = {
        "sale_id": number,
        "branch_id": dice.choice([1, 2, 3, None]),
        "seller_id": dice.choice([1, 2]),
        "source": dice.choice(["till", "website"]),
    }
    for _ in range(dice.randrange(1, 4)):
        product = min(int(dice.paretovariate(0.7)) - 1, products - 1)
        record = facts.back if number % 11 == 0 else facts.sale
        cents = Decimal(dice.randrange(1, 4000)) / 100
        record(
            None if client is None else client % clients,
            at.isoformat(),
            str(cents),
            quantity=dice.randrange(1, 5),
            product_id=product,
            cost=dice.choice([None, -1 if number % 11 == 0 else 1]),
            is_product=product != 0,
            **common,
        )


def _breakfasts(facts: Facts, clients: int) -> None:
    """A habit: tea with bread, often with butter, in the mornings of one spring; in branch 2 without the tea."""
    for number in range(24):
        at = datetime(2026, 3, 2, 9) + timedelta(days=number)
        branch = 1 + number % 2
        products = [2, 3, 4] if branch == 1 else [3, 4] if number % 4 == 1 else [2, 4]
        for product in products:
            facts.sale(
                number % clients,
                at.isoformat(),
                product_id=product,
                sale_id=10_000 + number,
                branch_id=branch,
                cost=product,
            )
