"""Documents are written with the lines they follow from, and read instead of being made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from make.mirror import FEEDS, MERCHANTS, Shop, is_mirrored, seen, settle
from nigotis.feeds import FEEDS as ROOMS
from nigotis.kernel.context import House
from nigotis.metrics.kept import KEPT, Kept
from nigotis.mirror import keeping
from nigotis.mirror.cache import Mirror
from nigotis.mirror.folding import MOST_SEGMENTS
from nigotis.mirror.manifest import Entity, Manifest, folder_of, load
from nigotis.mirror.segments import Run
from nigotis.mirror.tail import Tail

WRITTEN = [entry for entry in KEPT if entry.is_written]


def manifest_of(data: Path, shop: Shop) -> Manifest:
    manifest = load(folder_of(data, shop.merchant_id))
    assert manifest is not None
    return manifest


def in_files(data: Path, shop: Shop) -> list[tuple[Any, ...]]:
    """Documents as the files have them: number, client, amount, lines and whether it is a return, by number."""
    entity = manifest_of(data, shop).entities["documents"]
    rows = Run(folder_of(data, shop.merchant_id), entity.key, entity.segments).rows
    return duckdb.sql(f"select sale_id, client_id, amount::int, lines, is_return from ({rows}) order by all").fetchall()


def steps(entity: Entity) -> tuple[str, list[tuple[int, int, str | None]]]:
    return entity.key, [(segment.first, segment.last, segment.gone) for segment in entity.segments]


def is_read_anew(data: Path, shop: Shop) -> bool:
    """Whether a reader that starts now has what the database says."""
    fresh = Mirror(data)
    try:
        return is_mirrored(fresh, shop)
    finally:
        fresh.close()


def test_documents_follow_every_change_of_a_sale(tail: Tail, mirror: Mirror, data: Path, shop: Shop) -> None:
    shop.do("insert into till_branch values (:m, 3, 'Centre', 'UTC')")
    first, second = shop.sell("1", "2", client=7, branch=3), shop.sell("5", client=8)
    settle(tail)  # the base
    assert in_files(data, shop) == [(first, 7, 3, 2, False), (second, 8, 5, 1, False)]
    assert is_mirrored(mirror, shop)
    back = shop.sell("-2", client=7, branch=3, back=True)
    shop.do("update till_line set amount = 4 where merchant_id = :m and sale_id = :s and product_id = 1", s=first)
    settle(tail)
    assert in_files(data, shop) == [(first, 7, 6, 2, False), (second, 8, 5, 1, False), (back, 7, -2, 1, True)]
    shop.do("update till_sale set client_id = 7 where merchant_id = :m and client_id = 8")  # two clients become one
    settle(tail)
    shop.do("delete from till_sale where merchant_id = :m and id = :s", s=first)
    settle(tail)
    assert in_files(data, shop) == [(second, 7, 5, 1, False), (back, 7, -2, 1, True)]
    entities = manifest_of(data, shop).entities
    assert steps(entities["documents"]) == steps(entities["sale_lines"])
    assert len(entities["documents"].segments) == 4
    assert is_mirrored(mirror, shop) and is_read_anew(data, shop)
    shop.do("update till_branch set zone = 'Asia/Baku' where merchant_id = :m")  # all lines anew
    settle(tail)
    entities = manifest_of(data, shop).entities
    assert steps(entities["documents"]) == steps(entities["sale_lines"]) == ("sale_id", [(0, 4, None)])
    assert is_mirrored(mirror, shop) and is_read_anew(data, shop)


def test_documents_are_folded_and_go_on(
    tail: Tail, mirror: Mirror, data: Path, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_SEGMENTS > 6
    monkeypatch.setattr("nigotis.mirror.folding.MOST_SEGMENTS", 6)
    sales = [shop.sell("1", "2", client=n) for n in range(3)]
    settle(tail)
    for n in range(6):
        sales.append(shop.sell(str(n + 1)))
        shop.do("delete from till_sale where merchant_id = :m and id = :s", s=sales.pop(0))
        settle(tail)
    tail._folding._thread.submit(lambda: None).result()  # what was being folded is folded
    tail.step()
    assert len(manifest_of(data, shop).entities["documents"].segments) == 1
    assert [row[0] for row in in_files(data, shop)] == sales
    assert is_mirrored(mirror, shop) and is_read_anew(data, shop)
    shop.do("update till_line set amount = 9 where merchant_id = :m and sale_id = :s", s=sales[0])
    settle(tail)
    assert in_files(data, shop)[0][2] == 9
    assert is_mirrored(mirror, shop) and is_read_anew(data, shop)


def test_a_base_of_documents_lies_in_the_order_of_time(tail: Tail, data: Path, shop: Shop) -> None:
    for day in (3, 1, 2):
        sale = shop.sell("1")
        shop.do(f"update till_sale set sold_at = '2026-03-0{day} 12:00Z' where merchant_id = :m and id = :s", s=sale)
    tail.close()
    settle(tail)
    (base,) = manifest_of(data, shop).entities["documents"].segments
    file = folder_of(data, shop.merchant_id) / base.file
    assert [day for (day,) in duckdb.sql(f"select day(day) from '{file}'").fetchall()] == [1, 2, 3]


def test_a_mirror_of_another_definition_is_built_anew(
    tail: Tail, here: House, data: Path, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.sell("1", "10")
    settle(tail)
    tail.close()
    (documents,) = WRITTEN
    other = replace(documents, of=lambda lines: documents.of(lines.filter(lines.amount > 5)))
    monkeypatch.setattr(keeping, "KEPT", (other,))
    changed = Tail(here, FEEDS, lambda session: MERCHANTS)
    settle(changed)
    changed.close()
    assert [row[2:4] for row in in_files(data, shop)] == [(10, 1)]


def test_what_could_not_be_written_whole_is_not_published(
    tail: Tail, mirror: Mirror, data: Path, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.sell("1")
    settle(tail)
    before = manifest_of(data, shop)
    sale = shop.sell("2")
    with monkeypatch.context() as broken:
        broken.setattr(keeping, "write", lambda *_: 1 / 0)
        settle(tail)
    assert manifest_of(data, shop) == before
    assert len(seen(mirror, shop.merchant_id, "sale_lines")) == 1
    tail.close()
    settle(tail)
    assert [row[0] for row in in_files(data, shop)][-1] == sale
    assert is_mirrored(mirror, shop)


@pytest.mark.parametrize("entry", WRITTEN, ids=[entry.name for entry in WRITTEN])
def test_a_written_table_has_the_key_of_the_facts_it_follows_from(entry: Kept) -> None:
    assert [feed.key for feed in ROOMS if feed.entity == entry.source_name] == [entry.key]
