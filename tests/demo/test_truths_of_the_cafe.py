"""What was planted in the café can be seen in its facts by plain questions."""

from __future__ import annotations

from datetime import date, timedelta

from .conftest import TODAY, Asked

LIFTS = """
with baskets as (select distinct sale_id, product_id from sales where is_product),
     counts as (select product_id, count(*) n from baskets group by all),
     pairs as (select a.product_id p, b.product_id q, count(*) n
               from baskets a join baskets b on a.sale_id = b.sale_id and a.product_id < b.product_id group by all)
select p, q, pairs.n * (select count(distinct sale_id) from sales) / (c.n * d.n) as lift
from pairs join counts c on c.product_id = p join counts d on d.product_id = q
where pairs.n >= 30 order by lift desc
"""
LAST_SEEN = "select client_id, max(day) as seen, count(distinct sale_id) as n from sales group by client_id"


def test_the_strongest_lifts_are_the_planted_pairs_in_their_order(coffee: Asked) -> None:
    planted = [set(pair) for pair in coffee.answers["pairs_strongest_lift_first"]]
    found = coffee.rows(LIFTS)[: len(planted) + 1]
    assert [{p, q} for p, q, _ in found[:-1]] == planted
    assert found[-2][2] > 2 * found[-1][2]


def test_lapsed_clients_have_been_silent_and_loyal_ones_have_not(coffee: Asked) -> None:
    quiet_since = TODAY - timedelta(days=coffee.answers["lapsed_for_at_least_days"])
    silent = coffee.ids(f"select client_id from ({LAST_SEEN}) where seen < $day", day=quiet_since)
    assert set(coffee.answers["lapsed_clients"]) <= silent
    assert not silent & set(coffee.answers["loyal_clients"])


def test_lost_champions_came_often_and_left_lately(coffee: Asked) -> None:
    lost = set(coffee.answers["lost_champions"])
    usual = coffee.one(f"select quantile_cont(n, 0.9) from ({LAST_SEEN}) where client_id is not null")
    found = coffee.ids(
        f"select client_id from ({LAST_SEEN}) where n > $usual and seen between $since and $until",
        usual=usual, since=TODAY - timedelta(days=200), until=TODAY - timedelta(days=91),
    )  # fmt: skip
    assert lost <= found


def test_champions_buy_most_often(coffee: Asked) -> None:
    often = coffee.ids(
        "select client_id from sales where client_id is not null and day > $since "
        "group by client_id order by count(distinct sale_id) desc limit 60",
        since=TODAY - timedelta(days=365),
    )
    assert len(often & set(coffee.answers["champions"])) >= 25


def test_new_clients_bought_first_within_the_last_weeks(coffee: Asked) -> None:
    first_seen = "select client_id from sales where client_id is not null group by client_id having min(day) >= $day"
    new = coffee.ids(first_seen, day=date.fromisoformat(coffee.answers["new_since"]))
    assert set(coffee.answers["new_clients"]) <= new


def test_clients_who_never_bought_are_the_waiting_ones(coffee: Asked) -> None:
    never = set(coffee.answers["clients_who_never_bought"])
    assert coffee.ids("select client_id from clients anti join sales using (client_id)") == never
    assert coffee.ids("select client_id from clients where status = 'waiting'") == never


def test_only_the_slow_product_is_in_stock_and_unsold_for_ninety_days(coffee: Asked) -> None:
    slow = coffee.ids(
        "select product_id from products where is_product and is_active and coalesce(stock, 1) > 0 "
        "and product_id not in (select product_id from sales where day > $since)",
        since=TODAY - timedelta(days=90),
    )
    assert slow == {coffee.answers["slow_product"]["product_id"]}
    assert coffee.one("select count(*) from sales where product_id = $id", id=slow.pop()) > 50


def test_the_launched_product_sells_from_its_day_and_the_discontinued_one_to_its_day(coffee: Asked) -> None:
    launched, gone = coffee.answers["launched_product"], coffee.answers["discontinued_product"]
    seen = "select min(day), max(day), count(*) from sales where product_id = $id"
    first, _, count = coffee.rows(seen, id=launched["product_id"])[0]
    assert 0 <= (first - date.fromisoformat(launched["on"])).days <= 3
    assert count > 200
    _, last, _ = coffee.rows(seen, id=gone["product_id"])[0]
    assert 0 <= (date.fromisoformat(gone["last_day"]) - last).days <= 10


def test_the_declining_branch_lost_most_against_the_year_before(coffee: Asked) -> None:
    change = coffee.rows(
        "select branch_id, sum(amount) filter (day > $half) / sum(amount) filter (day between $before and $year) as r "
        "from sale_lines group by branch_id having min(day) < $before order by r",
        half=TODAY - timedelta(days=120), before=TODAY - timedelta(days=485), year=TODAY - timedelta(days=366),
    )  # fmt: skip
    assert change[0][0] == coffee.answers["declining_branch"]["branch_id"]
    assert change[0][1] < 0.75 < 0.8 < change[1][1]


def test_the_young_branch_sells_from_the_day_it_opened(coffee: Asked) -> None:
    young = coffee.answers["young_branch"]
    first = coffee.one("select min(day) from sales where branch_id = $id", id=young["branch_id"])
    assert 0 <= (first - date.fromisoformat(young["opened_on"])).days <= 3
    assert (
        coffee.one(
            "select max(d) from (select min(day) d from sales where branch_id <> $id group by branch_id)",
            id=young["branch_id"],
        )
        < first
    )


def test_the_peaks_of_week_and_day_are_where_they_were_planted(coffee: Asked) -> None:
    by_weekday = [
        row[0]
        for row in coffee.rows("select isodow(day) d from sales group by d order by count(distinct sale_id) desc")
    ]
    assert by_weekday[0] == coffee.answers["busiest_weekday"]
    assert by_weekday[-1] == coffee.answers["quietest_weekday"]
    hour = coffee.one("select hour(local_at) h from sales group by h order by count(distinct sale_id) desc limit 1")
    assert hour == coffee.answers["peak_hour"]


def test_the_cafe_is_closed_on_the_first_of_january(coffee: Asked) -> None:
    closed = coffee.answers["closed_on_month_day"]
    open_days = coffee.rows("select strftime(day, '%m-%d') d, count(distinct day) from sales group by d")
    assert closed not in dict(open_days)
    assert len(open_days) == 365


def test_summer_products_sell_more_of_the_trade_in_july_than_in_january(coffee: Asked) -> None:
    shares = dict(
        coffee.rows(
            "select product_id, count(*) filter (month(day) = 7) / (select count(*) from sales where month(day) = 7) "
            "/ (count(*) filter (month(day) = 1) / (select count(*) from sales where month(day) = 1)) "
            "from sales where is_product group by product_id having count(*) filter (month(day) = 1) > 0"
        )
    )
    summer = set(coffee.answers["summer_products"])
    assert min(shares[product] for product in summer) > 3
    assert max(ratio for product, ratio in shares.items() if product not in summer) < 3


def test_the_festive_product_sells_in_its_month_only(coffee: Asked) -> None:
    festive = coffee.answers["festive_product"]
    months = coffee.ids("select distinct month(day) from sales where product_id = $id", id=festive["product_id"])
    assert months == {festive["month"]}


def test_delivery_is_not_a_product(coffee: Asked) -> None:
    assert coffee.ids("select distinct product_id from sales where not is_product") == set(
        coffee.answers["not_products"]
    )
    assert coffee.ids("select product_id from products where not is_product") == set(coffee.answers["not_products"])


def test_about_half_of_the_sales_are_anonymous(coffee: Asked) -> None:
    share = coffee.one("select count(distinct sale_id) filter (client_id is null) / count(distinct sale_id) from sales")
    assert 0.4 < share < 0.6


def test_regulars_come_at_steady_gaps_and_other_guests_at_random_ones(coffee: Asked) -> None:
    spread = dict(
        coffee.rows(
            "with days as (select distinct client_id, day from sales where client_id is not null), "
            "gaps as (select client_id, day - lag(day) over (partition by client_id order by day) as gap from days) "
            "select client_id, stddev(gap) / avg(gap) from gaps where gap is not null group by client_id "
            "having count(*) >= 8"
        )
    )
    regulars = set(coffee.answers["regulars"])
    steady = sorted(value for client, value in spread.items() if client in regulars)
    random = sorted(value for client, value in spread.items() if client not in regulars)
    assert len(steady) > 200 and len(random) > 200
    assert steady[len(steady) * 9 // 10] < 0.4 < random[len(random) // 4]


def test_overdue_guests_are_silent_for_longer_than_usual_but_not_yet_inactive(coffee: Asked) -> None:
    seen = dict(coffee.rows(f"select client_id, seen from ({LAST_SEEN})"))
    assert len(coffee.answers["overdue_clients"]) > 20
    for client in coffee.answers["overdue_clients"]:
        assert 19 < (TODAY - seen[client]).days <= 90
