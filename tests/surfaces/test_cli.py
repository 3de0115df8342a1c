from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from make.shop import make_shop
from nigotis.kernel import embedded
from nigotis.kernel.context import Caller, House
from nigotis.kernel.db import libpq_url
from nigotis.kernel.problems import Problem, Unavailable
from nigotis.migrations.run import faults, migrate
from nigotis.surfaces.cli.main import EXIT, obey
from nigotis.surfaces.cli.powers import Powers
from nigotis.surfaces.cli.processes import _listening

Obeyed = Callable[..., tuple[int, str, str]]
NIGOTIS = [sys.executable, "-c", "from nigotis.app import main; main()"]


@pytest.fixture(scope="module")
def shop(house: House) -> Caller:
    return make_shop(house)


@pytest.fixture
def environment(house: House) -> dict[str, str]:
    """Of an installation on a server of one's own: the test file's database."""
    ours = {"NIGOTIS_DATABASE_URL": libpq_url(house.database.engine.url.render_as_string(False))}
    return {**os.environ, **ours, "NIGOTIS_DATA": str(house.data), "LANG": "C", "LC_ALL": "C"}


def nigotis(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*NIGOTIS, *words], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def own_folder(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An installation with the embedded database on a free port."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NIGOTIS_")}
    yield {**kept, "NIGOTIS_DATA": str(tmp_path / "data"), "NIGOTIS_PORT": str(_free_port()), "LC_ALL": "C"}
    assert not (tmp_path / "data" / "postgres" / "postmaster.pid").exists()


@pytest.fixture
def obeyed(house: House, shop: Caller, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Obeyed:
    """The command line in this process: words -> exit code, output, what is said on the side."""
    monkeypatch.setenv("LC_ALL", "C")
    powers = Powers(lambda _: nullcontext(house.database), lambda _: nullcontext(house), migrate, faults)

    def call(*words: str) -> tuple[int, str, str]:
        code = obey(powers, list(words))
        return code, *capsys.readouterr()

    return call


def test_every_operation_is_a_command(obeyed: Obeyed, house: House, shop: Caller) -> None:
    code, said, _ = obeyed("clients", "add", "--name", "Aynur", "--tags", '["vip"]', "--birthday", "1990-05-17")
    client = json.loads(said)
    assert code == 0
    assert (client["name"], client["tags"], client["birthday"]) == ("Aynur", ["vip"], "1990-05-17")
    with house.database.tenant(shop.merchant.id) as session:
        line = session.execute(text("select surface, actor_name from audit order by id desc limit 1")).one()
    assert tuple(line) == ("cli", "Nigotis")


def test_a_whole_request_can_be_given_as_json(obeyed: Obeyed, tmp_path: Path) -> None:
    (tmp_path / "ask.json").write_text('{"name": "Elçin"}', "utf-8")
    _, said, _ = obeyed("clients", "add", "--json", f"@{tmp_path / 'ask.json'}")
    assert json.loads(said)["name"] == "Elçin"


def test_a_dry_run_leaves_nothing(obeyed: Obeyed, house: House, shop: Caller) -> None:
    assert obeyed("clients", "add", "--name", "Nobody", "--dry-run")[0] == 0
    with house.database.tenant(shop.merchant.id) as session:
        assert session.scalars(text("select id from client where name = 'Nobody'")).all() == []


def test_the_same_key_acts_once(obeyed: Obeyed) -> None:
    first, second = (json.loads(obeyed("clients", "add", "--name", "Once", "--key", "k-1")[1]) for _ in range(2))
    assert first["id"] == second["id"]


def test_a_file_is_saved_where_asked(obeyed: Obeyed, tmp_path: Path) -> None:
    code, said, _ = obeyed("clients", "export", "--save", str(tmp_path / "clients.xlsx"))
    assert code == 0 and said.strip() == str(tmp_path / "clients.xlsx")
    assert (tmp_path / "clients.xlsx").stat().st_size > 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["clients", "read", "--client-id", "999999"], "not_found"),
        (["clients", "add", "--name", "x", "--birthday", "someday"], "invalid"),
        (["clients", "add", "--name", "x", "--as", "999999"], "invalid"),
    ],
)
def test_a_refusal_is_one_sentence_and_an_exit_code(obeyed: Obeyed, words: list[str], code: str) -> None:
    exit_code, _, said = obeyed(*words)
    assert exit_code == EXIT[code]
    assert len(said.strip().splitlines()) == 1 and "Traceback" not in said


@pytest.mark.parametrize(
    "option",
    [["--rules", "support=0,5"], ["--rules", "support"], ["--as-of", "9999-12-31"], ["--out", "/proc/nowhere/out"]],
    ids=" ".join,
)
def test_a_file_command_refuses_what_makes_no_sense_in_one_sentence(
    obeyed: Obeyed, tmp_path: Path, option: list[str]
) -> None:
    (tmp_path / "sales.csv").write_text("date,client,amount\n2026-03-01,A,5\n", "utf-8")
    code, _, said = obeyed("analyze", str(tmp_path / "sales.csv"), "--out", str(tmp_path / "out"), *option)
    assert code == EXIT["invalid"] and len(said.strip().splitlines()) == 1
    assert "COLUMN=FIELD" not in said


def test_a_refused_analysis_says_on_the_side_that_the_folder_holds_an_earlier_one(
    obeyed: Obeyed, tmp_path: Path
) -> None:
    (tmp_path / "sales.csv").write_text("date,client,amount\n2026-03-01,A,5\n", "utf-8")
    words = ["analyze", str(tmp_path / "sales.csv"), "--out", str(tmp_path / "out")]
    assert obeyed(*words)[0] == 0
    code, printed, said = obeyed(*words, "--as-of", "2020-01-01")
    assert code == EXIT["invalid"] and printed == ""
    assert "earlier run" in said.strip().splitlines()[1]


def test_refusals_speak_the_language_of_the_terminal(obeyed: Obeyed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    assert obeyed("clients", "read", "--client-id", "999999")[2].startswith("Здесь такого нет")


@pytest.mark.parametrize("option", [[], ["--map", "x"], ["--as-of", "2020-01-01"], ["--currency", "QQQ"]], ids=" ".join)
def test_a_refusal_is_wholly_in_the_language_asked_for(obeyed: Obeyed, tmp_path: Path, option: list[str]) -> None:
    sales = tmp_path / "продажи.csv"
    sales.write_text("date,client,amount\n2026-03-01,A,5\n" if option else "", "utf-8")
    said = obeyed("analyze", str(sales), "--out", str(tmp_path / "out"), *option, "--lang", "ru")[2]
    assert said and not re.search(r"[a-z]{3}", said)


def test_a_file_that_is_not_there_is_told_in_the_language_asked_for_and_the_next_command_forgets_it(
    obeyed: Obeyed, tmp_path: Path
) -> None:
    gone = ["--out", str(tmp_path / "out"), str(tmp_path / "gone.csv")]
    assert obeyed("analyze", *gone, "--lang", "ru")[2].startswith("Файла")
    code, _, said = obeyed("analyze-messages", *gone)
    assert code == EXIT["invalid"] and said.startswith("There is no file")
    assert obeyed("clients", "read", "--client-id", "999999")[2].startswith("There is no")


def test_every_code_of_a_refusal_has_an_exit_code() -> None:
    assert {kind.code for kind in Problem.__subclasses__()} <= EXIT.keys()


def test_help_knows_the_rooms_without_importing_them() -> None:
    heavy = """
import sys
from nigotis.app import main
sys.argv = ["nigotis", "--help"]
try:
    main()
except SystemExit:
    print(sorted(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert "clients" in done.stdout
    assert "'pyarrow'" not in done.stdout and "'fastapi'" not in done.stdout and "'duckdb'" not in done.stdout


def test_a_server_and_its_workers_are_separate_processes_and_end_on_a_signal(
    environment: dict[str, str], shop: Caller
) -> None:
    environment = {**environment, "NIGOTIS_PORT": str(_free_port())}
    processes = [_started(environment, "serve"), _started(environment, "worker"), _started(environment, "worker")]
    try:
        _answers(environment)
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        ended = [process.wait(30) for process in processes]
    assert ended == [0, 0, 0]


def test_ctrl_c_stops_everything_the_database_last(own_folder: dict[str, str], tmp_path: Path) -> None:
    process = _started(own_folder, "serve")
    _answers(own_folder)
    assert embedded._answers(tmp_path / "data" / "postgres")
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert not embedded._answers(tmp_path / "data" / "postgres")


def test_a_taken_port_is_told_before_anything_starts(own_folder: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(own_folder["NIGOTIS_PORT"])))
        taken.listen()
        done = nigotis(own_folder, "serve")
    assert done.returncode == EXIT["unavailable"] and "NIGOTIS_PORT" in done.stderr
    assert not (tmp_path / "data").exists()


def test_of_two_started_at_once_the_second_is_told_while_the_first_is_still_preparing() -> None:
    port = _free_port()
    with _listening(port), pytest.raises(Unavailable), _listening(port):
        pass


def test_a_database_of_an_older_version_is_not_served(environment: dict[str, str], house: House) -> None:
    with house.database.owner() as session:
        before = session.execute(text("update alembic_version set version_num = '0000' returning 1")).all()
    try:
        done = nigotis(environment, "serve")
    finally:
        with house.database.owner() as session:
            session.execute(text("update alembic_version set version_num = '0001'"))
    assert before and done.returncode == EXIT["unavailable"] and "nigotis migrate" in done.stderr


def test_check_names_a_fence_that_is_down(obeyed: Obeyed, house: House) -> None:
    assert obeyed("check")[0] == 0
    with house.database.owner() as session:
        session.execute(text("alter table client no force row level security"))
    try:
        code, _, said = obeyed("check")
    finally:
        with house.database.owner() as session:
            session.execute(text("alter table client force row level security"))
    assert code == EXIT["unavailable"] and "table client" in said


def test_backup_and_restore_from_the_command_line(own_folder: dict[str, str], tmp_path: Path) -> None:
    file = str(tmp_path / "shop.backup")
    elsewhere = {**own_folder, "NIGOTIS_DATA": str(tmp_path / "elsewhere")}
    for where, words in (
        (own_folder, ("migrate",)),
        (own_folder, ("backup", file)),
        (elsewhere, ("restore", file)),
        (elsewhere, ("check", "--backup", file)),
    ):
        done = nigotis(where, *words)
        assert done.returncode == 0, (words, done.stderr)
    again = nigotis(elsewhere, "restore", file)
    assert again.returncode == EXIT["conflict"], again.stderr


def _started(environment: dict[str, str], command: str) -> subprocess.Popen[str]:
    process = subprocess.Popen([*NIGOTIS, command], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    if not process.stdout.readline():
        raise AssertionError(f"{command} ended with {process.wait(60)} before it served")
    return process


def _answers(environment: dict[str, str]) -> None:
    address = f"http://127.0.0.1:{environment['NIGOTIS_PORT']}/health"
    for _ in range(300):
        try:
            assert httpx.get(address).json() == {"ok": True}
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
