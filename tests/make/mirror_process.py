"""Processes that mirror tests start: `python -m make.mirror_process ROLE URL DATA ...`.

write MERCHANT COUNT SEED   records, changes and deletes sales
tail                        tails until killed
tail-until FUNCTION         tails, and kills itself when it gets to that function
read MERCHANT COUNT         waits until a reader sees COUNT lines, then prints their sum
"""

from __future__ import annotations

import importlib
import os
import random
import signal
import sys
import time
from pathlib import Path
from threading import Event
from typing import Any

from make.mirror import FEEDS, MERCHANTS, Shop
from nigotis.kernel.context import House
from nigotis.kernel.db import Database
from nigotis.mirror.cache import Mirror
from nigotis.mirror.tail import Tail


def write(shop: Shop, count: int, seed: int) -> None:
    """What a busy till does: mostly sales, some returns, corrections and deletions, some in slow transactions."""
    dice = random.Random(seed)
    mine: list[int] = []
    for _ in range(count):
        what = dice.random()
        if what < 0.75 or not mine:
            mine.append(shop.sell(*(str(dice.randint(1, 9999) / 100) for _ in range(dice.randint(1, 4)))))
        elif what < 0.85:
            shop.do("update till_line set amount = amount + 1 where merchant_id = :m and sale_id = :s", s=mine[-1])
        elif what < 0.93:
            shop.do("delete from till_sale where merchant_id = :m and id = :s", s=mine.pop(dice.randrange(len(mine))))
        else:
            shop.do(
                "with slow as (select pg_sleep(0.02)) insert into till_client"
                " select :m, :id, 'x', 'active', null from slow",
                id=dice.randint(1, 10**15),
            )


def die_at(name: str) -> None:
    """Have the named function kill this process instead of doing its work."""
    module, function = name.rsplit(".", 1)

    def die(*_: Any, **__: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(importlib.import_module(module), function, die)


def read(mirror: Mirror, merchant_id: int, count: int) -> str:
    """The sum of all amounts once `count` lines are there, or what was there after 60 seconds."""
    deadline = time.monotonic() + 60
    while True:
        with mirror.connection(merchant_id) as backend:
            [(lines, total)] = backend.con.sql("select count(*), sum(amount) from sale_lines").fetchall()
        if lines == count or time.monotonic() > deadline:
            return f"{lines} {total}"
        time.sleep(0.05)


def main(role: str, url: str, data: str, *rest: str) -> None:
    """Play one of the roles above."""
    database = Database(url)
    if role == "write":
        write(Shop(database, int(rest[0])), int(rest[1]), int(rest[2]))
    elif role == "read":
        print(read(Mirror(Path(data)), int(rest[0]), int(rest[1])))
    else:
        if role == "tail-until":
            die_at(rest[0])
        Tail(House(database, Path(data)), FEEDS, lambda session: MERCHANTS).run(Event())


if __name__ == "__main__":
    main(*sys.argv[1:])
