"""The command `nigotis`: refusals become one sentence and an exit code, signals become an orderly end."""

from __future__ import annotations

import logging
import signal
import sys
from types import FrameType
from typing import Any

import typer

from nigotis.kernel.config import config
from nigotis.kernel.i18n import say
from nigotis.kernel.problems import Problem
from nigotis.surfaces.cli import files, keeping, processes
from nigotis.surfaces.cli.powers import Powers
from nigotis.surfaces.cli.rooms import RoomGroup
from nigotis.surfaces.cli.terminal import speak, spoken_language

EXIT = {
    "invalid": 2,
    "unauthenticated": 3,
    "forbidden": 3,
    "not_found": 4,
    "conflict": 5,
    "limit": 6,
    "unavailable": 7,
}

LOG_LEVELS = {"debug": "DEBUG", "info": "WARNING", "error": "ERROR"}  # what a library calls info is noise to a merchant


def run(powers: Powers) -> None:
    """Run what the command line asks for and leave the process."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    sys.exit(obey(powers, sys.argv[1:]))


def obey(powers: Powers, words: list[str]) -> int:
    """Do what `words` say; the exit code."""
    speak(None)
    try:
        logging.basicConfig(level=LOG_LEVELS.get(config().log_level, "WARNING"), format="%(levelname)s %(message)s")
        program()(words, obj=powers)
    except Problem as problem:
        sentence = say(problem.key, spoken_language(), **problem.values)
        typer.echo("\n".join([sentence, *getattr(problem, "__notes__", ())]), err=True)
        return EXIT[problem.code]
    except SystemExit as leaving:
        return int(leaving.code or 0)
    return 0


def program() -> typer.Typer:
    """All commands; those of the rooms are read off the registry when one is called."""
    app = typer.Typer(
        cls=RoomGroup,
        help="Nigotis: sales, clients, loyalty, messages and proof for a merchant.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    for module in (processes, keeping, files):
        module.add_to(app)
    return app


def _leave(number: int, frame: FrameType | None) -> Any:
    """Unwind everything that is open, the database last; a second Ctrl-C does not cut that short."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(0)
