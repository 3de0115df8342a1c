"""The wholesaler put together: depots, sellers, orders in the shops' rhythms, damaged goods and what was planted."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from nigotis.demo import baskets, ledger, people, visits
from nigotis.demo.days import Days, between, three_years_before, to_utc
from nigotis.demo.types import Branch, DemoBusiness, Flags, Floats, Ints, Seller
from nigotis.demo.wholesaler import catalogue, shops

ZONE = "Africa/Dar_es_Salaam"
SUNDAY = 7
WALK_IN_SHARE = 0.04
ASSORTMENT = 26
"""Products that a shop orders mostly."""
BURST_IN_DAYS = 28
"""The inconsistent seller collects orders for this long and then hands them in within a week."""
GROWTH_IN_DAYS = 240
GROWN_TO = 4.0
DAMAGED_SHARE = 0.008
FRAGILE_SHARE = 0.12
HOURS = {7: 3, 8: 9, 9: 14, 10: 19, 11: 14, 12: 9, 13: 6, 14: 9, 15: 9, 16: 6, 17: 2}
SOURCE_SHARES = (0.52, 0.10, 0.38)
PRICE_LEVELS = (0.90, 0.95, 1.0)
TENDER_SHARES = np.array([0.25, 0.05, 0.45, 0.25])

# name, invented address, town, latitude, longitude
DEPOTS = (
    ("Ghala Kuu", "Barabara ya Mfano 1, Kariakoo", "Dar es Salaam", -6.8200, 39.2740),
    ("Ghala la Kaskazini", "Barabara ya Mfano 12, Kaloleni", "Arusha", -3.3690, 36.6880),
    ("Ghala la Ziwa", "Barabara ya Mfano 7, Nyamagana", "Mwanza", -2.5170, 32.9000),
)
SELLER_DEPOTS = (1, 1, 1, 1, 1, 2, 2, 3, 3)


def wholesaler(seed: int, today: date) -> DemoBusiness:
    """The wholesaler as it stands on the morning of `today`; equal arguments give equal worlds."""
    rng = np.random.default_rng([seed, 2])
    days = three_years_before(today)
    known = shops.shops(rng, days)
    draft = _with_returns(rng, days, _orders(rng, days, known))
    documents, lines = ledger.documents_and_lines(draft, to_utc(draft.heads.local_at, days, ZONE))
    return DemoBusiness(
        key="wholesaler",
        name="Mwamba Jumla (demo)",
        country="TZ",
        currency="TZS",
        zone=ZONE,
        language="sw",
        money_digits=0,
        since=days.on(0),
        until=days.on(days.last),
        branches=tuple(Branch(*depot, opened_on=days.on(0)) for depot in DEPOTS),
        sellers=_sellers(rng, days),
        products=catalogue.products(rng, days),
        own_fields=(shops.SORT, shops.CREDIT),
        clients=shops.clients(rng, days, known),
        documents=documents,
        lines=lines,
        tenders=ledger.tenders(rng, documents.total, TENDER_SHARES, split=0.08),
        truths=_truths(days, known),
    )


def _sellers(rng: np.random.Generator, days: Days) -> tuple[Seller, ...]:
    persons = people.swahili(rng, len(SELLER_DEPOTS))
    return tuple(
        Seller(person.name, "seller", depot, days.on(0)) for person, depot in zip(persons, SELLER_DEPOTS, strict=True)
    )


def _orders(rng: np.random.Generator, days: Days, known: shops.Shops) -> ledger.Draft:
    client, day = _order_days(rng, days, known)
    walk_ins = np.flatnonzero((rng.random(len(day)) < WALK_IN_SHARE) & known.are("steady")[client])
    seller = known.seller_id[client]
    client_id = client + 1
    client_id[walk_ins] = 0
    heads = ledger.Heads(
        local_at=visits.instants(rng, days, day, _profiles()),
        client_id=client_id,
        branch_id=np.array(SELLER_DEPOTS)[seller - 1],
        seller_id=seller,
        source=rng.choice(3, size=len(day), p=SOURCE_SHARES),
    )
    return _priced(rng, days, heads, day, _baskets(rng, days, heads, day, known), known)


def _profiles() -> Floats:
    row = np.array([HOURS.get(hour, 0) for hour in range(24)], dtype=np.float64)
    return np.tile(row / row.sum(), (7, 1))


def _order_days(rng: np.random.Generator, days: Days, known: shops.Shops) -> tuple[Ints, Ints]:
    """Positions of shops and days of their orders, none on a Sunday or a holiday, walk-ins among them."""
    every = [_rhythm_days(rng, known, place) for place in range(len(known.fate))]
    client = np.repeat(np.arange(len(every)), [len(one) for one in every])
    day = np.concatenate(every)
    bursty = known.seller_id[client] == shops.INCONSISTENT_SELLER
    day = np.where(bursty, _in_bursts(rng, days, day), day)
    return client, _when_open(days, day)


def _rhythm_days(rng: np.random.Generator, known: shops.Shops, place: int) -> Ints:
    """The first day, then gaps of a gamma law round the shop's rhythm, up to the day it left."""
    first, last = known.joined[place], known.left[place]
    shape, rhythm = known.steadiness[place], known.rhythm[place]
    gaps = rng.gamma(shape, rhythm / shape, int(2 * (last - first) / rhythm) + 8)
    day = np.rint(first + np.concatenate([[0.0], gaps.cumsum()])).astype(np.int64)
    return np.asarray(np.unique(day[day <= last]))


def _in_bursts(rng: np.random.Generator, days: Days, day: Ints) -> Ints:
    """The days moved into the first week after the four in which they were collected (or left, near the end)."""
    handed_in = (day // BURST_IN_DAYS + 1) * BURST_IN_DAYS + rng.integers(0, 6, len(day))
    return np.where(handed_in <= days.last, handed_in, day)


def _when_open(days: Days, day: Ints) -> Ints:
    """Sundays and New Year's Day move to the next open day, or to the one before at the very end."""
    is_open = _open_days(days)
    following = np.searchsorted(is_open, day)
    return is_open[np.minimum(following, len(is_open) - 1)]


def _open_days(days: Days) -> Ints:
    closed: Flags = (days.weekday == SUNDAY) | between(days, (1, 1), (1, 1))
    return np.flatnonzero(~closed)


def _baskets(
    rng: np.random.Generator, days: Days, heads: ledger.Heads, day: Ints, known: shops.Shops
) -> baskets.Basket:
    wanted = catalogue.demand(days, day) * _assortments(rng, len(known.fate))[heads.client_id]
    basket = baskets.draw_distinct(rng, wanted, 2 + rng.poisson(2.3, len(day)))
    pairs = [(catalogue.position(pair.first), catalogue.position(pair.second), pair.chance) for pair in catalogue.PAIRS]
    basket = baskets.add_pairs(rng, basket, pairs, wanted > 0)
    carried = np.flatnonzero((heads.source > 0) & (rng.random(len(day)) < 0.5))
    return baskets.join(basket, baskets.Basket(carried, np.full(len(carried), catalogue.position(catalogue.TRANSPORT))))


def _assortments(rng: np.random.Generator, clients: int) -> Floats:
    """Clients (0 = walk-in) x products: what a shop usually stocks, it orders four times as often."""
    products = len(catalogue.ITEMS)
    ranks = rng.random((clients + 1, products)).argsort(axis=1)
    usual = np.where(ranks < ASSORTMENT, 4.0, 1.0)
    usual[0] = 1.0
    return usual


def _priced(
    rng: np.random.Generator, days: Days, heads: ledger.Heads, day: Ints, basket: baskets.Basket, known: shops.Shops
) -> ledger.Draft:
    level = np.array(PRICE_LEVELS)[day[basket.sale] * len(PRICE_LEVELS) // days.count]
    price = np.array([item.price for item in catalogue.ITEMS])[basket.product]
    cost = np.array([item.cost for item in catalogue.ITEMS])[basket.product]
    unit_price = np.rint(price * level / 100).astype(np.int64) * 100
    quantity = _quantities(rng, days, heads.client_id[basket.sale], day[basket.sale], known)
    quantity = np.where(basket.product == catalogue.position(catalogue.TRANSPORT), 1, quantity)
    in_bulk: Flags = quantity >= 20
    discount = np.where(in_bulk, quantity * unit_price * 3 // 100, 0)
    unit_cost = np.rint(cost * level).astype(np.int64)
    return ledger.sales_draft(heads, basket.sale, basket.product + 1, quantity, unit_price, discount, unit_cost)


def _quantities(rng: np.random.Generator, days: Days, client_id: Ints, day: Ints, known: shops.Shops) -> Ints:
    size = np.concatenate([[0.7], known.size])[client_id]
    grown = np.clip(1 + (GROWN_TO - 1) * (day - (days.last - GROWTH_IN_DAYS)) / GROWTH_IN_DAYS, 1, GROWN_TO)
    is_growing = np.concatenate([[False], known.are("growing")])[client_id]
    year_end = np.where(days.month[day] == 12, 1.25, 1.0)
    mean = 3.2 * size * np.where(is_growing, grown, 1.0) * year_end
    return np.maximum(1, np.rint(mean * rng.lognormal(0, 0.45, len(size)))).astype(np.int64)


def _with_returns(rng: np.random.Generator, days: Days, draft: ledger.Draft) -> ledger.Draft:
    """Damaged goods come back in one to six open days; glass breaks most."""
    share = np.full(len(catalogue.ITEMS), DAMAGED_SHARE)
    share[catalogue.position(catalogue.TRANSPORT)] = 0
    share[catalogue.position(catalogue.FRAGILE)] = FRAGILE_SHARE
    lines = np.flatnonzero(rng.random(len(draft.sale)) < share[draft.product_id - 1])
    is_open = _open_days(days)
    sold_on = visits.days_of(draft.heads.local_at[draft.sale[lines]], days)
    place = np.searchsorted(is_open, sold_on) + rng.integers(1, 7, len(lines))
    lines, place = lines[place < len(is_open)], place[place < len(is_open)]
    quantity = np.minimum(draft.quantity[lines], rng.integers(1, 4, len(lines)))
    return ledger.with_returns(draft, lines, quantity, visits.instants(rng, days, is_open[place], _profiles()))


def _truths(days: Days, known: shops.Shops) -> dict[str, Any]:
    ids = {item.name: place + 1 for place, item in enumerate(catalogue.ITEMS)}
    return {
        "lost_big_client": {"client_id": known.ids("lost_big")[0], "silent_for_days": shops.LOST_AFTER},
        "lost_clients": known.ids("lost", "lost_big"),
        "lost_for_at_least_days": shops.LOST_AFTER,
        "overdue_clients": known.ids("overdue"),
        "growing_client": {"client_id": known.ids("growing")[0], "over_days": GROWTH_IN_DAYS, "times": GROWN_TO},
        "new_clients": known.ids("new"),
        "rhythm_in_days": {str(client): int(known.rhythm[client - 1]) for client in _rhythmic(known)},
        "inconsistent_seller": {"seller_id": shops.INCONSISTENT_SELLER, "burst_every_days": BURST_IN_DAYS},
        "pairs_strongest_lift_first": [[ids[pair.first], ids[pair.second]] for pair in catalogue.PAIRS],
        "slow_product": {"product_id": ids[catalogue.SLOW], "silent_for_days": catalogue.SLOW_SILENCE_IN_DAYS},
        "launched_product": {
            "product_id": ids[catalogue.LAUNCHED],
            "on": days.on(days.count - catalogue.LAUNCHED_DAYS_AGO).isoformat(),
        },
        "most_returned_product": {"product_id": ids[catalogue.FRAGILE], "share_of_lines": FRAGILE_SHARE},
        "not_products": [ids[catalogue.TRANSPORT]],
        "busiest_weekday": 1,
        "closed_weekday": SUNDAY,
        "peak_hour": max(HOURS, key=lambda hour: HOURS[hour]),
    }


def _rhythmic(known: shops.Shops) -> list[int]:
    """Ids of shops whose gaps in the data are their own: the inconsistent seller's orders are moved about."""
    own = known.seller_id != shops.INCONSISTENT_SELLER
    return [client for client in known.ids("steady") if own[client - 1]]
