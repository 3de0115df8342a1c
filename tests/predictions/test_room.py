"""Predictions as a merchant meets them: on real tables, by the night, after files, on demand."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Event
from typing import Any, get_args

import pytest
from sqlalchemy import text, update

from make.clients import a_client
from make.clock import Clock
from make.merchants import working_in
from make.products import a_product
from make.reports import Watched, watched
from nigotis.clients import operations as clients
from nigotis.clients.events import ClientRemoved, ClientsMerged
from nigotis.clients.types import MergeClients
from nigotis.clients.types import WhichClient as OneClient
from nigotis.imports.events import FileImported
from nigotis.kernel.context import House
from nigotis.kernel.door import enter
from nigotis.kernel.jobs import JobRow, cancel_job, read_job
from nigotis.kernel.problems import Forbidden, Invalid
from nigotis.kernel.work import run_job
from nigotis.merchants import operations as merchants
from nigotis.merchants.types import ListBranches
from nigotis.predictions import operations as predictions
from nigotis.predictions.jobs import nightly
from nigotis.predictions.models import PredictionRow
from nigotis.predictions.reactions import predict_anew
from nigotis.predictions.refit import refit
from nigotis.predictions.types import (
    CountLists,
    ExportClients,
    FindClients,
    ListName,
    MakePredictions,
    PredictedClient,
    PredictedList,
    Predictions,
    ReadPredictions,
    SaveClients,
    TunePredictions,
    WhichClient,
    WhichProduct,
)
from nigotis.products import operations as products
from nigotis.products.types import FindProducts
from nigotis.sales.reactions import show_under_the_other, show_with_or_without_name
from nigotis.segments import operations as segments
from nigotis.segments.types import FindMembers, ListSegments, Segment

WEEKLY = range(7, 150, 7)


@pytest.fixture
def shop(house: House) -> Any:
    """A new business; nothing has happened in it yet."""
    with watched(house) as business:
        yield business


def weekly(shop: Watched, *, silent: int = 0, name: str = "Weekly", **said: Any) -> int:
    """A client who came once a week until `silent` days ago."""
    client = a_client(shop.house, shop.owner, name=name).id
    for days_ago in WEEKLY:
        if days_ago > silent:
            shop.sale(client, days_ago, "20", **said)
    return client


def predicted(shop: Watched) -> int | None:
    """Predict now, and let the mirror see it; the run."""
    shop.settle()
    run = refit(shop.house, shop.owner, lambda share, key: None)
    shop.settle()
    return run


def kept(shop: Watched) -> dict[int, dict[str, Any]]:
    with enter(shop.house, shop.owner) as ctx:
        rows = ctx.db.scalars(
            text("select to_jsonb(p) - 'merchant_id' from prediction p where merchant_id = :m").bindparams(
                m=ctx.merchant_id
            )
        )
        return {row["client_id"]: row for row in rows}


def listed(shop: Watched, name: str, **said: Any) -> list[PredictedClient]:
    found: list[PredictedClient] = predictions.clients.serve(
        shop.house, shop.owner, FindClients.model_validate({"name": name, **said})
    ).items
    return found


def counted(shop: Watched, **said: Any) -> list[PredictedList]:
    found: list[PredictedList] = predictions.counts.serve(shop.house, shop.owner, CountLists.model_validate(said))
    return found


def overview(shop: Watched) -> Predictions:
    return predictions.overview.serve(shop.house, shop.owner, ReadPredictions())


def test_an_empty_shop_has_nothing_to_predict_and_says_so(shop: Watched) -> None:
    assert predicted(shop) is None
    assert overview(shop).run is None
    assert listed(shop, "due") == []
    shop.sale(None, 3)  # an anonymous sale tells of nobody
    assert predicted(shop) is None


def test_who_works_in_one_branch_reads_how_far_off_the_sums_were_but_not_the_sums(shop: Watched) -> None:
    branch = merchants.branches.serve(shop.house, shop.owner, ListBranches())[0].id
    for client in [shop.client() for _ in range(30)]:  # as many as a backtest takes
        for days_ago in (140, 75, 20):
            shop.sale(client, days_ago)
    predictions.tune.serve(shop.house, shop.owner, TunePredictions(horizon_in_days=30))
    predicted(shop)
    manager = working_in(shop.owner, branch, "manager")
    mine, all_of_it = (
        predictions.overview.serve(shop.house, caller, ReadPredictions()).run for caller in (manager, shop.owner)
    )
    assert mine is not None and all_of_it is not None
    for about in ("orders", "value"):
        told, whole = getattr(mine.receipts, about), getattr(all_of_it.receipts, about)
        assert whole.actual > 0
        assert (told.predicted, told.actual, told.naive_predicted) == (None, None, None)
        assert (told.sum_error, told.mae, told.clients) == (whole.sum_error, whole.mae, whole.clients)
    sentence = {one.about: one.sentence for one in mine.said}
    off = round(abs(all_of_it.receipts.value.sum_error or 0) * 100)
    assert f"was off by {off}%" in sentence["value"]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_shop_of_a_few_clients_is_predicted_without_a_guess_dressed_as_fact(shop: Watched, count: int) -> None:
    ids = [shop.client() for _ in range(count)]
    for client in ids:
        shop.sale(client, 40)
    assert predicted(shop) is not None
    found = kept(shop)
    assert sorted(found) == sorted(ids)
    for row in found.values():
        assert (row["due"], row["next_order_from"], row["next_order_to"]) == ("cannot_tell", None, None)
        assert row["untold"] == "few_orders"
        assert 0 <= row["p_no_order"] <= 1
    run = overview(shop).run
    assert run is not None
    assert {said.verdict for said in run.said} == {"untested"}


def test_what_was_sold_today_changes_no_prediction_of_yesterday(shop: Watched) -> None:
    client = weekly(shop)
    shop.sale(shop.client(), 1)
    predicted(shop)
    before = kept(shop)
    shop.sale(client, 0, "5000")
    shop.sale(shop.client(), 0)
    predicted(shop)
    assert kept(shop) == before


def test_judging_on_the_last_day_of_sales_a_shop_that_brings_files_once_a_month_has_not_lost_everybody(
    shop: Watched,
) -> None:
    weekly(shop, silent=30)
    predicted(shop)
    run = overview(shop).run
    assert run is not None
    with enter(shop.house, shop.owner) as ctx:
        assert run.predicted_on == ctx.today - timedelta(days=35)


def test_doing_it_again_leaves_the_same_predictions(shop: Watched) -> None:
    for silent in (0, 30, 90):
        weekly(shop, silent=silent)
    first_run = predicted(shop)
    first = kept(shop)
    assert predicted(shop) != first_run
    assert kept(shop) == first
    assert len(first) == 3


def test_a_run_is_one_change_for_the_mirror_however_many_clients(shop: Watched) -> None:
    for _ in range(20):
        shop.sale(shop.client(), 3)
    shop.settle()
    refit(shop.house, shop.owner, lambda share, key: None)
    with shop.house.database.owner() as session:
        session.execute(text("set local role nigotis_system"))
        found = session.execute(
            text("select pk from change where entity = 'predictions' and merchant_id = :m"),
            {"m": shop.owner.merchant.id},
        ).all()
    assert found == [(None,)]
    shop.settle()
    assert len(listed(shop, "value")) == 20


def test_a_merged_client_is_not_listed_and_counts_for_the_other_from_the_next_run_on(shop: Watched) -> None:
    one, other = weekly(shop, name="One"), weekly(shop, name="Other")
    predicted(shop)
    assert {client.client_id for client in listed(shop, "value")} == {one, other}
    clients.merge.serve(shop.house, shop.owner, MergeClients(client_id=one, other_id=other))
    with enter(shop.house, shop.owner) as ctx:
        show_under_the_other(ctx, ClientsMerged(survivor_id=one, merged_ids=[other]))
    shop.settle()
    assert [client.client_id for client in listed(shop, "value")] == [one]
    predicted(shop)
    assert list(kept(shop)) == [one]
    assert predictions.client.serve(shop.house, shop.owner, WhichClient(client_id=other)).client_id == one


def test_a_removed_client_is_in_no_list(shop: Watched) -> None:
    stays, leaves = weekly(shop), weekly(shop)
    predicted(shop)
    clients.remove.serve(shop.house, shop.owner, OneClient(client_id=leaves))
    with enter(shop.house, shop.owner) as ctx:
        show_with_or_without_name(ctx, ClientRemoved(client_id=leaves))
    shop.settle()
    assert [client.client_id for client in listed(shop, "value")] == [stays]
    predicted(shop)
    assert list(kept(shop)) == [stays]


def test_predictions_go_when_the_sales_they_came_from_have_gone(shop: Watched) -> None:
    client = weekly(shop)
    predicted(shop)
    clients.remove.serve(shop.house, shop.owner, OneClient(client_id=client))
    with enter(shop.house, shop.owner) as ctx:
        show_with_or_without_name(ctx, ClientRemoved(client_id=client))
    assert predicted(shop) is None
    assert kept(shop) == {}
    assert overview(shop).run is None


def test_a_list_tells_why_when_and_what_to_offer_page_by_page(shop: Watched) -> None:
    tea, cake = (a_product(shop.house, shop.owner, name=name).id for name in ("Tea", "Cake"))
    ids = [weekly(shop, product_id=tea) for _ in range(3)]
    shop.sale(ids[0], 10, product_id=cake)
    predicted(shop)
    page = predictions.clients.serve(shop.house, shop.owner, FindClients(name="value", limit=2))
    assert (len(page.items), page.total, page.next) == (2, 3, "2")
    rest = predictions.clients.serve(shop.house, shop.owner, FindClients(name="value", limit=2, after=page.next))
    assert {client.client_id for client in [*page.items, *rest.items]} == set(ids)
    found = {client.client_id: client for client in [*page.items, *rest.items]}[ids[0]]
    assert [offer.name for offer in found.offer] == ["Tea", "Cake"]
    assert found.why and found.when and found.net == 20 * len(WEEKLY) + 10
    assert None not in (found.clv_low, found.clv, found.clv_high, found.clv_365_high)
    assert found.clv_low <= found.clv <= found.clv_high <= found.clv_365_high  # type: ignore[operator]
    with pytest.raises(Invalid):
        listed(shop, "value", after="nonsense")


def test_who_came_after_the_prediction_is_not_called_silent(shop: Watched) -> None:
    def expected(client: int) -> PredictedClient:
        found: PredictedClient = predictions.client.serve(shop.house, shop.owner, WhichClient(client_id=client))
        return found

    silent = weekly(shop, silent=30)
    weekly(shop, name="Another")
    predicted(shop)
    assert expected(silent).why.startswith("By sales up to 15 Nov 2026: Silent for 29 days")
    shop.sale(silent, 0, "20")
    shop.settle()
    after = expected(silent)
    assert (after.days_away, after.reason, after.why) == (0, "recent", "Bought today.")


def test_of_a_file_that_is_some_weeks_old_it_is_told_up_to_when_it_knows(shop: Watched) -> None:
    client = weekly(shop, silent=30)
    predicted(shop)
    with enter(shop.house, shop.owner) as ctx:
        row = ctx.db.scalars(ctx.mine(PredictionRow)).one()
        row.due, row.next_order_from, row.next_order_to = "due_now", date(2026, 10, 24), date(2026, 10, 26)
    (found,) = listed(shop, "value")
    assert (found.client_id, found.days_away) == (client, 35)
    assert found.when == "By sales up to 18 Oct 2026: Expected now: 24 Oct 2026 – 26 Oct 2026"
    assert found.why == "By sales up to 18 Oct 2026: Orders about every 7 days, last 1 day ago."
    for days_ago in (2, 1):
        shop.sale(client, days_ago)
    predicted(shop)
    (found,) = listed(shop, "value")
    assert found.why == "Orders about every 7 days, last 1 day ago."


def test_a_removed_product_is_not_offered(shop: Watched) -> None:
    from nigotis.products import operations as products
    from nigotis.products.types import WhichProduct as OneProduct

    tea, cake = (a_product(shop.house, shop.owner, name=name).id for name in ("Tea", "Cake"))
    client = weekly(shop, product_id=tea)
    shop.sale(client, 9, product_id=cake)
    products.remove.serve(shop.house, shop.owner, OneProduct(product_id=tea))
    predicted(shop)
    found = predictions.client.serve(shop.house, shop.owner, WhichClient(client_id=client))
    assert [offer.name for offer in found.offer] == ["Cake"]


def test_similar_products_are_those_of_the_same_clients(shop: Watched) -> None:
    tea, cake, soap = (a_product(shop.house, shop.owner, name=name).id for name in ("Tea", "Cake", "Soap"))
    for _ in range(3):
        client = shop.client()
        for product in (tea, cake):
            shop.sale(client, 5, product_id=product)
    shop.sale(shop.client(), 5, product_id=soap)
    predicted(shop)
    found = predictions.similar.serve(shop.house, shop.owner, WhichProduct(product_id=tea))
    assert [product.name for product in found] == ["Cake"]


def test_a_weekly_client_silent_for_three_weeks_is_out_of_rhythm_and_inactive_by_the_merchants_own_days(
    shop: Watched,
) -> None:
    weekly(shop)
    silent = weekly(shop, silent=21)
    predicted(shop)
    assert [client.client_id for client in listed(shop, "out_of_rhythm")] == [silent]
    assert listed(shop, "inactive") == []
    predictions.tune.serve(shop.house, shop.owner, TunePredictions(inactive_after_in_days=20))
    assert [client.client_id for client in listed(shop, "inactive")] == [silent]


def mixed(shop: Watched) -> dict[str, int]:
    """Clients of all sorts: regular ones, one who fell silent, one who came once, one long gone, one who never came."""
    tea = a_product(shop.house, shop.owner, name="Tea").id
    found = {f"weekly {number}": weekly(shop, product_id=tea) for number in range(3)}
    found["silent"] = weekly(shop, silent=40)
    found["once"] = shop.client()
    shop.sale(found["once"], 45)
    found["gone"] = shop.client()
    shop.sale(found["gone"], 500, "90")
    found["never"] = shop.client()
    predicted(shop)
    return found


def saved_from(shop: Watched, name: str, **said: Any) -> str:
    """The number of a segment saved from a list."""
    ask = SaveClients.model_validate({"name": name, "title": f"From {name} {said}", **said})
    found: Segment = predictions.save.serve(shop.house, shop.owner, ask)
    return found.id


def inside(shop: Watched, segment: str) -> set[int]:
    asked = FindMembers(segment=segment, limit=100)
    return {member.client_id for member in segments.clients.serve(shop.house, shop.owner, asked).items}


def called(shop: Watched, due: dict[int, str]) -> None:
    """As if the last run had told these clients when they are due, and of nobody else that it cannot tell."""
    with enter(shop.house, shop.owner) as ctx:
        for client, code in due.items():
            ctx.db.execute(
                update(PredictionRow)
                .where(PredictionRow.merchant_id == ctx.merchant_id, PredictionRow.client_id == client)
                .values(due=code)
            )
        ctx.db.execute(text("update prediction_run set finished_at = finished_at + interval '1 second'"))
    shop.settle()


def test_the_segment_saved_from_a_list_has_the_lists_clients(shop: Watched) -> None:
    clients_of = mixed(shop)
    called(shop, {clients_of[f"weekly {n}"]: due for n, due in enumerate(("overdue", "due_now", "due_this_week"))})
    called(shop, {clients_of["silent"]: "later"})
    sizes = {}
    for name in get_args(ListName):
        everybody = {client.client_id for client in listed(shop, name, limit=100)}
        assert inside(shop, saved_from(shop, name)) == everybody, name
        sizes[name] = len(everybody)
    assert sizes == {
        "due": 3,
        "overdue": 1,
        "due_now": 1,
        "due_this_week": 1,
        "later": 1,
        "cannot_tell": 2,
        "might_leave": sizes["might_leave"],
        "out_of_rhythm": 1,
        "inactive": 1,
        "most_valuable": 3,  # a fifth of six is one, and equal ones stand together
        "value": 6,
    }
    assert 0 < sizes["might_leave"] < 6


def test_the_lists_tell_how_long_they_are_and_why_for_some_nothing_can_be_told(shop: Watched) -> None:
    mixed(shop)
    told = {one.name: one for one in counted(shop)}
    assert tuple(told) == get_args(ListName)
    for name in get_args(ListName):
        assert told[name].clients == len(listed(shop, name, limit=100)), name
    assert told["cannot_tell"].clients == 6
    assert told["cannot_tell"].notes == [
        "4 come regularly, but too few clients do: what is usual here cannot be learnt yet.",
        "2 bought on fewer than four days: that is no rhythm yet.",
    ]
    assert not any(one.notes for name, one in told.items() if name != "cannot_tell")
    assert [one.name for one in counted(shop, about="value")] == ["most_valuable", "value"]
    assert {client.when for client in listed(shop, "cannot_tell")} == {
        "Cannot tell when: too few purchases for a rhythm",
        "Cannot tell when: too few clients with a rhythm to learn from",
    }


def test_the_lists_of_some_purchases_are_counted_as_they_are_listed(shop: Watched) -> None:
    mixed(shop)
    tea = products.search.serve(shop.house, shop.owner, FindProducts(search="Tea")).items[0].id
    told = {one.name: one.clients for one in counted(shop, product=[tea])}
    assert (told["value"], told["cannot_tell"]) == (3, 3)
    assert "Tea" in counted(shop, product=[tea])[0].sentence


def test_it_follows_the_merchants_own_limits(shop: Watched) -> None:
    clients_of = mixed(shop)
    inactive, leaving, best = (saved_from(shop, name) for name in ("inactive", "might_leave", "most_valuable"))
    assert inside(shop, inactive) == {clients_of["gone"]}
    assert clients_of["gone"] not in inside(shop, leaving)
    limits = {"inactive_after_in_days": 44, "leaves_from": 0.05, "gone_after_in_days": 600, "valuable_share": 1}
    predictions.tune.serve(shop.house, shop.owner, TunePredictions.model_validate(limits))
    assert inside(shop, inactive) == {clients_of[name] for name in ("once", "gone")}
    assert clients_of["gone"] in inside(shop, leaving)
    assert inside(shop, best) == set(clients_of.values()) - {clients_of["never"]}
    for name, segment in (("inactive", inactive), ("might_leave", leaving), ("most_valuable", best)):
        assert inside(shop, segment) == {client.client_id for client in listed(shop, name)}, name
    told = {one.id: one for one in segments.groups.serve(shop.house, shop.owner, ListSegments())}
    assert told[inactive].text == "all(recency > inactive_after_in_days)"
    assert "more than 44 days (your limit)" in told[inactive].sentence


def test_it_keeps_the_filters_too(shop: Watched) -> None:
    clients_of = mixed(shop)
    tea = products.search.serve(shop.house, shop.owner, FindProducts(search="Tea")).items[0].id
    other = saved_from(shop, "inactive")
    for filters in ({"product": [tea]}, {"segment": ["inactive_90", "champions"]}, {"segment": [f"saved-{other}"]}):
        everybody = {client.client_id for client in listed(shop, "value", **filters)}
        assert 0 < len(everybody) < 6
        assert inside(shop, saved_from(shop, "value", **filters)) == everybody
    assert {client.client_id for client in listed(shop, "value", product=[tea])} == {
        clients_of[f"weekly {number}"] for number in range(3)
    }


def test_another_horizon_holds_from_the_next_run_on(shop: Watched) -> None:
    def days_ahead() -> set[int]:
        return {row["horizon_in_days"] for row in kept(shop).values()} | {one.horizon_in_days for one in counted(shop)}

    weekly(shop)
    predicted(shop)
    predictions.tune.serve(shop.house, shop.owner, TunePredictions(horizon_in_days=30))
    assert days_ahead() == {90}
    predicted(shop)
    assert days_ahead() == {30}


def test_of_runs_that_overlap_the_one_that_began_last_stays(shop: Watched, clock: Clock) -> None:
    weekly(shop)
    shop.settle()
    quicker: list[int | None] = []

    def overtaken(share: float, key: str) -> None:
        if key == "predictions.step_keeping":
            clock.forward(minutes=1)
            predictions.tune.serve(shop.house, shop.owner, TunePredictions(horizon_in_days=30))
            quicker.append(refit(shop.house, shop.owner, lambda share, key: None))

    assert [refit(shop.house, shop.owner, overtaken)] == quicker != [None]
    assert {row["horizon_in_days"] for row in kept(shop).values()} == {30}
    run = overview(shop).run
    assert run is not None and run.horizon_in_days == 30


def test_who_may_export_clients_but_not_read_predictions_gets_none(shop: Watched) -> None:
    program = replace(shop.owner, actor=replace(shop.owner.actor, grants=frozenset({"clients:export"})))
    with pytest.raises(Forbidden):
        predictions.export.serve(shop.house, program, ExportClients(name="value", format="csv"))


def test_the_file_has_phones_and_offers(shop: Watched) -> None:
    client = a_client(shop.house, shop.owner, name="Aysel", phone="+994502123456").id
    shop.sale(client, 9)
    predicted(shop)
    file = predictions.export.serve(shop.house, shop.owner, ExportClients(name="value", format="csv"))
    assert isinstance(file.body, bytes)
    head, line = file.body.decode("utf-8-sig").splitlines()
    assert head.startswith("Number,Name,Phone") and "+994502123456" in line
    (headings,) = csv.reader([head])
    assert len(set(headings)) == len(headings), "no heading stands for two columns"
    assert "Value expected in 90 days" in headings


def test_on_demand_it_is_a_job_with_progress_that_does_not_wait_twice(shop: Watched) -> None:
    weekly(shop)
    shop.settle()
    job = predictions.make.serve(shop.house, shop.owner, MakePredictions())
    assert predictions.make.serve(shop.house, shop.owner, MakePredictions()).id == job.id
    run_job(shop.house, shop.owner.merchant.id, job.id, Event())
    with enter(shop.house, shop.owner) as ctx:
        done = read_job(ctx, job.id)
    assert (done.state, done.progress, done.result and done.result["clients"]) == ("done", 1.0, 1)


def test_a_job_cancelled_while_it_waits_predicts_nothing(shop: Watched) -> None:
    weekly(shop)
    shop.settle()
    job = predictions.make.serve(shop.house, shop.owner, MakePredictions())
    with enter(shop.house, shop.owner) as ctx:
        cancel_job(ctx, job.id)
    run_job(shop.house, shop.owner.merchant.id, job.id, Event())
    assert kept(shop) == {}
    again = predictions.make.serve(shop.house, shop.owner, MakePredictions())
    assert (again.id != job.id, again.state) == (True, "waiting")


def test_a_file_of_sales_asks_for_a_run_and_one_of_clients_does_not(shop: Watched) -> None:
    with enter(shop.house, shop.owner) as ctx:
        for kind, jobs in (("clients", 0), ("sales", 1), ("sales", 1)):
            predict_anew(ctx, FileImported(import_id=1, kind=kind))  # type: ignore[arg-type]
            waiting = ctx.mine(JobRow).where(JobRow.name == "predictions.make")
            assert len(ctx.db.scalars(waiting).all()) == jobs


def test_every_night_each_business_is_predicted_in_its_own_night(house: House, clock: Clock) -> None:
    with watched(house) as baku, watched(house, zone="Africa/Dar_es_Salaam", country="TZ", currency="TZS") as dar:
        clock.now = clock.now.replace(hour=18)
        for shop in (baku, dar):
            shop.sale(shop.client(), 3)
            baku.settle()  # one tail writes for all
            refit(house, shop.owner, lambda share, key: None)
        clock.now = clock.now.replace(hour=20, minute=29)  # past midnight in Baku (UTC+4), not in Dar es Salaam (UTC+3)
        nightly(house)
        nightly(house)
        waiting = {}
        for shop in (baku, dar):
            with enter(house, shop.owner) as ctx:
                waiting[shop.owner.merchant.id] = len(ctx.db.scalars(ctx.mine(JobRow)).all())
        assert list(waiting.values()) == [1, 0]


def test_a_business_of_whom_nothing_can_be_predicted_is_looked_at_once_a_night(shop: Watched, clock: Clock) -> None:
    def asked_for() -> int:
        nightly(shop.house)
        with enter(shop.house, shop.owner) as ctx:
            return len(ctx.db.scalars(ctx.mine(JobRow)).all())

    assert predicted(shop) is None
    assert asked_for() == 0
    client = weekly(shop)
    assert predicted(shop) is not None
    clock.forward(days=1)
    clients.remove.serve(shop.house, shop.owner, OneClient(client_id=client))
    with enter(shop.house, shop.owner) as ctx:
        show_with_or_without_name(ctx, ClientRemoved(client_id=client))
    assert predicted(shop) is None
    assert asked_for() == 0
    clock.forward(days=1)
    assert asked_for() == 1


def test_predictions_stay_out_of_another_business_sight(shop: Watched, house: House) -> None:
    weekly(shop)
    predicted(shop)
    with watched(house) as other, enter(house, other.owner) as ctx:
        assert ctx.db.query(PredictionRow).all() == []
        assert predictions.overview(ctx, ReadPredictions()).run is None


def test_a_client_of_trillions_leaves_the_others_their_predictions(shop: Watched) -> None:
    for number in range(12):
        client = shop.client()
        for days in WEEKLY:
            shop.sale(client, days, "900000000000" if number == 0 else "5")
    shop.settle()
    refit(shop.house, shop.owner, lambda share, text: None)
    with enter(shop.house, shop.owner) as ctx:
        values = [row.clv_365 for row in ctx.db.scalars(ctx.mine(PredictionRow).order_by(PredictionRow.client_id))]
    assert values[0] == 999_999_999_999
    assert len(values) == 12 and all(0 < value < 10_000 for value in values[1:])


def test_runs_that_overlap_leave_the_predictions_of_one(shop: Watched) -> None:
    for days in (7, 30, 60):
        shop.sale(shop.client(), days)
    shop.settle()
    with ThreadPoolExecutor(4) as several:
        runs = list(several.map(lambda _: refit(shop.house, shop.owner, lambda share, text: None), range(8)))
    assert len(set(runs)) == 8
    with enter(shop.house, shop.owner) as ctx:
        assert len(ctx.db.scalars(ctx.mine(PredictionRow)).all()) == 3
