from __future__ import annotations

import base64

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from make.shop import make_shop
from nigotis.kernel.context import Caller, Context, House
from nigotis.kernel.door import enter
from nigotis.kernel.paging import PageAsk, page
from nigotis.kernel.problems import Invalid
from nigotis.merchants.models import BranchRow

NAMES = ["Sahil", "Mərkəz", "Əhmədli", "28 May", "İçərişəhər", "Nərimanov", "Ünvan"]


@pytest.fixture(scope="module")
def shop(house: House) -> Caller:
    shop = make_shop(house, "Axtar")
    with enter(house, shop) as ctx:
        for name in NAMES:
            ctx.add(BranchRow(name=name, city="Bakı", created_at=ctx.now))
    return shop


def pages(ctx: Context, limit: int, *, newest_first: bool = False) -> list[list[int]]:
    found, cursor = [], None
    while True:
        ask = PageAsk(limit=limit, after=cursor)
        order = [BranchRow.city, BranchRow.id]
        query = ctx.mine(BranchRow).where(BranchRow.city.is_not(None))
        rows, cursor = page(ctx.db, query, order, ask, newest_first=newest_first)
        found.append([row.id for row in rows])
        if cursor is None:
            return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(limit=st.integers(1, 12), newest_first=st.booleans())
def test_pages_of_any_size_hold_every_row_once_in_order(
    house: House, shop: Caller, limit: int, newest_first: bool
) -> None:
    with enter(house, shop) as ctx:
        found = pages(ctx, limit, newest_first=newest_first)
    rows = [row for one in found for row in one]
    assert len(rows) == len(NAMES) and rows == sorted(rows, reverse=newest_first)
    assert all(len(one) == limit for one in found[:-1]) and 0 < len(found[-1]) <= limit


def test_rows_that_arrive_while_paging_neither_hide_nor_repeat_one(house: House, shop: Caller) -> None:
    with enter(house, shop) as ctx:
        query, order = ctx.mine(BranchRow), [BranchRow.id]
        first, cursor = page(ctx.db, query, order, PageAsk(limit=3), newest_first=True)
        ctx.add(BranchRow(name="Yeni", created_at=ctx.now))
        rest, _ = page(ctx.db, query, order, PageAsk(limit=100, after=cursor), newest_first=True)
        seen = [row.id for row in [*first, *rest]]
        ctx.db.rollback()
    assert len(set(seen)) == len(seen) == len(NAMES) + 1


HALF_A_SIGN = base64.urlsafe_b64encode(rb'["\ud800", "1"]').decode()
DEEP = base64.urlsafe_b64encode(b"[" * 30_000).decode()


@pytest.mark.parametrize(
    "cursor",
    ["", "?", "bm90IGpzb24", "WyJhIl0", "eyJhIjoxfQ", "WzEsMl0", "WyJhIiwiYiJd", "WyJcdTAwMDAiLCIxIl0",
     HALF_A_SIGN, DEEP],
)  # fmt: skip
def test_a_cursor_that_is_not_ours_is_refused(house: House, shop: Caller, cursor: str) -> None:
    with enter(house, shop) as ctx, pytest.raises(Invalid):
        page(ctx.db, ctx.mine(BranchRow), [BranchRow.city, BranchRow.id], PageAsk(after=cursor))
