"""Many writers, many readers, and processes that die: nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from make.mirror import MERCHANTS, Shop, is_mirrored, seen, settle
from make.mirror_process import write
from nigotis.kernel.context import House
from nigotis.mirror.cache import Mirror
from nigotis.mirror.tail import Tail

TESTS = Path(__file__).parents[1]


def start(here: House, role: str, *rest: object) -> subprocess.Popen[str]:
    """A process of `make.mirror_process`."""
    command = [sys.executable, "-m", "make.mirror_process", role, here.database.url, str(here.data), *map(str, rest)]
    path = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        command, cwd=TESTS, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, text=True
    )


def test_eight_writers_in_threads_and_processes_lose_nothing(
    tail: Tail, mirror: Mirror, here: House, shop: Shop
) -> None:
    other = Shop(here.database, MERCHANTS[1])
    processes = [start(here, "write", MERCHANTS[n % 2], 60, n) for n in range(4)]
    threads = [threading.Thread(target=write, args=([shop, other][n % 2], 60, 100 + n)) for n in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads) or any(process.poll() is None for process in processes):
        tail.step()
    assert [process.wait() for process in processes] == [0, 0, 0, 0]
    settle(tail)
    assert len(seen(mirror, shop.merchant_id, "sale_lines")) > 100
    assert is_mirrored(mirror, shop)
    assert is_mirrored(mirror, other)


@pytest.mark.parametrize(
    "moment",
    [
        "nigotis.mirror.build.write",  # nothing written yet
        "nigotis.mirror.keeping.write",  # lines written, documents not
        "nigotis.mirror.build.publish",  # segments written, manifest not
        "nigotis.mirror.manifest.keep_folder",  # manifest renamed, folder not synced
        "nigotis.mirror.changes.forget",  # in the manifest, changes not removed
    ],
)
def test_a_tail_killed_at_any_moment_leaves_a_mirror_the_next_one_completes(
    moment: str, tail: Tail, mirror: Mirror, here: House, shop: Shop
) -> None:
    shop.sell("1", "2")
    settle(tail)
    tail.close()
    shop.sell("3")
    dying = start(here, "tail-until", moment)
    assert dying.wait(timeout=90) == -9
    assert len(seen(mirror, shop.merchant_id, "sale_lines")) in (2, 3)
    settle(tail)
    assert is_mirrored(mirror, shop)
    assert len(seen(mirror, shop.merchant_id, "sale_lines")) == 3


def test_two_readers_in_other_processes_see_what_was_sold(here: House, shop: Shop) -> None:
    shop.sell("1.25")
    tailing = start(here, "tail")
    readers = [start(here, "read", shop.merchant_id, 3) for _ in range(2)]
    time.sleep(0.5)
    shop.sell("2", "3")
    try:
        assert [reader.communicate(timeout=90)[0].strip() for reader in readers] == ["3 6.250000"] * 2
    finally:
        tailing.kill()
        tailing.wait()


def test_a_sale_is_in_the_mirror_soon_after_it_is_recorded(tail: Tail, mirror: Mirror, here: House, shop: Shop) -> None:
    stop = threading.Event()
    running = threading.Thread(target=tail.run, args=(stop,))
    running.start()
    try:
        shop.sell("1")
        assert mirror.wait_for(here.database, shop.merchant_id, timeout=90)
        shop.sell("2")
        begun = time.monotonic()
        assert mirror.wait_for(here.database, shop.merchant_id, timeout=90)
        assert len(seen(mirror, shop.merchant_id, "sale_lines")) == 2
        assert time.monotonic() - begun < 10  # a second is the aim; a busy machine gets some more
    finally:
        stop.set()
        running.join()
