"""Recording a sale."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import event, func, select

from make.clients import a_client
from make.merchants import owner_of
from make.products import a_product
from make.reports import said
from make.sales import a_sale, line
from nigotis.clients import operations as clients
from nigotis.clients.types import MergeClients, WhichClient
from nigotis.kernel.context import Caller, House
from nigotis.kernel.door import enter
from nigotis.kernel.outbox import OutboxRow
from nigotis.kernel.problems import Conflict, Forbidden, Invalid, NotFound
from nigotis.merchants import operations as merchants
from nigotis.merchants.types import AddBranch, AddCustomField, AddDevice
from nigotis.products import operations as products
from nigotis.products.types import WhichProduct
from nigotis.sales import operations
from nigotis.sales.models import SaleLineRow, SaleRow
from nigotis.sales.types import RecordSale, WhichSale
from nigotis.staff.models import MemberRow


@pytest.fixture(scope="module")
def owner(house: House) -> Caller:
    return owner_of(house)


def count(house: House, owner: Caller) -> int:
    with enter(house, owner) as ctx:
        return ctx.db.scalar(select(func.count()).select_from(ctx.mine(SaleRow).subquery())) or 0


def _member(house: House, owner: Caller) -> int:
    with enter(house, owner) as ctx:
        return ctx.db.scalars(ctx.mine(MemberRow)).one().id


def stock(house: House, owner: Caller, product_id: int) -> Decimal | None:
    return products.read.serve(house, owner, WhichProduct(product_id=product_id)).stock


def test_a_sale_adds_up_and_reads_back_as_it_was_answered(house: House, owner: Caller) -> None:
    client = a_client(house, owner, name="Leyla")
    tea = a_product(house, owner, name="Tea", price="2.50", cost="1")
    sale = a_sale(
        house,
        owner,
        line("2", "2.50", product_id=tea.id, discount="0.50", tax="0.20"),
        line("0.357", "12.99", name="Cheese"),
        client_id=client.id,
        tenders=[{"kind": "cash", "amount": "5"}, {"kind": "card", "amount": "4.13743"}],
        document="R-1",
    )
    assert [row.amount for row in sale.lines] == [Decimal("4.5"), Decimal("4.63743")]
    assert (sale.total, sale.discount, sale.tax) == (Decimal("9.13743"), Decimal("0.5"), Decimal("0.2"))
    assert (sale.client_name, [row.name for row in sale.lines]) == ("Leyla", ["Tea", "Cheese"])
    assert sale.model_dump(mode="json")["total"] == "9.13743"
    assert operations.read.serve(house, owner, WhichSale(sale_id=sale.id)) == sale


def test_a_line_without_a_price_has_the_products_own_and_keeps_its_cost(house: House, owner: Caller) -> None:
    tea = a_product(house, owner, price="3", cost="1.20")
    fee = a_product(house, owner, price="5", is_product=False)
    sale = a_sale(house, owner, line("2", product_id=tea.id, unit_price=None), line(product_id=fee.id, unit_price=None))
    assert sale.total == 11
    with enter(house, owner) as ctx:
        rows = ctx.db.scalars(
            ctx.mine(SaleLineRow).where(SaleLineRow.sale_id == sale.id).order_by(SaleLineRow.id)
        ).all()
    assert [(row.cost, row.is_product, row.name) for row in rows] == [(Decimal("2.4"), True, None), (None, False, None)]


def test_a_line_without_any_price_or_name_is_refused(house: House, owner: Caller) -> None:
    unpriced = a_product(house, owner, price=None)
    for unclear in (line(product_id=unpriced.id, unit_price=None), line(name=None)):
        with pytest.raises(Invalid):
            a_sale(house, owner, unclear)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.decimals("0.000001", "999", places=6), st.decimals("0", "9999", places=6), st.booleans()),
        min_size=1,
        max_size=12,
    )
)
def test_the_total_is_the_sum_of_the_kept_lines(house: House, owner: Caller, lines: list[Any]) -> None:
    asked = [line(str(q), str(p), discount=str(p * q // 2) if off else "0") for q, p, off in lines]
    sale = a_sale(house, owner, *asked)
    with enter(house, owner) as ctx:
        kept = select(func.sum(SaleLineRow.amount)).where(
            SaleLineRow.merchant_id == ctx.merchant_id, SaleLineRow.sale_id == sale.id
        )
        assert ctx.db.scalar(kept) == sale.total == sum(row.amount for row in sale.lines)


@pytest.mark.parametrize("bad", [1.5, True, "1e2", "-1", "0"])
def test_a_quantity_that_is_not_an_exact_positive_number_is_refused(bad: object) -> None:
    with pytest.raises(ValidationError):
        RecordSale.model_validate({"lines": [{"name": "Tea", "quantity": bad, "unit_price": "1"}]})


def test_a_time_without_its_offset_is_refused() -> None:
    with pytest.raises(ValidationError):
        RecordSale.model_validate({"lines": [line()], "sold_at": "2026-11-22T10:00:00"})


def test_the_local_day_is_that_of_the_branch(house: House) -> None:
    owner = owner_of(house)
    almaty = merchants.add_branch.serve(house, owner, AddBranch(name="Almaty", zone="Asia/Almaty"))
    sold_at = datetime(2024, 2, 29, 18, 30, tzinfo=UTC)  # the night the clocks of Almaty went back an hour
    here = a_sale(house, owner, sold_at=sold_at)
    there = a_sale(house, owner, sold_at=sold_at, branch_id=almaty.id)
    later = a_sale(house, owner, sold_at=sold_at + timedelta(hours=1), branch_id=almaty.id)
    assert (here.local_at, here.day) == (datetime(2024, 2, 29, 22, 30), date(2024, 2, 29))
    assert (there.local_at, there.day) == (datetime(2024, 2, 29, 23, 30), date(2024, 2, 29))
    assert (later.local_at, later.day) == (datetime(2024, 3, 1, 0, 30), date(2024, 3, 1))


def test_a_wall_clock_is_read_as_that_of_the_branch(house: House) -> None:
    owner = owner_of(house)
    almaty = merchants.add_branch.serve(house, owner, AddBranch(name="Almaty", zone="Asia/Almaty"))
    shown = datetime(2026, 11, 20, 10, 0)
    here = a_sale(house, owner, local_at=shown)
    there = a_sale(house, owner, local_at=shown, branch_id=almaty.id)
    assert here.local_at == there.local_at == shown
    assert (here.sold_at, there.sold_at) == (
        datetime(2026, 11, 20, 6, 0, tzinfo=UTC),
        datetime(2026, 11, 20, 5, 0, tzinfo=UTC),
    )


def test_a_time_that_is_said_twice_or_has_an_offset_it_should_not_have_is_refused(house: House, owner: Caller) -> None:
    now = house.clock()
    with pytest.raises(Invalid, match=said("sales.two_times")):
        a_sale(house, owner, sold_at=now, local_at=now.replace(tzinfo=None))
    with pytest.raises(ValidationError):
        RecordSale.model_validate({"lines": [line()], "local_at": "2026-11-22T10:00:00+04:00"})


def test_the_future_is_refused_and_the_past_is_not(house: House, owner: Caller) -> None:
    now = house.clock()
    assert a_sale(house, owner, sold_at=now - timedelta(days=3000)).received_at == now
    assert a_sale(house, owner, sold_at=now + timedelta(hours=23)).sold_at == now + timedelta(hours=23)
    for wrong in (now + timedelta(hours=25), datetime(1, 1, 1, tzinfo=UTC)):
        with pytest.raises(Invalid) as refusal:
            a_sale(house, owner, sold_at=wrong)
        assert refusal.value.field == "sold_at"


def test_a_till_says_its_branch_and_is_of_no_use_in_another(house: House) -> None:
    owner = owner_of(house)
    one, two = (merchants.add_branch.serve(house, owner, AddBranch(name=name)) for name in ("One", "Two"))
    till = merchants.add_device.serve(house, owner, AddDevice(branch_id=one.id, name="Till 1"))
    assert a_sale(house, owner, device_id=till.id).branch_id == one.id
    with pytest.raises(Invalid):
        a_sale(house, owner, device_id=till.id, branch_id=two.id)
    cashier_of_two = replace(owner, actor=replace(owner.actor, branch_id=two.id))
    assert a_sale(house, cashier_of_two).branch_id == two.id
    for elsewhere in ({"device_id": till.id, "branch_id": one.id}, {"branch_id": one.id}):
        with pytest.raises(Forbidden):
            a_sale(house, cashier_of_two, **elsewhere)


def test_ids_of_another_business_are_as_unknown_as_ids_that_never_were(house: House, owner: Caller) -> None:
    theirs = owner_of(house)
    branch = merchants.add_branch.serve(house, theirs, AddBranch(name="Theirs"))
    till = merchants.add_device.serve(house, theirs, AddDevice(branch_id=branch.id, name="Till"))
    product = a_product(house, theirs)
    foreign = {
        "client_id": a_client(house, theirs).id,
        "branch_id": branch.id,
        "device_id": till.id,
        "seller_id": _member(house, theirs),
    }
    before = count(house, owner)
    for field, foreign_id in foreign.items():
        answers = []
        for wrong in (foreign_id, 10**15):
            with pytest.raises(NotFound) as refusal:
                a_sale(house, owner, **{field: wrong})
            answers.append((refusal.value.key, refusal.value.field, refusal.value.values))
        assert answers[0] == answers[1] == ("kernel.not_found", field, {})
    for wrong in (product.id, 10**15):
        with pytest.raises(NotFound):
            a_sale(house, owner, line(product_id=wrong))
    assert count(house, owner) == before


def test_payments_that_do_not_make_up_the_total_leave_nothing_behind(house: House) -> None:
    owner = owner_of(house)
    with pytest.raises(Invalid):
        a_sale(house, owner, tenders=[{"kind": "cash", "amount": "9.99"}])
    assert count(house, owner) == 0


def test_the_same_document_again_is_the_same_sale_even_days_later(house: House) -> None:
    owner = owner_of(house)
    tea = a_product(house, owner, stock="10")
    body = {"document": "R-7", "sold_at": "2026-11-20T10:00:00+04:00"}
    first = a_sale(house, owner, line(product_id=tea.id), **body)
    again = a_sale(
        house, owner, line("1.0", "10.00", product_id=tea.id), document="R-7", sold_at="2026-11-20T06:00:00Z"
    )
    assert again == first
    assert (count(house, owner), stock(house, owner, tea.id)) == (1, 9)
    with pytest.raises(Conflict) as refusal:
        a_sale(house, owner, line("2", product_id=tea.id), **body)
    assert refusal.value.field == "document"
    assert a_sale(house, owner, line(product_id=tea.id), **body, source="website").id != first.id


def test_the_same_document_from_eight_tills_at_once_is_one_sale(house: House) -> None:
    owner = owner_of(house)
    tea = a_product(house, owner, stock="10")
    with ThreadPoolExecutor(8) as pool:
        sales = list(pool.map(lambda _: a_sale(house, owner, line(product_id=tea.id), document="R-8"), range(8)))
    assert len({sale.id for sale in sales}) == 1
    assert (count(house, owner), stock(house, owner, tea.id)) == (1, 9)


def test_stock_moves_only_where_it_is_tracked_and_may_fall_below_zero(house: House, owner: Caller) -> None:
    tracked, untracked = a_product(house, owner, stock="1"), a_product(house, owner)
    a_sale(house, owner, *(line("2", product_id=product.id) for product in (tracked, untracked, tracked)))
    assert (stock(house, owner, tracked.id), stock(house, owner, untracked.id)) == (-3, None)


def test_many_sales_of_the_same_goods_at_once_lose_no_stock(house: House, owner: Caller) -> None:
    one, two = a_product(house, owner, stock="100"), a_product(house, owner, stock="100")

    def sell(number: int) -> None:
        order = (one, two) if number % 2 else (two, one)
        a_sale(house, owner, *(line(product_id=product.id) for product in order))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(sell, range(40)))
    assert (stock(house, owner, one.id), stock(house, owner, two.id)) == (60, 60)


def test_a_merged_client_and_a_removed_product_can_still_stand_on_a_late_receipt(house: House, owner: Caller) -> None:
    one, other = a_client(house, owner, name="One"), a_client(house, owner)
    clients.merge.serve(house, owner, MergeClients(client_id=one.id, other_id=other.id))
    tea = a_product(house, owner)
    products.remove.serve(house, owner, WhichProduct(product_id=tea.id))
    gone = a_client(house, owner)
    clients.remove.serve(house, owner, WhichClient(client_id=gone.id))
    assert a_sale(house, owner, line(product_id=tea.id), client_id=other.id).client_name == "One"
    assert a_sale(house, owner, client_id=gone.id).client_id == gone.id


def test_own_fields_of_a_sale_are_checked(house: House) -> None:
    owner = owner_of(house)
    merchants.add_custom_field.serve(house, owner, AddCustomField(about="sales", label="Table", kind="number"))
    assert a_sale(house, owner, custom={"table": "7"}).custom == {"table": "7"}
    with pytest.raises(Invalid):
        a_sale(house, owner, custom={"table": "window"})


def test_a_sale_is_announced_once_with_its_client_and_total(house: House) -> None:
    owner = owner_of(house)
    client = a_client(house, owner)
    sale = a_sale(house, owner, client_id=client.id, document="once")
    a_sale(house, owner, client_id=client.id, document="once")
    with house.database.system() as db:
        rows = db.scalars(select(OutboxRow).where(OutboxRow.kind == "SaleRecorded"))
        told = [row.payload for row in rows if row.payload["sale_id"] == sale.id]
    assert told == [{"sale_id": sale.id, "client_id": client.id, "branch_id": None, "total": "10", "currency": "AZN"}]


def test_a_tills_sale_takes_at_most_eight_statements(house: House) -> None:
    owner = owner_of(house)
    branch = merchants.add_branch.serve(house, owner, AddBranch(name="Sahil"))
    tea, client = a_product(house, owner), a_client(house, owner)
    ask = RecordSale.model_validate(
        {
            "lines": [line(product_id=tea.id)] * 5,
            "client_id": client.id,
            "branch_id": branch.id,
            "document": "S-1",
            "tenders": [{"kind": "card", "amount": "50"}],
        }
    )
    statements: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        statements.append(statement)

    with enter(house, owner) as ctx:
        event.listen(house.database.engine, "before_cursor_execute", note)
        operations.record(ctx, ask)
        ctx.db.flush()
        event.remove(house.database.engine, "before_cursor_execute", note)
    assert len(statements) <= 7, statements  # and one before them: entering the transaction
