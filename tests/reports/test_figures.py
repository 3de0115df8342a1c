"""Figures through the door: filters, parameters, names, files, the card, the home page."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from pydantic import ValidationError
from sqlalchemy import select

from make.merchants import with_role
from make.products import a_product
from make.reports import Watched, said, watched
from make.sales import a_sale, line
from nigotis.kernel.context import House
from nigotis.kernel.door import enter
from nigotis.kernel.money import plain_decimal
from nigotis.kernel.problems import Forbidden, Invalid, NotFound
from nigotis.metrics.catalogue import metrics
from nigotis.predictions.models import PredictionRow, PredictionRunRow
from nigotis.predictions.refit import refit
from nigotis.reports import operations as reports
from nigotis.reports.figure import _plain_rows
from nigotis.reports.types import ExportFigure, Figure, ListFigures, Nothing, ReadFigure, WhichClient


def figure(shop: Watched, name: str, **said: Any) -> Figure:
    return reports.read.serve(shop.house, shop.owner, ReadFigure.model_validate({"name": name, **said}))


def rows(shop: Watched, name: str, **said: Any) -> list[dict[str, Any]]:
    found = figure(shop, name, **said)
    return [dict(zip([column.name for column in found.columns], row, strict=True)) for row in found.rows]


def test_cells_are_written_as_decimals_are_everywhere() -> None:
    amounts = ["0", "-0.5", "1E+3", "0.000001", "-100", "12.50", "12345678901234567890123.4"]
    decimals = [Decimal(amount) for amount in amounts]
    rows = pa.table({"amount": pa.array([*decimals, None], pa.decimal128(38, 6)), "day": [date(2026, 2, 28)] * 8})
    said = _plain_rows(rows)
    assert [amount for amount, _ in said] == [*map(plain_decimal, decimals), None]
    assert {day for _, day in said} == {"2026-02-28"}
    assert _plain_rows(rows.slice(0, 0)) == []


def test_every_metric_is_listed_with_definition_units_and_parameters(shop: Watched) -> None:
    listed = reports.figures.serve(shop.house, shop.owner, ListFigures())
    assert [about.name for about in listed] == [metric.slug for metric in metrics().values()]
    assert all(about.definition and about.columns for about in listed)
    top = next(about for about in listed if about.name == "top-clients")
    assert top.params["properties"]["limit"]["default"] == 20


@pytest.mark.parametrize("name", sorted(metrics()))
def test_every_metric_answers_in_a_business_where_nothing_has_happened(shop: Watched, name: str) -> None:
    shop.settle()
    assert figure(shop, name).count >= 0


def test_a_period_that_has_begun_ends_today_so_that_nobody_looks_silent_for_days_to_come(shop: Watched) -> None:
    client = shop.client(name="Aygün")
    shop.sale(client, 2)
    shop.settle()
    found = figure(shop, "client-history", since="2026-11-01", until="2026-11-30")
    assert found.until == date(2026, 11, 22)
    names = [column.name for column in found.columns]
    assert [row[names.index("recency_in_days")] for row in found.rows] == [2]


def test_a_month_that_is_all_ahead_stays_that_month(shop: Watched) -> None:
    shop.settle()
    found = figure(shop, "target-actual", since="2026-12-01", until="2026-12-31")
    assert (found.since, found.until) == (date(2026, 12, 1), date(2026, 12, 31))


def test_a_period_of_another_century_is_refused_before_every_month_up_to_it_is_filled(shop: Watched) -> None:
    shop.sale(shop.client(), 400)
    shop.settle()
    with pytest.raises(Invalid, match=said("reports.too_far_ahead")):
        figure(shop, "client-seasonality", since="2199-12-01", until="2199-12-31")
    assert figure(shop, "client-seasonality", since="1900-01-01", until="2199-12-31").until == date(2026, 11, 22)


def test_a_period_that_is_not_said_is_the_last_thirty_local_days(shop: Watched) -> None:
    shop.sale(None, 29, "5")
    shop.sale(None, 30, "7")
    shop.settle()
    found = figure(shop, "revenue")
    assert (found.until - found.since, found.until) == (timedelta(days=29), date(2026, 11, 22))
    assert rows(shop, "revenue")[0]["net"] == "5"
    assert found.currency == "AZN"


def test_money_is_an_exact_decimal_string(shop: Watched) -> None:
    for amount in ("0.1", "0.2", "1234567890.123456"):
        shop.sale(None, 0, amount)
    shop.settle()
    assert rows(shop, "revenue")[0]["net"] == "1234567890.423456"


def test_names_of_clients_and_products_stand_beside_their_numbers(shop: Watched) -> None:
    client = shop.client(name="Aygün")
    product = a_product(shop.house, shop.owner, name="Tea").id
    shop.sale(client, 1, product_id=product)
    shop.settle()
    assert figure(shop, "top-clients").labels == {"client": {str(client): "Aygün"}}
    assert figure(shop, "product-popularity").labels == {"product": {str(product): "Tea"}}


def test_several_products_in_one_cell_are_ids_with_names_beside_them(shop: Watched) -> None:
    tea, jam, salt = (a_product(shop.house, shop.owner, name=name, cost="4").id for name in ("Tea", "Jam", "Salt"))
    for basket in [(tea, jam)] * 6 + [(tea,)] + [(salt,)] * 20:
        a_sale(shop.house, shop.owner, *(line(product_id=product) for product in basket))
    shop.settle()
    found = figure(shop, "product-rules", by="confidence")
    assert (found.rows[0][:2], found.labels) == ([[jam], tea], {"product": {str(tea): "Tea", str(jam): "Jam"}})
    assert rows(shop, "bundle-suggestions")[0]["products"] == [tea, jam]
    assert rows(shop, "bundle-suggestions", compare="previous")
    named = list(csv.reader(io.StringIO(content(shop, "bundle-suggestions"))))
    assert named[1][:2] == [f"{tea} {jam}", "Tea + Jam"]


def content(shop: Watched, name: str) -> str:
    ask = ExportFigure.model_validate({"name": name, "format": "csv"})
    body = reports.export.serve(shop.house, shop.owner, ask).body
    assert isinstance(body, bytes)
    return body.decode("utf-8-sig")


def test_a_filter_narrows_and_is_told(shop: Watched) -> None:
    first, second = shop.client(), shop.client()
    shop.sale(first, 1, "10")
    shop.sale(second, 1, "20")
    shop.settle()
    found = figure(shop, "revenue", client=[second])
    assert (found.rows[0][2], found.filters) == ("20", {"client": [second]})


@pytest.mark.parametrize("written", [[1, 2], "1,2", "[1, 2]", ["1", "2"]])
def test_several_values_may_be_written_in_any_of_the_usual_ways(written: Any) -> None:
    assert ReadFigure.model_validate({"name": "revenue", "branch": written}).branch == (1, 2)


def test_a_category_may_hold_a_comma() -> None:
    assert ReadFigure.model_validate({"name": "revenue", "category": "Tea, coffee"}).category == ("Tea, coffee",)


def test_a_figure_takes_its_own_parameters(shop: Watched) -> None:
    shop.sale(shop.client(), 40)
    shop.settle()
    assert figure(shop, "inactive-client-list", days="39").count == 1
    assert figure(shop, "inactive-client-list", days=40).count == 0
    assert [row["days"] for row in rows(shop, "inactive-clients", days="7,14")] == [7, 14]


@pytest.mark.parametrize("wrong", [{"days": "soon"}, {"steady": "0.1"}, {"days": "0"}])
def test_a_parameter_that_is_wrong_or_of_another_figure_is_refused(shop: Watched, wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        figure(shop, "inactive-client-list", **wrong)


def test_a_figure_that_does_not_exist_is_not_found(shop: Watched) -> None:
    with pytest.raises(NotFound):
        figure(shop, "happiness")


def test_a_period_backwards_and_an_unknown_segment_are_refused(shop: Watched) -> None:
    with pytest.raises(Invalid, match=said("metrics.period_backwards")):
        figure(shop, "revenue", since="2026-02-01", until="2026-01-01")
    with pytest.raises(Invalid, match=said("metrics.unknown_segment")):
        figure(shop, "revenue", segment="vips")


def test_more_rows_than_the_limit_are_counted_but_not_sent(shop: Watched) -> None:
    for _ in range(3):
        shop.sale(shop.client(), 1)
    shop.settle()
    found = figure(shop, "rfm", limit=2)
    assert (len(found.rows), found.count) == (2, 3)


@pytest.mark.parametrize("name", ["rfm-map", "rfm-segments"])
def test_segments_of_few_clients_or_of_clients_all_alike_say_that_they_say_little(shop: Watched, name: str) -> None:
    def note(**filters: Any) -> str | None:
        shop.settle()
        return figure(shop, name, **filters).note

    assert note() is None, "nobody is there to be judged"
    clients = [shop.client() for _ in range(6)]
    for client in clients[:1]:
        shop.sale(client, 0)
    assert (note() or "").startswith("Scores compare clients with one another: with fewer than 5 of them")
    for client in clients[1:]:
        shop.sale(client, 0)
    assert note(), "six who all bought once today"
    for days_ago in range(1, 4):
        shop.sale(clients[0], days_ago)
    assert note() is None
    assert note(client=[clients[1]]) is None, "one is shown, and compared with six"


def test_the_merchants_own_limits_hold_in_every_figure(shop: Watched) -> None:
    from nigotis.segments import operations as segments
    from nigotis.segments.types import EditDefinition, Four

    for days_ago in (1, 2, 3):
        shop.sale(shop.client(), days_ago)
    shop.settle()
    limits = {"recency_in_days": [9, 10, 11, 12], "frequency": [1, 0, -1, -2], "monetary": ["4", "3", "2", "1"]}
    segments.redefine.serve(shop.house, shop.owner, EditDefinition(cutoffs=Four.model_validate(limits)))
    assert {row["segment"] for row in rows(shop, "rfm")} == {"champions"}


def test_a_sale_shows_only_in_its_own_business(shop: Watched, house: House) -> None:
    shop.sale(shop.client(), 1)
    shop.settle()
    with watched(house) as other:
        other.settle()
        assert rows(other, "revenue")[0]["sales"] == 0


def test_a_file_has_all_rows_names_beside_numbers_and_words_for_codes(shop: Watched) -> None:
    client = shop.client(name="=1+1")
    shop.sale(client, 1, "12.5")
    shop.settle()
    ask = ExportFigure.model_validate({"name": "rfm", "format": "csv", "limit": 1})
    file = reports.export.serve(shop.house, shop.owner, ask)
    assert isinstance(file.body, bytes)
    header, row = csv.reader(io.StringIO(file.body.decode("utf-8-sig")))
    found = dict(zip(header, row, strict=True))
    assert (found["id"], found["Client"], found["Spent, net"]) == (str(client), "'=1+1", "12.5")
    assert found["Segment"] == "Hibernating"


def test_a_file_that_names_clients_needs_the_grant_to_export_them(shop: Watched) -> None:
    analyst = with_role(shop.owner, "analyst")
    shop.settle()
    reports.export.serve(shop.house, analyst, ExportFigure.model_validate({"name": "months"}))
    with pytest.raises(Forbidden):
        reports.export.serve(shop.house, analyst, ExportFigure.model_validate({"name": "top_clients"}))


def test_counters_count_the_directory_and_today(shop: Watched) -> None:
    buyer = shop.client()
    shop.client(status="waiting")
    shop.client(status="inactive")
    shop.sale(buyer, 0)
    found = reports.counters.serve(shop.house, shop.owner, Nothing())
    assert found.model_dump() == {
        "all": 3, "active": 1, "waiting": 1, "inactive": 1, "ordered_today": 1, "registered_today": 3,
    }  # fmt: skip


def test_a_card_shows_figures_latest_sales_and_favourites(shop: Watched) -> None:
    client = shop.client()
    tea = a_product(shop.house, shop.owner, name="Tea").id
    first = shop.sale(client, 12, "10", product_id=tea)
    last = shop.sale(client, 2, "20", product_id=tea)
    shop.sale(shop.client(), 1)
    shop.settle()
    card = reports.card.serve(shop.house, shop.owner, WhichClient(client_id=client))
    figures = card.figures
    assert (figures.recency_days, figures.frequency, figures.monetary, figures.average_check) == (2, 2, 30, 15)
    assert (figures.first_purchase, figures.last_purchase) == (first.day, last.day)
    assert figures.days_between_sales == 10
    assert (figures.r_score, figures.f_score) == (1, 3)
    assert [sale.id for sale in card.recent_sales] == [last.id, first.id]
    assert [(product.name, product.quantity) for product in card.top_products] == [("Tea", 2)]


def test_a_client_who_never_bought_has_a_card_without_scores(shop: Watched) -> None:
    shop.settle()
    card = reports.card.serve(shop.house, shop.owner, WhichClient(client_id=shop.client()))
    assert (card.figures.frequency, card.figures.segment, card.recent_sales) == (0, None, [])


def test_another_business_client_has_no_card_here(shop: Watched, house: House) -> None:
    client = shop.client()
    with watched(house) as other, pytest.raises(NotFound):
        reports.card.serve(house, other.owner, WhichClient(client_id=client))


def test_the_home_page_tells_today_the_month_and_whom_to_care_about(shop: Watched) -> None:
    lost, regular, newcomer = (shop.client(name=name) for name in ("Lost", "Regular", "Newcomer"))
    celebrating = shop.client(name="Celebrating", birthday="1990-11-23")
    for days_ago in range(200, 230):
        shop.sale(lost, days_ago, "50")
    for days_ago in range(24, 124, 4):
        shop.sale(regular, days_ago, "20")
    shop.sale(newcomer, 5, "3")
    for _ in range(4):
        shop.sale(shop.client(), 180)
    shop.sale(None, 0, "7")
    shop.settle()
    home = reports.home.serve(shop.house, shop.owner, Nothing())
    assert (home.has_sales, home.today.net, home.today.sales, home.yesterday.sales) == (True, 7, 1, 0)
    assert home.month.net > 0
    assert home.changes.trends["new"] >= 1
    reasons = {care.name: care.reason for care in home.care}
    assert reasons["Lost"] == "vanished"
    assert reasons["Regular"] == "rhythm"
    assert reasons["Newcomer"] == "welcome"
    assert reasons["Celebrating"] == "birthday"
    assert next(care.why for care in home.care if care.name == "Regular") == (
        "Usually buys every 4 days; the last time was 24 days ago."
    )
    assert celebrating in {care.client_id for care in home.care}
    assert next(care.why for care in home.care if care.name == "Celebrating") == "Has a birthday on 23 November."


def test_the_home_page_names_whose_next_order_is_overdue(shop: Watched) -> None:
    late = shop.client(name="Late")
    shop.sale(late, 6)
    shop.settle()
    run = refit(shop.house, shop.owner, lambda share, key: None)
    with enter(shop.house, shop.owner) as ctx:
        row = ctx.db.scalars(select(PredictionRow).where(PredictionRow.merchant_id == ctx.merchant_id)).one()
        row.due, row.next_order_from, row.next_order_to = "overdue", date(2026, 11, 14), date(2026, 11, 18)
        ctx.get(PredictionRunRow, run or 0).finished_at = ctx.now + timedelta(seconds=1)
    shop.settle()
    (care,) = reports.home.serve(shop.house, shop.owner, Nothing()).care
    assert (care.client_id, care.reason) == (late, "overdue")
    assert care.why == "The next order was expected 14 Nov 2026 – 18 Nov 2026."
    shop.sale(late, 0)
    shop.settle()
    assert reports.home.serve(shop.house, shop.owner, Nothing()).care == []


def test_the_home_page_expects_nobody_by_sales_that_end_weeks_ago(shop: Watched) -> None:
    late = shop.client(name="Late")
    shop.sale(late, 20)
    shop.settle()
    run = refit(shop.house, shop.owner, lambda share, key: None)
    with enter(shop.house, shop.owner) as ctx:
        row = ctx.db.scalars(select(PredictionRow).where(PredictionRow.merchant_id == ctx.merchant_id)).one()
        row.due, row.next_order_from, row.next_order_to = "due_now", date(2026, 11, 2), date(2026, 11, 4)
        ctx.get(PredictionRunRow, run or 0).finished_at = ctx.now + timedelta(seconds=1)
    shop.settle()
    assert reports.home.serve(shop.house, shop.owner, Nothing()).care == []


def test_an_empty_business_has_a_home_page_too(shop: Watched) -> None:
    shop.settle()
    home = reports.home.serve(shop.house, shop.owner, Nothing())
    assert (home.has_sales, home.today.sales, home.care) == (False, 0, [])
