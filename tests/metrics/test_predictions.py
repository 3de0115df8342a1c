"""What is expected, counted from the facts; and who broke her own rhythm."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from make.facts import Facts, engine, window
from nigotis.forecasting.forecast import predict
from nigotis.forecasting.reasons import Reason
from nigotis.forecasting.receipts import Receipts
from nigotis.mirror import keeping
from nigotis.predictions.gathering import order_days

OCTOBER = window("2026-10-01", "2026-10-31")


def shop() -> Facts:
    """Three clients of the directory with predictions, and one who has left it."""
    facts = Facts()
    for client, day, amount in (
        (1, "2026-10-20", 50),
        (2, "2026-09-01", 30),
        (3, "2025-05-01", 900),
        (4, "2026-10-01", 7),
    ):
        facts.sale(client, day, amount, branch_id=client)
        if client != 4:
            facts.client(client)
    facts.prediction(1, orders_expected=4.0, p_no_order=0.1, due="later", churn_reason="in_rhythm", **money(100, 300))
    facts.prediction(2, orders_expected=0.5, p_no_order=0.6, due="overdue", churn_reason="slowing", **money(20, 60))
    facts.prediction(3, orders_expected=0.0, p_no_order=0.99, **money(1, 4), churn_reason="long_silent")
    facts.prediction(4, orders_expected=9.0, p_no_order=0.0, **money(1000, 4000))
    return facts


def money(clv: int, year: int) -> dict[str, Decimal]:
    ahead = {"clv": Decimal(clv), "clv_low": Decimal(clv) / 2, "clv_high": Decimal(3 * clv)}
    return ahead | {"clv_365": Decimal(year), "clv_365_low": Decimal(0), "clv_365_high": Decimal(2 * year)}


def test_expected_orders_are_those_of_who_is_in_the_directory() -> None:
    (row,) = shop().ask("predicted_orders", OCTOBER)
    assert (row["clients"], row["orders_expected"], row["clv"], row["clv_365"]) == (3, 4.5, 121, 364)
    assert (row["horizon_in_days"], row["predicted_on"]) == (90, date(2026, 10, 31))


def test_filters_choose_the_clients_by_what_they_bought() -> None:
    facts = shop()
    assert facts.ask("predicted_orders", OCTOBER.narrow(branch=2))[0]["orders_expected"] == 0.5
    assert facts.ask("predicted_orders", OCTOBER.narrow(client=1))[0]["orders_expected"] == 4.0
    assert facts.ask("predicted_orders", OCTOBER.narrow(branch=9))[0]["clients"] == 0


def test_risk_is_in_three_bands_with_their_share() -> None:
    rows = shop().ask("churn_risk", OCTOBER)
    assert [(row["risk"], row["clients"], row["clv_365"]) for row in rows] == [
        ("likely_gone", 1, 4),
        ("may_leave", 1, 60),
        ("likely_stays", 1, 300),
    ]
    assert [round(row["share"], 4) for row in rows] == [0.3333] * 3


def test_who_might_leave_is_listed_with_the_reason_and_who_is_long_gone_is_not() -> None:
    rows = shop().ask("churn_risk_list", OCTOBER)
    assert [(row["client_id"], row["churn_reason"], row["days_away"], row["net_last_year"]) for row in rows] == [
        (2, "slowing", 60, 30)
    ]
    assert [row["client_id"] for row in shop().ask("churn_risk_list", OCTOBER, at_least=0)] == [1, 2]


def test_lifetime_value_stands_beside_what_was_brought_so_far() -> None:
    rows = shop().ask("lifetime_value", OCTOBER)
    assert [(row["client_id"], row["clv_365"], row["clv_365_high"], row["net"]) for row in rows] == [
        (1, 300, 600, 50),
        (2, 60, 120, 30),
        (3, 4, 8, 900),
    ]
    assert [(row["clv_low"], row["clv"], row["clv_high"]) for row in rows] == [
        (50, 100, 300),
        (10, 20, 60),
        (Decimal("0.5"), 1, 3),
    ]


def test_every_group_of_next_orders_is_there_and_the_list_holds_who_is_due() -> None:
    facts = shop()
    rows = facts.ask("reorder_due", OCTOBER)
    assert [(row["due"], row["clients"]) for row in rows] == [
        ("overdue", 1),
        ("due_now", 0),
        ("due_this_week", 0),
        ("later", 1),
        ("cannot_tell", 1),
    ]
    (late,) = facts.ask("reorder_due_list", OCTOBER)
    assert (late["client_id"], late["clv_low"], late["clv"], late["clv_high"]) == (2, 10, 20, 60)
    assert [row["client_id"] for row in facts.ask("reorder_due_list", OCTOBER, due=("later",))] == [1]


def test_a_weekly_buyer_silent_for_three_weeks_broke_her_rhythm_and_one_silent_for_a_week_did_not() -> None:
    facts = Facts()
    for day in (5, 12, 19, 26):
        facts.sale(1, f"2026-09-{day:02}")
        facts.sale(2, f"2026-09-{day:02}")
        facts.sale(3, f"2026-09-{day:02}")
    for day in (3, 10):
        facts.sale(1, f"2026-10-{day:02}")
        facts.sale(2, f"2026-10-{day:02}")
    facts.sale(2, "2026-10-24")  # a pause of 14 days, and now seven
    facts.back(1, "2026-10-30")  # a return is no visit
    assert [
        (row["client_id"], row["usual_gap_in_days"], row["late_after_in_days"], row["days_away"], row["sales"])
        for row in facts.ask("broken_rhythm", OCTOBER)
    ] == [(1, 7, 7, 21, 6)]


def test_usual_and_late_pauses_are_those_found_in_a_sorted_list_of_them() -> None:
    facts, paused = _visits()
    expected = []
    for client, gaps in paused.items():
        ranked = sorted(gaps)
        usual, late = ranked[-(-client // 2) - 1], ranked[-(-client * 9 // 10) - 1]
        expected += [(client, usual, late)] * (client >= 4)
    assert expected == sorted(
        (row["client_id"], row["usual_gap_in_days"], row["late_after_in_days"])
        for row in facts.ask("broken_rhythm", OCTOBER)
    )


def test_the_reason_of_a_prediction_tells_the_pauses_of_the_list_out_of_rhythm() -> None:
    facts, _ = _visits()
    tables = engine(facts.tables())
    keeping.make(tables.con)
    said = predict(order_days(tables, OCTOBER.until), OCTOBER.until, 90, Receipts(str(OCTOBER.until), 90))
    broken = {
        row["client_id"]: (row["usual_gap_in_days"], row["late_after_in_days"])
        for row in facts.ask("broken_rhythm", OCTOBER)
    }
    pauses = dict(zip(said.client_id.tolist(), zip(said.usual_gap_in_days, said.late_after_in_days), strict=True))
    assert {client: pauses[client] for client in broken} == broken
    assert said.client_id[said.churn_reason == Reason.RHYTHM_BROKEN].tolist() == sorted(broken)


def _visits() -> tuple[Facts, dict[int, list[int]]]:
    """Clients 1 to 30 who came again as often as they are numbered, with the pauses in between."""
    facts, dice, paused = Facts(), Random(4), {}
    for client in range(1, 31):
        paused[client] = [dice.randint(1, 9) for _ in range(client)]
        day = date(2025, 10, 1)
        for gap in [0, *paused[client]]:
            day += timedelta(days=gap)
            for _ in range(dice.randint(1, 3)):  # several sales on one day are one visit
                facts.sale(client, str(day))
    facts.sale(None, "2025-10-01")
    return facts, paused
