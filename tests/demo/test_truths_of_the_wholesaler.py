"""What was planted in the wholesaler can be seen in its facts by plain questions."""

from __future__ import annotations

from datetime import date, timedelta

from .conftest import TODAY, Asked
from .test_truths_of_the_cafe import LAST_SEEN, LIFTS


def test_the_strongest_lifts_are_the_planted_pairs_in_their_order(depot: Asked) -> None:
    planted = [set(pair) for pair in depot.answers["pairs_strongest_lift_first"]]
    found = depot.rows(LIFTS)[: len(planted) + 1]
    assert [{p, q} for p, q, _ in found[:-1]] == planted
    assert found[-2][2] > 2 * found[-1][2]


def test_lost_clients_are_silent_and_the_big_one_had_bought_most_of_all(depot: Asked) -> None:
    lost = set(depot.answers["lost_clients"])
    quiet_since = TODAY - timedelta(days=depot.answers["lost_for_at_least_days"])
    silent = depot.ids(f"select client_id from ({LAST_SEEN}) where seen < $day", day=quiet_since)
    assert lost <= silent
    assert len(silent - lost) <= 2
    best = depot.one(
        "select client_id from sale_lines where client_id is not null group by 1 order by sum(amount) desc limit 1"
    )
    assert best == depot.answers["lost_big_client"]["client_id"]
    assert best in lost


def test_overdue_clients_are_silent_for_two_rhythms_but_not_yet_inactive(depot: Asked) -> None:
    seen = dict(depot.rows(f"select client_id, seen from ({LAST_SEEN})"))
    for client in depot.answers["overdue_clients"]:
        assert 28 < (TODAY - seen[client]).days <= 90


def test_the_growing_client_grew_most_of_those_who_were_clients_already(depot: Asked) -> None:
    growing = depot.answers["growing_client"]
    grown = depot.rows(
        "select client_id, "
        "sum(amount) filter (day > $half) - sum(amount) filter (day between $before and $half) as more "
        "from sale_lines where client_id is not null group by client_id having min(day) < $before order by more desc",
        half=TODAY - timedelta(days=180), before=TODAY - timedelta(days=360),
    )  # fmt: skip
    assert growing["client_id"] == grown[0][0]


def test_clients_reorder_in_their_own_rhythm(depot: Asked) -> None:
    gaps = dict(
        depot.rows(
            "with days as (select distinct client_id, day from sales where client_id is not null), "
            "gaps as (select client_id, day - lag(day) over (partition by client_id order by day) as gap from days) "
            "select client_id, median(gap) from gaps where gap is not null group by client_id having count(*) >= 8"
        )
    )
    rhythms = {int(client): days for client, days in depot.answers["rhythm_in_days"].items() if int(client) in gaps}
    near = [client for client, days in rhythms.items() if abs(gaps[client] - days) <= 0.25 * days]
    assert len(rhythms) > 180
    assert len(near) >= 0.95 * len(rhythms)


def test_the_inconsistent_seller_varies_most_from_week_to_week(depot: Asked) -> None:
    variation = depot.rows(
        "with weeks as (select distinct date_trunc('week', day) as week from sales), "
        "sellers as (select distinct seller_id from sales), "
        "sums as (select seller_id, week, coalesce(sum(amount), 0)::double as total "
        "from sellers cross join weeks left join sale_lines using (seller_id) "
        "where date_trunc('week', day) = week group by all), "
        "filled as (select seller_id, week, coalesce(total, 0) as total "
        "from sellers cross join weeks left join sums using (seller_id, week)) "
        "select seller_id, stddev(total) / avg(total) as v from filled group by seller_id order by v desc"
    )
    assert variation[0][0] == depot.answers["inconsistent_seller"]["seller_id"]
    assert variation[0][1] > 1.5 * variation[1][1]


def test_only_the_slow_product_went_unsold_for_ninety_days(depot: Asked) -> None:
    slow = depot.ids(
        "select product_id from products where stock > 0 "
        "and product_id not in (select product_id from sales where day > $since)",
        since=TODAY - timedelta(days=90),
    )
    assert slow == {depot.answers["slow_product"]["product_id"]}


def test_the_fragile_product_comes_back_most(depot: Asked) -> None:
    product, share = depot.rows(
        "select product_id, count(*) filter (is_return) / count(*) filter (not is_return) as share "
        "from sale_lines group by product_id order by share desc limit 1"
    )[0]
    assert product == depot.answers["most_returned_product"]["product_id"]
    assert abs(share - depot.answers["most_returned_product"]["share_of_lines"]) < 0.06


def test_the_launched_product_sells_from_its_day(depot: Asked) -> None:
    launched = depot.answers["launched_product"]
    first = depot.one("select min(day) from sales where product_id = $id", id=launched["product_id"])
    assert 0 <= (first - date.fromisoformat(launched["on"])).days <= 7


def test_the_peaks_of_week_and_day_are_where_they_were_planted(depot: Asked) -> None:
    by_weekday = [
        row[0] for row in depot.rows("select isodow(day) d from sales group by d order by count(distinct sale_id) desc")
    ]
    assert by_weekday[0] == depot.answers["busiest_weekday"]
    assert depot.answers["closed_weekday"] not in by_weekday
    hour = depot.one("select hour(local_at) h from sales group by h order by count(distinct sale_id) desc limit 1")
    assert hour == depot.answers["peak_hour"]


def test_transport_is_not_a_product(depot: Asked) -> None:
    assert depot.ids("select product_id from products where not is_product") == set(depot.answers["not_products"])
    assert depot.ids("select distinct product_id from sales where not is_product") == set(depot.answers["not_products"])
