"""`serve`, `worker` and `demo`: the processes."""

from __future__ import annotations

import gc
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from nigotis.kernel.config import config
from nigotis.kernel.problems import Unavailable
from nigotis.surfaces.cli.powers import Powers

if TYPE_CHECKING:
    import uvicorn

    from nigotis.kernel.context import House

All = Annotated[bool, typer.Option("--all", help="Also do the worker's part, on a server of your own.")]
Check = Annotated[bool, typer.Option("--check", help="Start, sign in, load every page's data, stop.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(serve)
    app.command()(worker)
    app.command()(demo)


def serve(ctx: typer.Context, all: All = False) -> None:
    """Serve the web app and the API; with the embedded database also jobs, announcements and the mirror."""
    powers: Powers = ctx.obj
    wanted = all or not config().database_url
    with (
        _listening(config().port) as listening,
        powers.open_house(config()) as house,
        _background(house, wanted=wanted),
    ):
        server = _server(house)
        typer.echo(f"Nigotis is at {_address(config().port)}")
        server.run(sockets=[listening])


def worker(ctx: typer.Context) -> None:
    """Do jobs, deliver announcements and keep the mirror; several may run."""
    powers: Powers = ctx.obj
    with powers.open_house(config()) as house, _background(house, wanted=True):
        typer.echo("The worker is running.")
        threading.Event().wait()


def demo(ctx: typer.Context, check: Check = False) -> None:
    """Fill two invented businesses, if they are not there yet, and serve them."""
    powers: Powers = ctx.obj
    began = time.monotonic()
    with _listening(0 if check else config().port) as listening, powers.open_house(config()) as house:
        _step("database is ready", began)
        sign_in = _fill(house, began)
        with _background(house, wanted=True):
            if check:
                _check(house, listening, sign_in, began)
            else:
                server = _server(house)
                _step("serving", began)
                _greet(*sign_in)
                server.run(sockets=[listening])


def _fill(house: House, began: float) -> tuple[str, str]:
    from nigotis.demo.loading import EMAIL, PASSWORD, fill

    fill(house, lambda text: _step(text, began))
    return EMAIL, PASSWORD


def _check(house: House, listening: socket.socket, sign_in: tuple[str, str], began: float) -> None:
    from nigotis.surfaces.cli.walk import walk

    with _serving(house, listening) as address:
        loaded = walk(address, *sign_in)
    _step(f"loaded {loaded} answers without a fault", began)


def _greet(email: str, password: str) -> None:
    typer.echo(f"\n  Address   {_address(config().port)}\n  Sign in   {email}   password   {password}\n")
    typer.echo("Both businesses are invented. Stop with Ctrl-C.")


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    """The web server's socket; 0 takes a free port. Raises Unavailable when the port is taken."""
    family = socket.AF_INET6 if ":" in config().host else socket.AF_INET
    with socket.socket(family) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((config().host, port))
            listening.listen()  # only now is the port ours; who comes early waits instead of being refused
        except OSError as error:
            raise Unavailable("cli.port_taken", address=_address(port)) from error
        yield listening


@contextmanager
def _serving(house: House, listening: socket.socket) -> Iterator[str]:
    """The web server in a thread; gives its address."""
    server = _server(house)
    thread = threading.Thread(target=server.run, args=[[listening]], name="web", daemon=True)
    thread.start()
    try:
        yield _address(listening.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(15)


def _server(house: House) -> uvicorn.Server:
    import uvicorn

    from nigotis.surfaces.http.app import create

    app = create(house)
    gc.freeze()  # what is loaded stays: to walk all of it now and then would hold up every request
    return uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=5, server_header=False))


@contextmanager
def _background(house: House, *, wanted: bool) -> Iterator[None]:
    from nigotis.surfaces.worker.background import running, services

    with running(services(house, concurrency=config().worker_concurrency)) if wanted else nullcontext():
        yield


def _address(port: int) -> str:
    host = config().host
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _step(text: str, began: float) -> None:
    typer.echo(f"{time.monotonic() - began:6.1f} s  {text}")
