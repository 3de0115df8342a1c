from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from nigotis.kernel import embedded
from nigotis.kernel.problems import Unavailable

NOBODY = 65534
USE = """
import sys, time
from pathlib import Path
from nigotis.kernel import embedded
running = embedded.start(Path(sys.argv[1]))
print("up", flush=True)
sys.stdin.readline()
running.stop()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "postgres"
    if (tmp_path / "postgres" / "postmaster.pid").exists():
        embedded._stop_server(tmp_path / "postgres")


def another_process(folder: Path, **how: object) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", USE, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **how,  # type: ignore[call-overload]
    )
    assert process.stdout is not None and process.stdout.readline() == "up\n"
    return process


def leave(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=60)


def server_pid(folder: Path) -> int:
    return int((folder / "postmaster.pid").read_text().splitlines()[0])


def ask(folder: Path, question: str) -> object:
    with psycopg.connect(embedded.address(folder), autocommit=True) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def is_up(folder: Path) -> bool:
    return embedded._answers(folder)


def test_the_last_of_several_processes_stops_the_server(folder: Path) -> None:
    mine = embedded.start(folder)
    other = another_process(folder)
    mine.stop()
    assert is_up(folder)
    leave(other)
    assert not is_up(folder)


def test_stopping_twice_is_fine_and_the_data_is_there_next_time(folder: Path) -> None:
    first = embedded.start(folder)
    with psycopg.connect(first.url, autocommit=True) as connection:
        connection.execute("create table kept as select 7 as seven")
    first.stop()
    first.stop()
    second = embedded.start(folder)
    assert ask(folder, "select seven from kept") == 7
    second.stop()
    assert not is_up(folder)


def test_after_kill_9_of_nigotis_the_next_one_takes_the_server_over_and_stops_it(folder: Path) -> None:
    killed = another_process(folder)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert is_up(folder)
    running = embedded.start(folder)
    running.stop()
    assert not is_up(folder)


def test_after_kill_9_of_everything_the_next_start_recovers(folder: Path) -> None:
    killed = another_process(folder)
    with psycopg.connect(embedded.address(folder), autocommit=True) as connection:
        connection.execute("create table kept as select generate_series(1, 1000) as number")
    server = psutil.Process(server_pid(folder))
    for process in [server, *server.children(recursive=True), psutil.Process(killed.pid)]:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    killed.wait()
    assert not is_up(folder)
    running = embedded.start(folder)
    assert ask(folder, "select count(*) from kept") == 1000
    running.stop()


def test_a_stale_pid_that_now_belongs_to_a_stranger_does_not_matter(folder: Path) -> None:
    embedded.start(folder).stop()
    stranger = subprocess.Popen(
        ["sleep", "60"], user=embedded.SYSTEM_USER if os.geteuid() == 0 else None, stdout=subprocess.DEVNULL
    )
    try:
        stale = [str(stranger.pid), str(folder), str(int(time.time())), "5432", str(folder), "", "1 1", "ready"]
        for file in (folder / "postmaster.pid", embedded._socket_folder(folder) / embedded.SOCKET_LOCK):
            file.write_text("\n".join(stale) + "\n")
        running = embedded.start(folder)
        assert ask(folder, "select 1") == 1
        running.stop()
    finally:
        stranger.kill()
        stranger.wait()


def test_an_interrupted_first_start_is_begun_again(folder: Path) -> None:
    (folder / "base").mkdir(parents=True)
    (folder / "half-made").write_text("x")
    running = embedded.start(folder)
    assert ask(folder, "select current_database()::text") == "nigotis"
    running.stop()


def test_a_folder_of_another_major_version_is_refused_with_what_to_do(folder: Path) -> None:
    folder.mkdir()
    (folder / "PG_VERSION").write_text("16\n")
    with pytest.raises(Unavailable, match=r"made by PostgreSQL 16.*nigotis backup") as refused:
        embedded.start(folder)
    assert refused.value.code == "unavailable"


def test_a_long_path_moves_only_the_socket_into_a_private_folder(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 25) / "postgres"
    running = embedded.start(folder)
    try:
        sockets = embedded._socket_folder(folder)
        assert sockets != folder and sockets.stat().st_mode & 0o777 == 0o700
        assert ask(folder, "select 1") == 1
    finally:
        running.stop()


def test_ctrl_c_in_the_terminal_reaches_us_and_not_the_server(folder: Path) -> None:
    process = another_process(folder, start_new_session=True)
    assert os.getpgid(server_pid(folder)) != os.getpgid(process.pid)
    assert os.getsid(server_pid(folder)) != os.getsid(process.pid)
    leave(process)


def test_the_server_listens_on_no_network_and_keeps_what_it_acknowledged(folder: Path) -> None:
    running = embedded.start(folder)
    settings = ("listen_addresses", "fsync", "full_page_writes", "synchronous_commit", "data_checksums")
    found = {name: ask(folder, f"show {name}") for name in settings}
    running.stop()
    assert found == {
        "listen_addresses": "",
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "data_checksums": "on",
    }


def test_it_works_for_an_ordinary_user(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    if os.geteuid() == 0:
        os.chown(home, NOBODY, NOBODY)
        for parent in home.parents:
            parent.chmod(parent.stat().st_mode | 0o011)
    process = multiprocessing.get_context("fork").Process(target=as_an_ordinary_user, args=[home / "postgres"])
    process.start()
    process.join(60)
    assert process.exitcode == 0
    assert (home / "postgres" / "PG_VERSION").stat().st_uid == (NOBODY if os.geteuid() == 0 else os.geteuid())


def as_an_ordinary_user(folder: Path) -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    running = embedded.start(folder)
    assert psutil.Process(server_pid(folder)).uids().real == os.geteuid() != 0
    assert ask(folder, "select 1") == 1
    running.stop()
    assert not is_up(folder)
