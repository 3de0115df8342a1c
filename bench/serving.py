"""How long a dashboard waits: figures over HTTP, from sign-in cookie to JSON, for a business of ten million lines.

    python -m bench.serving                                   10 M lines, every card of the ready boards
    python -m bench.serving --all                             every figure of the catalogue, with all its columns
    python -m bench.serving --lines 1000000 --only revenue rfm

A real server on a real socket and a client process of its own. Cards ask what the web app asks for them (by its own
rule, so with Node beside it), each for four periods, the whole business and one branch. Every request is computed: the
server remembers the SQL of a question and where clients and products stood at the end of a day, never an answer. So the
first turn of a day, which writes the SQL, and the turn that comes a second after a new sale of the last day stand in
columns of their own (their slowest request); the `--repeat` turns between are counted. Beside it what pandas takes for
the same figure (whole business, all years) where `bench.by_hand` has it. Leaves with 1 when a question is slower than
the bar.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tools.web import evaluate

from bench.compare import COMPARED, _alone, _generate, _pandas

LAST_DAY = date(2025, 12, 23)
PERIODS_IN_DAYS = {"30 days": 30, "quarter": 92, "year": 365, "all": 1096}
TURN = 2 * len(PERIODS_IN_DAYS)
BAR_IN_MS = 100


def main() -> None:
    """Generate, serve, ask, print; leaves with 1 when a figure is slower than the bar."""
    parser = argparse.ArgumentParser(prog="python -m bench.serving", description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--only", nargs="+", metavar="FIGURE")
    parser.add_argument("--all", action="store_true", help="every figure of the catalogue, not only those on boards")
    parser.add_argument("--repeat", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nigotis-bench-") as folder:
        _alone(_generate, chosen.lines, Path(folder))
        with _serving(Path(folder)) as (address, cookie, mirror):
            questions = _questions(chosen.all, chosen.only)
            asked = _alone(_ask_all, address, cookie, questions, chosen.repeat, _Till(mirror))
        slow = _print(asked, Path(folder), chosen.lines)
    sys.exit(bool(slow))


def _questions(everything: bool, only: list[str] | None) -> dict[str, tuple[str, dict[str, Any]]]:
    """What is asked, by how it is called: a figure and its query without the period."""
    from nigotis.metrics.catalogue import metrics

    if everything or only:
        names = [metric.slug for metric in metrics().values()]
        return {name: (name, {}) for name in names if not only or name in only or name.replace("-", "_") in only}
    return dict(_of_cards())


def _of_cards() -> Iterator[tuple[str, tuple[str, dict[str, Any]]]]:
    """The cards of the ready boards, as the web app asks for them."""
    from nigotis.boards.ready import READY

    cards = [card for board in READY.values() for card in board.cards]
    for card, wanted in zip(cards, _wanted([(card.visual, card.columns) for card in cards]), strict=True):
        query = dict(card.params) | ({"compare": card.compare} if card.compare else {}) | wanted
        title = card.figure + "".join(f" {name}={value}" for name, value in query.items())
        yield title, (card.figure, query)


def _wanted(cards: Sequence[tuple[str | None, Sequence[str]]]) -> list[dict[str, str]]:
    """Which columns the web app asks for, by its own rule."""
    said: list[dict[str, str]] = json.loads(evaluate(_WANTED, json.dumps(cards)))
    return said


_WANTED = """
import { wantedColumns } from "./src/ui/figure/visual.ts";
const cards = JSON.parse(process.argv[1]);
console.log(JSON.stringify(cards.map(([visual, columns]) => wantedColumns(visual, columns))));
"""


def _print(asked: dict[str, list[float]], folder: Path, lines: int) -> list[str]:
    width = max(30, *map(len, asked))
    title = f"{lines:,} lines, over HTTP"
    print(f"\n{title:<{width}} first ms  median ms  p95 ms  max ms  after a sale ms  |  pandas ms  |  pandas : p95")
    slow = []
    for name, times in asked.items():
        first, took, sold = max(times[:TURN]), times[TURN:-TURN], max(times[-TURN:])
        p95 = statistics.quantiles(took, n=20, method="inclusive")[-1]
        row = f"{name:<{width}} {first:>8.0f} {statistics.median(took):>10.0f} {p95:>7.0f} {max(took):>7.0f}"
        row += f" {sold:>16.0f}  |"
        figure = name.split()[0].replace("-", "_")
        if figure in COMPARED:
            theirs = 1000 * _alone(_pandas, figure, folder, 3)["wall"]
            row += f"{theirs:>11.0f}  |{theirs / p95:>14.1f}x"
        print(row, flush=True)
        slow += [name] if p95 > BAR_IN_MS else []
    quick = len(asked) - len(slow)
    print(f"{quick} of {len(asked)} questions are answered in p95 <= {BAR_IN_MS} ms; slower: {slow or 'none'}")
    return slow


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[str, str, Path]]:
    """Address and session cookie of a served business whose mirror holds the generated lines, and where that is."""
    import uvicorn

    from nigotis import rooms
    from nigotis.app import open_house
    from nigotis.kernel.config import Config
    from nigotis.staff.front_desk import sign_up
    from nigotis.staff.types import SignUp
    from nigotis.surfaces.http.app import create

    assert rooms.ROOMS
    profile = {"business_name": "Bench", "country": "AZ", "currency": "AZN", "zone": "Asia/Baku", "language": "en",
               "name": "Owner", "email": "owner@example.com", "password": "a long password"}  # fmt: skip
    with open_house(Config(data=folder / "house")) as house:
        entry = sign_up(house, SignUp.model_validate(profile))
        mirror = _mirror(folder, house.data, entry.caller.merchant.id)
        server = uvicorn.Server(uvicorn.Config(create(house), port=0, log_level="warning"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}", entry.token, mirror
        finally:
            server.should_exit = True
            thread.join(15)


def _mirror(folder: Path, data: Path, merchant_id: int) -> Path:
    """The generated facts as a merchant's mirror; tables the generator does not make are empty. Where it is."""
    import pyarrow.parquet as pq

    from nigotis.feeds import FEEDS
    from nigotis.mirror import keeping
    from nigotis.mirror.changes import Watermark
    from nigotis.mirror.manifest import Entity, Manifest, Segment, folder_of, publish

    target = folder_of(data, merchant_id)
    target.mkdir(parents=True, exist_ok=True)
    entities = {}
    for feed in FEEDS:
        file = f"bench-{feed.entity}-0-0.parquet"
        made = folder / f"{feed.entity}.parquet"
        if made.exists():
            (target / file).symlink_to(made)
        else:
            pq.write_table(feed.schema.empty_table(), target / file)
        files = {feed.entity: file}
        for entry in keeping.written_with(feed.entity):
            files[entry.name] = f"bench-{entry.name}-0-0.parquet"
            keeping.write(entry, target / file, target / files[entry.name])
        for name, base in files.items():
            entities[name] = Entity(key=feed.key, segments=(Segment(file=base, rows=0, first=0, last=0),))
    publish(
        target,
        Manifest(
            version="bench",
            origin="bench",
            generation="bench",
            watermark=Watermark(xid=0, id=0),
            written_at=datetime.now(UTC),
            entities=entities,
        ),
    )
    return target


@dataclass
class _Till:
    """Sells in a generated mirror: each time the first sale of the last day once more, as a new one."""

    mirror: Path
    sold: int = 0

    def sell(self) -> None:
        """Publish the sale, as the mirror's tail does."""
        import duckdb

        from nigotis.mirror import keeping
        from nigotis.mirror.manifest import Segment, load, publish
        from nigotis.mirror.segments import read

        manifest, self.sold = load(self.mirror), self.sold + 1
        assert manifest is not None
        lines = manifest.entities["sale_lines"]
        (documents,) = keeping.written_with("sale_lines")
        files = {name: f"bench-{name}-{self.sold}-{self.sold}.parquet" for name in ("sale_lines", documents.name)}
        duckdb.execute(
            f"copy (select * replace (-{self.sold} as sale_id) from {read(self.mirror / lines.segments[0].file)}"
            f" where day = date '{LAST_DAY}' order by sale_id limit 1) to '{self.mirror / files['sale_lines']}'"
        )
        keeping.write(documents, self.mirror / files["sale_lines"], self.mirror / files[documents.name])
        for name, file in files.items():
            new = Segment(file=file, rows=1, first=self.sold, last=self.sold)
            manifest = manifest.with_entity(name, (*manifest.entities[name].segments, new))
        publish(self.mirror, manifest)


def _ask_all(
    address: str, cookie: str, questions: dict[str, tuple[str, dict[str, Any]]], repeat: int, till: _Till
) -> dict[str, list[float]]:
    """Milliseconds of every request, by question; the first request of all, which fills the memory, is not counted."""
    import httpx

    from nigotis.surfaces.http.who import COOKIE

    with httpx.Client(base_url=f"{address}/api", cookies={COOKIE: cookie}, timeout=600) as client:
        began = time.perf_counter()
        _ask(client, "revenue", {"since": "2025-12-01", "until": str(LAST_DAY)})
        print(f"memory filled from the mirror in {time.perf_counter() - began:.1f} s", flush=True)
        asked = {}
        for title, (figure, query) in questions.items():
            took = [_ask(client, figure, query | period) for period in _queries(1 + repeat)]
            till.sell()
            time.sleep(1)
            asked[title] = took + [_ask(client, figure, query | period) for period in _queries(1)]
        return asked


def _queries(turns: int) -> Iterator[dict[str, Any]]:
    for _ in range(turns):
        for days in PERIODS_IN_DAYS.values():
            period = {"since": str(LAST_DAY - timedelta(days=days - 1)), "until": str(LAST_DAY)}
            yield period
            yield {**period, "branch": 3}


def _ask(client: Any, name: str, query: dict[str, Any]) -> float:
    began = time.perf_counter()
    client.get(f"/analytics/{name}", params=query).raise_for_status()
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
