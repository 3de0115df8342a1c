"""Folding segments changes how much there is to open, and nothing else."""

from __future__ import annotations

import os
import random
import time
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from make.mirror import Shop, is_mirrored, seen, settle
from nigotis.metrics.facts import SCHEMAS
from nigotis.mirror.cache import Mirror
from nigotis.mirror.folding import MOST_SEGMENTS, due
from nigotis.mirror.manifest import Entity, Manifest, Segment, folder_of, load
from nigotis.mirror.segments import GRACE_IN_SECONDS, Run, fold, sweep, write, write_keys
from nigotis.mirror.tail import Tail

SCHEMA = pa.schema([("sale_id", pa.int64()), ("line", pa.int64())])


def segment(folder: Path, step: int, facts: dict[int, int]) -> Segment:
    """A segment where key k gets `facts[k]` lines; none means that it is gone."""
    rows = [(key, line + 100 * step) for key, lines in facts.items() for line in range(lines)]
    table = pa.table({"sale_id": [r[0] for r in rows], "line": [r[1] for r in rows]}, schema=SCHEMA)
    write(folder / f"{step}.parquet", SCHEMA, [table])
    gone = sorted(key for key, lines in facts.items() if not lines)
    if gone:
        write_keys(folder / f"{step}.gone.parquet", "sale_id", gone)
    return Segment(
        file=f"{step}.parquet", gone=f"{step}.gone.parquet" if gone else None, rows=len(rows), first=step, last=step
    )


def rows_of(folder: Path, segments: list[Segment]) -> list[tuple[int, int]]:
    return sorted(duckdb.sql(f"select * from ({Run(folder, 'sale_id', segments).rows})").fetchall())


def replayed(steps: list[dict[int, int]]) -> list[tuple[int, int]]:
    """The same by hand: the last step that names a key decides."""
    last = {key: (step, lines) for step, facts in enumerate(steps) for key, lines in facts.items()}
    return sorted((key, line + 100 * step) for key, (step, lines) in last.items() for line in range(lines))


steps_of_change = st.lists(
    st.dictionaries(st.integers(1, 6), st.integers(0, 3), min_size=1, max_size=4), min_size=2, max_size=7
)


@settings(max_examples=40, deadline=None)
@given(steps=steps_of_change, data=st.data())
def test_any_run_folds_without_changing_the_facts(
    tmp_path_factory: pytest.TempPathFactory, steps: list[dict[int, int]], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("run")
    steps[0] = {key: lines for key, lines in steps[0].items() if lines}
    segments = [segment(folder, step, facts) for step, facts in enumerate(steps)]
    assert rows_of(folder, segments) == replayed(steps)
    begin = data.draw(st.integers(0, len(segments) - 2))
    end = data.draw(st.integers(begin + 2, len(segments)))
    folded = fold(folder, "g", "sale_lines", "sale_id", segments[begin:end])
    assert (folded.first, folded.last) == (begin, end - 1)
    assert rows_of(folder, [*segments[:begin], folded, *segments[end:]]) == replayed(steps)


def some(rows: int, first: int, last: int) -> Segment:
    return Segment(file=f"{first}-{last}", rows=rows, first=first, last=last)


def test_few_segments_are_left_alone() -> None:
    few = (some(1000, 0, 0), *(some(1, n, n) for n in range(1, MOST_SEGMENTS)))
    assert due(Entity(key="sale_id", segments=few)) == ()


def test_small_segments_are_folded_among_themselves_and_heavy_ones_into_the_base() -> None:
    small = tuple(some(1, n, n) for n in range(1, MOST_SEGMENTS + 1))
    assert due(Entity(key="sale_id", segments=(some(1000, 0, 0), *small))) == small
    assert due(Entity(key="sale_id", segments=(some(100, 0, 0), *small))) == (some(100, 0, 0), *small)


def test_folding_in_the_background_keeps_readers_exact(
    tail: Tail, mirror: Mirror, data: Path, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nigotis.mirror.folding.MOST_SEGMENTS", 12)
    dice = random.Random(5)
    sales = [shop.sell("1", "2") for _ in range(40)]
    settle(tail)
    late = Mirror(data)
    assert is_mirrored(late, shop)
    for _ in range(16):
        if dice.random() < 0.3:
            shop.do("delete from till_sale where merchant_id = :m and id = :s", s=sales.pop())
        else:
            sales.append(shop.sell(str(dice.randint(1, 99))))
        settle(tail)
        assert len(seen(mirror, shop.merchant_id, "sale_lines")) == len(shop.truth("sale_lines"))
    tail._folding._thread.submit(lambda: None).result()  # what was being folded is folded
    tail.step()
    manifest = load(folder_of(data, shop.merchant_id))
    assert manifest is not None
    assert len(manifest.entities["sale_lines"].segments) < 12
    shop.sell("7")
    settle(tail)
    fresh = Mirror(data)
    assert is_mirrored(mirror, shop)
    assert is_mirrored(late, shop)
    assert is_mirrored(fresh, shop)
    late.close()
    fresh.close()


def test_replaced_files_stay_until_no_reader_can_hold_the_old_manifest(tail: Tail, data: Path, shop: Shop) -> None:
    shop.do("insert into till_branch values (:m, 3, 'Centre', 'UTC')")
    shop.sell("1", branch=3)
    settle(tail)
    folder = folder_of(data, shop.merchant_id)
    before = load(folder)
    shop.do("update till_branch set zone = 'Asia/Baku' where merchant_id = :m")
    settle(tail)
    manifest = load(folder)
    assert before is not None
    assert manifest is not None
    retired = before.files - manifest.files
    assert retired
    assert all((folder / file).exists() for file in retired)
    long_ago = time.time() - GRACE_IN_SECONDS - 1
    for file in [*retired, *manifest.files]:
        os.utime(folder / file, (long_ago, long_ago))
    sweep(folder, manifest)
    assert not any((folder / file).exists() for file in retired)
    assert all((folder / file).exists() for file in manifest.files)


def test_segments_are_typed_as_the_facts_are(tail: Tail, data: Path, shop: Shop) -> None:
    shop.sell("12345678901.123456")
    settle(tail)
    folder = folder_of(data, shop.merchant_id)
    manifest = load(folder)
    assert isinstance(manifest, Manifest)
    entity = manifest.entities["sale_lines"]
    table = duckdb.sql(Run(folder, entity.key, entity.segments).rows).to_arrow_table()
    assert table.schema.remove_metadata() == SCHEMAS["sale_lines"]
    assert table["amount"].to_pylist() == [Decimal("12345678901.123456")]
    assert table["sold_at"].to_pylist() == [datetime(2026, 3, 1, 8, 30, 0, 123456)]
