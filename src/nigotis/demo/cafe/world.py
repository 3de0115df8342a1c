"""The café chain put together: branches with their own fortunes, sales, returns and what was planted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from nigotis.demo import baskets, ledger, people, visits
from nigotis.demo.cafe import guests, menu
from nigotis.demo.days import Days, between, three_years_before, to_utc
from nigotis.demo.types import Branch, DemoBusiness, Flags, Floats, Instants, Ints, Seller

ZONE = "Asia/Baku"
ANONYMOUS_A_DAY = 32.0
HOME_LOYALTY = 0.82
CASHIERS_A_BRANCH = 3
DECLINING_BRANCH = 4
YOUNG_BRANCH = 6
DECLINE_IN_DAYS = 365
DECLINED_TO = 0.35
OPENED_DAYS_AGO = 425
"""Fourteen months."""
RAMP_IN_DAYS = 90
RETURN_SHARE = 0.007

# name, invented address, latitude, longitude, share of the trade
PLACES = (
    ("İçərişəhər", "Uydurma küç. 1, Səbail", 40.3663, 49.8352, 0.22),
    ("Fəvvarələr", "Uydurma küç. 22, Səbail", 40.3708, 49.8363, 0.24),
    ("28 May", "Uydurma pr. 5, Nəsimi", 40.3797, 49.8486, 0.18),
    ("Gənclik", "Uydurma pr. 41, Nərimanov", 40.4003, 49.8515, 0.16),
    ("Elmlər", "Uydurma küç. 17, Yasamal", 40.3752, 49.8146, 0.11),
    ("Ağ şəhər", "Uydurma bulvar 9, Xətai", 40.3778, 49.8849, 0.14),
)
SHARES = np.array([place[4] for place in PLACES])

WEEKDAY = np.array([0.86, 0.90, 0.94, 0.98, 1.10, 1.30, 1.04])
WORKDAY_HOURS = {8: 9, 9: 14, 10: 9, 11: 6, 12: 7, 13: 9, 14: 6, 15: 5, 16: 5, 17: 6, 18: 8, 19: 7, 20: 5, 21: 3}
WEEKEND_HOURS = {8: 4, 9: 10, 10: 10, 11: 10, 12: 9, 13: 8, 14: 7, 15: 7, 16: 7, 17: 7, 18: 8, 19: 7, 20: 6, 21: 4}
LINES_IN_A_SALE = ((1, 0.38), (2, 0.36), (3, 0.19), (4, 0.07))
SOURCE_SHARES = (0.90, 0.04, 0.06)
PRICE_LEVELS = (0.88, 0.94, 1.0)
"""Of the first, second and third year, against today's prices."""
TENDER_SHARES = np.array([0.34, 0.66])
"""Cash and card: the first of TENDERS."""


@dataclass(frozen=True)
class Traffic:
    """Who came when and where, one entry a sale."""

    local_at: Instants
    day: Ints
    client_id: Ints
    branch_id: Ints


def cafe(seed: int, today: date) -> DemoBusiness:
    """The café chain as it stands on the morning of `today`; equal arguments give equal worlds."""
    rng = np.random.default_rng([seed, 1])
    days = three_years_before(today)
    known = guests.guests(rng, days, SHARES, _opened(days))
    draft = _with_returns(rng, days, _sales(rng, days, known))
    documents, lines = ledger.documents_and_lines(draft, to_utc(draft.heads.local_at, days, ZONE))
    return DemoBusiness(
        key="cafe",
        name="Badam Qəhvə (demo)",
        country="AZ",
        currency="AZN",
        zone=ZONE,
        language="az",
        money_digits=2,
        since=days.on(0),
        until=days.on(days.last),
        branches=_branches(days),
        sellers=_cashiers(rng, days),
        products=menu.products(days),
        own_fields=(guests.FAVOURITE, guests.PLANT_MILK),
        clients=guests.clients(rng, days, known),
        documents=documents,
        lines=lines,
        tenders=ledger.tenders(rng, documents.total, TENDER_SHARES, split=0.03),
        truths=_truths(days, known),
    )


def _opened(days: Days) -> Ints:
    opened = np.zeros(len(PLACES), dtype=np.int64)
    opened[YOUNG_BRANCH - 1] = days.count - OPENED_DAYS_AGO
    return opened


def _branches(days: Days) -> tuple[Branch, ...]:
    opened = [days.on(int(day)) for day in _opened(days)]
    return tuple(
        Branch(name, address, "Bakı", latitude, longitude, opened_on)
        for (name, address, latitude, longitude, _), opened_on in zip(PLACES, opened, strict=True)
    )


def _cashiers(rng: np.random.Generator, days: Days) -> tuple[Seller, ...]:
    names = people.azerbaijani(rng, len(PLACES) * CASHIERS_A_BRANCH)
    branches = np.repeat(np.arange(len(PLACES)), CASHIERS_A_BRANCH).tolist()
    opened = _opened(days)
    return tuple(
        Seller(person.name, "cashier", branch + 1, days.on(int(opened[branch])))
        for person, branch in zip(names, branches, strict=True)
    )


def _trade(days: Days) -> Floats:
    """Branches x days: how lively each branch is each day; 0 = closed."""
    growth = np.linspace(0.94, 1.06, days.count)
    festive = 1 + 0.5 * between(days, (3, 14), (3, 19)) + 0.35 * between(days, (12, 24), (12, 31))
    open_doors = ~between(days, (1, 1), (1, 1))
    common = WEEKDAY[days.weekday - 1] * growth * festive * open_doors
    return np.asarray(SHARES[:, None] * _fortunes(days) * common)


def _fortunes(days: Days) -> Floats:
    fortunes = np.ones((len(PLACES), days.count))
    fortunes[DECLINING_BRANCH - 1, -DECLINE_IN_DAYS:] = np.linspace(1, DECLINED_TO, DECLINE_IN_DAYS)
    age = np.arange(days.count) - _opened(days)[YOUNG_BRANCH - 1]
    fortunes[YOUNG_BRANCH - 1] = np.where(age < 0, 0, np.clip(0.4 + 0.6 * age / RAMP_IN_DAYS, 0, 1))
    return fortunes


def _sales(rng: np.random.Generator, days: Days, known: guests.Guests) -> ledger.Draft:
    traffic = _traffic(rng, days, known)
    heads = ledger.Heads(
        local_at=traffic.local_at,
        client_id=traffic.client_id,
        branch_id=traffic.branch_id,
        seller_id=_who_serves(rng, days, traffic),
        source=rng.choice(3, size=len(traffic.day), p=SOURCE_SHARES),
    )
    basket = _baskets(rng, days, heads, traffic.day, known)
    return _priced(rng, days, heads, traffic.day, basket)


def _traffic(rng: np.random.Generator, days: Days, known: guests.Guests) -> Traffic:
    trade = _trade(days)
    passing = rng.poisson(trade * ANONYMOUS_A_DAY)
    branch, day = (np.repeat(place.ravel(), passing.ravel()) for place in np.indices(passing.shape))
    client, visit_day = _client_visits(rng, days, known, trade)
    all_days = np.concatenate([day, visit_day])
    at = _where(rng, trade, known.home[client - 1], visit_day)
    return Traffic(
        local_at=visits.instants(rng, days, all_days, _profiles()),
        day=all_days,
        client_id=np.concatenate([np.zeros(len(day), dtype=np.int64), client]),
        branch_id=np.concatenate([branch + 1, at]),
    )


def _profiles() -> Floats:
    rows = [WORKDAY_HOURS] * 5 + [WEEKEND_HOURS] * 2
    table = np.array([[row.get(hour, 0) for hour in range(24)] for row in rows], dtype=np.float64)
    return np.asarray(table / table.sum(axis=1, keepdims=True))


def _client_visits(rng: np.random.Generator, days: Days, known: guests.Guests, trade: Floats) -> tuple[Ints, Ints]:
    """Client ids and days of their visits: the one on which they joined, the later ones, and the last of champions."""
    came, champions = np.flatnonzero(~known.are("waiting")), np.flatnonzero(known.are("champion"))
    lately = days.last - rng.integers(0, guests.STILL_HERE_WITHIN, len(champions))
    client = [came, champions]
    day = [_when_open(trade, known.joined[came], else_step=1), _when_open(trade, lately, else_step=-1)]
    for who, weights in _paces(known, trade):
        again = visits.coming_days(
            rng, known.a_day[who], known.steadiness[who], weights, known.joined[who], known.left[who]
        )
        client.append(who[again[0]])
        day.append(again[1])
    return np.concatenate(client) + 1, np.concatenate(day)


def _paces(known: guests.Guests, trade: Floats) -> Iterator[tuple[Ints, Floats]]:
    """Guests with how lively each day is for them: as the whole chain for regulars, who keep their rhythm even where
    trade is going down, as their home branch for everybody else."""
    regular = known.are("regular")
    yield np.flatnonzero(regular), trade.sum(axis=0) / SHARES.sum()
    for home in range(1, len(PLACES) + 1):
        yield np.flatnonzero(~regular & (known.home == home)), trade[home - 1] / SHARES[home - 1]


def _when_open(trade: Floats, day: Ints, else_step: int) -> Ints:
    """The day itself, or the one after or before it where the chain was closed."""
    return np.where(trade[0, day] > 0, day, day + else_step)


def _where(rng: np.random.Generator, trade: Floats, home: Ints, day: Ints) -> Ints:
    """Branch ids: mostly home; elsewhere by how lively the branches are that day."""
    elsewhere = baskets.draw(rng, trade.T[day]) + 1
    return np.where(rng.random(len(day)) < HOME_LOYALTY, home, elsewhere)


def _who_serves(rng: np.random.Generator, days: Days, traffic: Traffic) -> Ints:
    """One cashier has the mornings, one the evenings, one the weekends; now and then they swap."""
    usual = np.where(days.weekday[traffic.day] > 5, 2, visits.hours_of(traffic.local_at) >= 15)
    swapped = rng.integers(0, CASHIERS_A_BRANCH, len(usual))
    shift = np.where(rng.random(len(usual)) < 0.12, swapped, usual)
    return np.asarray((traffic.branch_id - 1) * CASHIERS_A_BRANCH + shift + 1)


def _baskets(
    rng: np.random.Generator, days: Days, heads: ledger.Heads, day: Ints, known: guests.Guests
) -> baskets.Basket:
    wanted = menu.appetite(days, day, visits.hours_of(heads.local_at))
    offered = wanted > 0
    sizes, shares = zip(*LINES_IN_A_SALE, strict=True)
    count = rng.choice(sizes, size=len(day), p=shares)
    sale, product = _courses(rng, wanted, count, _favourites(rng, heads.client_id, len(known.kind)))
    pairs = [(menu.position(pair.first), menu.position(pair.second), pair.chance) for pair in menu.PAIRS]
    basket = baskets.add_pairs(rng, baskets.Basket(sale, product), pairs, offered)
    carried = np.flatnonzero(heads.source > 0)
    return baskets.join(basket, baskets.Basket(carried, np.full(len(carried), menu.position(menu.DELIVERY))))


def _favourites(rng: np.random.Generator, client_id: Ints, clients: int) -> Ints:
    """Position of what each sale's client always takes, or -1."""
    taste = np.array([item.taste for item in menu.ITEMS])
    favourite = rng.choice(len(taste), size=clients + 1, p=taste / taste.sum())
    favourite[0] = -1
    return np.where(rng.random(len(client_id)) < 0.4, favourite[client_id], -1)


def _courses(rng: np.random.Generator, wanted: Floats, count: Ints, favourite: Ints) -> tuple[Ints, Ints]:
    """Rows and products; a sale takes from each category once, so that only planted pairs go together."""
    kinds = np.unique(menu.CATEGORIES, return_inverse=True)[1]
    sales, products = [], []
    for course in range(int(count.max())):
        rows = np.flatnonzero(count > course)
        chosen = baskets.draw(rng, wanted[rows])
        if course == 0:
            has = (favourite[rows] >= 0) & (wanted[rows, favourite[rows]] > 0)
            chosen = np.where(has, favourite[rows], chosen)
        wanted[rows] *= kinds[None, :] != kinds[chosen][:, None]
        sales.append(rows)
        products.append(chosen)
    return np.concatenate(sales), np.concatenate(products)


def _priced(
    rng: np.random.Generator, days: Days, heads: ledger.Heads, day: Ints, basket: baskets.Basket
) -> ledger.Draft:
    products = menu.products(days)
    level = np.array(PRICE_LEVELS)[day[basket.sale] * len(PRICE_LEVELS) // days.count]
    price = np.array([product.price for product in products])[basket.product]
    cost = np.array([product.cost for product in products])[basket.product]
    unit_price = np.rint(price * level / 10).astype(np.int64) * 10
    is_fee = basket.product == menu.position(menu.DELIVERY)
    quantity = np.where(is_fee, 1, rng.choice([1, 2, 3], size=len(price), p=[0.84, 0.13, 0.03]))
    offered: Flags = (heads.client_id > 0) & (rng.random(len(day)) < 0.09)
    discount = np.where(offered[basket.sale] & ~is_fee, quantity * unit_price // 10, 0)
    unit_cost = np.rint(cost * level).astype(np.int64)
    return ledger.sales_draft(heads, basket.sale, basket.product + 1, quantity, unit_price, discount, unit_cost)


def _with_returns(rng: np.random.Generator, days: Days, draft: ledger.Draft) -> ledger.Draft:
    """Some goods come back within the hour: spilt, cold, not what was asked."""
    goods = np.flatnonzero(draft.product_id != menu.position(menu.DELIVERY) + 1)
    lines = np.sort(rng.choice(goods, size=int(len(goods) * RETURN_SHARE), replace=False))
    quantity = rng.integers(1, draft.quantity[lines] + 1)
    later = rng.integers(4, 50, len(lines)).astype("timedelta64[m]")
    return ledger.with_returns(draft, lines, quantity, draft.heads.local_at[draft.sale[lines]] + later)


def _truths(days: Days, known: guests.Guests) -> dict[str, Any]:
    ids = {item.name: place + 1 for place, item in enumerate(menu.ITEMS)}
    last = days.on(days.last)
    return {
        "champions": known.ids("champion"),
        "lost_champions": known.ids("lost_champion"),
        "loyal_clients": known.ids("champion", "regular"),
        "lapsed_clients": known.ids("lapsed", "lost_champion"),
        "lapsed_for_at_least_days": guests.LAPSED_AFTER,
        "one_off_clients": known.ids("one_off"),
        "regulars": known.ids("regular"),
        "overdue_clients": known.ids("late"),
        "new_clients": known.ids("new"),
        "new_since": (last - timedelta(days=guests.NEW_WITHIN)).isoformat(),
        "clients_who_never_bought": known.ids("waiting"),
        "pairs_strongest_lift_first": [[ids[pair.first], ids[pair.second]] for pair in menu.PAIRS],
        "slow_product": {"product_id": ids[menu.SLOW], "silent_for_days": menu.SLOW_SILENCE_IN_DAYS},
        "launched_product": {
            "product_id": ids[menu.LAUNCHED],
            "on": (last - timedelta(days=menu.LAUNCHED_DAYS_AGO - 1)).isoformat(),
        },
        "discontinued_product": {
            "product_id": ids[menu.DISCONTINUED],
            "last_day": (last - timedelta(days=menu.DISCONTINUED_DAYS_AGO)).isoformat(),
        },
        "festive_product": {"product_id": ids[menu.FESTIVE], "month": 3},
        "summer_products": [ids[item.name] for item in menu.ITEMS if item.season == "cold"],
        "not_products": [ids[menu.DELIVERY]],
        "declining_branch": {"branch_id": DECLINING_BRANCH, "over_days": DECLINE_IN_DAYS, "to_share": DECLINED_TO},
        "young_branch": {
            "branch_id": YOUNG_BRANCH,
            "opened_on": days.on(int(_opened(days)[YOUNG_BRANCH - 1])).isoformat(),
        },
        "busiest_weekday": int(WEEKDAY.argmax()) + 1,
        "quietest_weekday": int(WEEKDAY.argmin()) + 1,
        "peak_hour": 9,
        "closed_on_month_day": "01-01",
    }
