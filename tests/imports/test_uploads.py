"""Files that were handed in do not lie on the disk for ever."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest

from make.shop import make_shop
from nigotis.imports.jobs import remove_old_uploads
from nigotis.kernel.context import House, utc_now
from nigotis.kernel.files import find_upload, keep_upload
from nigotis.kernel.jobs import SCHEDULES
from nigotis.kernel.problems import NotFound


def later(house: House, **by: float) -> House:
    now = utc_now() + timedelta(**by)
    return replace(house, clock=lambda: now)


def test_an_uploaded_file_is_gone_a_day_after_it_was_handed_in(house: House) -> None:
    shops = [make_shop(house).merchant.id, make_shop(house, "Kahawa").merchant.id]
    uploads = [(shop, keep_upload(house, shop, "sales.csv", io.BytesIO(b"date,amount\n"))) for shop in shops]
    remove_old_uploads(later(house, hours=23))
    for shop, upload_id in uploads:
        assert find_upload(house, shop, upload_id)[0].read_bytes() == b"date,amount\n"
    remove_old_uploads(later(house, hours=25))
    for shop, upload_id in uploads:
        with pytest.raises(NotFound):
            find_upload(house, shop, upload_id)
    assert [path for path in (house.data / "uploads").rglob("*") if path.is_file()] == []


def test_old_uploads_are_removed_by_the_clock(house: House) -> None:
    assert SCHEDULES["imports.remove_old_uploads"].function is remove_old_uploads


def test_a_house_where_nothing_was_handed_in_has_nothing_to_remove(house: House) -> None:
    remove_old_uploads(replace(house, data=house.data / "new"))
