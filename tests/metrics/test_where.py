"""Sales by where clients live, and towns where hardly anybody buys. People as GeoNames counts them."""

from __future__ import annotations

import pytest

from make.facts import BAKU, GANJA, SUMGAYIT, Facts, window
from nigotis.places.gazetteer import places_by_id

PEOPLE = {place[0]: places_by_id([place[0]])[place[0]].population for place in (BAKU, GANJA, SUMGAYIT)}
NASIMI_ROAD = (None, None)


def shop() -> Facts:
    facts = Facts()
    for client, (place_id, region) in enumerate((BAKU, BAKU, GANJA, NASIMI_ROAD), start=1):
        facts.client(client, place_id=place_id, region=region)
    facts.client(5, place_id=SUMGAYIT[0], region=SUMGAYIT[1])
    facts.sale(1, "2026-02-10", 50)
    facts.sale(1, "2026-03-10", 60)
    facts.sale(2, "2026-03-11", 15)
    facts.back(2, "2026-03-12", 5)
    facts.sale(3, "2026-02-01", 40)
    facts.sale(4, "2026-03-01", 20)
    facts.sale(None, "2026-03-02", 10)
    return facts


def test_a_sale_counts_where_its_client_lives() -> None:
    rows = shop().ask("sales_by_city", "2026-03-01", "2026-03-31")
    assert [
        (r["place_id"], r["region"], r["net"], r["net_before"], r["sales"], r["clients"], r["bought"]) for r in rows
    ] == [
        (BAKU[0], "AZ.09", 70, 50, 2, 2, 2),
        (SUMGAYIT[0], "AZ.54", 0, 0, 0, 1, 0),
        (GANJA[0], "AZ.20", 0, 40, 0, 1, 0),
        (None, None, 30, 0, 2, 1, 1),
    ]
    baku = rows[0]
    assert (baku["share"], baku["change"], baku["net_per_client"]) == (0.7, pytest.approx(0.4), 35)
    assert baku["population"] == PEOPLE[BAKU[0]]
    assert float(baku["net_per_1000"]) == pytest.approx(70_000 / PEOPLE[BAKU[0]], abs=0.005)
    assert baku["clients_per_1000"] == pytest.approx(2000 / PEOPLE[BAKU[0]], abs=1e-6)
    assert (round(baku["latitude"]), round(baku["longitude"])) == (40, 50)
    assert (rows[-1]["population"], rows[-1]["latitude"], rows[-1]["clients_per_1000"]) == (None, None, None)


def test_towns_of_one_region_are_added_up_beside_the_people_of_all_its_towns() -> None:
    facts = shop()
    khirdalan, saray = (586427, "AZ.01"), None
    assert saray is None
    facts.client(6, place_id=khirdalan[0], region=khirdalan[1])
    facts.sale(6, "2026-03-05", 8)
    rows = facts.ask("sales_by_region", "2026-03-01", "2026-03-31")
    assert [(r["region"], r["net"], r["clients"]) for r in rows] == [
        ("AZ.09", 70, 2),
        ("AZ.01", 8, 1),
        ("AZ.20", 0, 1),
        ("AZ.54", 0, 1),
        (None, 30, 1),
    ]
    baku = rows[0]
    assert baku["population"] > PEOPLE[BAKU[0]], "settlements around the city count too"
    assert float(baku["net_per_1000"]) == pytest.approx(70_000 / baku["population"], abs=0.005)


def test_filters_narrow_both_sales_and_clients() -> None:
    rows = shop().ask("sales_by_city", window("2026-03-01", "2026-03-31").narrow(client=[2, 5]))
    assert [(r["place_id"], r["net"], r["clients"]) for r in rows] == [(BAKU[0], 10, 1), (SUMGAYIT[0], 0, 1)]


def tanzania(**clients: int) -> Facts:
    ids = {"dar": 160263, "arusha": 161325, "mwanza": 152224, "moshi": 153209}
    facts, number = Facts(), 0
    for town, count in clients.items():
        for _ in range(count):
            number += 1
            facts.client(number, place_id=ids[town], region="TZ.00")
    return facts


def test_large_towns_far_below_the_usual_rate_are_named_with_the_reason() -> None:
    # Arusha 617,631 and Moshi 221,733 have a client for each 10,000 people, Mwanza (1,104,521) six in all
    rows = tanzania(arusha=62, moshi=22, mwanza=6).ask("under_served_places", "2026-01-01", "2026-01-31")
    by_place = {row["place_id"]: row for row in rows}
    dar, mwanza = by_place[160263], by_place[152224]
    assert rows[0] is dar
    assert dar["usual_per_1000"] == pytest.approx(22 / 221_733 * 1000, abs=1e-6)
    expected = round(22 / 221_733 * dar["population"])
    assert (dar["clients"], dar["expected_clients"], dar["missing_clients"]) == (0, expected, expected)
    assert dar["reason"] == "nobody_there"
    assert (mwanza["clients"], mwanza["reason"]) == (6, "few_there")
    assert mwanza["missing_clients"] == round(22 / 221_733 * 1_104_521) - 6
    assert {161325, 153209}.isdisjoint(by_place), "towns at the usual rate are served"
    assert all(row["expected_clients"] >= 10 for row in rows)
    # Dodoma lies nearer to Arusha or Moshi than to Mwanza; from Dar es Salaam Moshi is some 440 km away
    assert dar["near_place_id"] == 153209
    assert dar["distance_in_km"] == pytest.approx(390, abs=60)


def test_two_towns_make_nothing_usual() -> None:
    assert tanzania(arusha=62, moshi=22).ask("under_served_places", "2026-01-01", "2026-01-31") == []


def test_the_list_can_be_cut_short() -> None:
    rows = tanzania(arusha=62, moshi=22, mwanza=6).ask("under_served_places", "2026-01-01", "2026-01-31", limit=1)
    assert [row["place_id"] for row in rows] == [160263]
