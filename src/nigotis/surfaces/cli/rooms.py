"""Every operation as a command, read off the registry: `nigotis clients add --name Aynur --as 1`.

The rooms are imported only when one of their commands is asked for, so that `nigotis --help` stays quick.
"""

from __future__ import annotations

import inspect
import pkgutil
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from typer.core import TyperGroup

import nigotis
from nigotis.kernel.config import config
from nigotis.kernel.files import File
from nigotis.kernel.problems import Invalid

if TYPE_CHECKING:
    from nigotis.kernel.context import Caller, House
    from nigotis.kernel.operation import Operation

AsMerchant = Annotated[
    int | None, typer.Option("--as", metavar="MERCHANT_ID", help="The business; needed when there are several.")
]
AsJson = Annotated[
    str | None,
    typer.Option("--json", metavar="TEXT", help="The whole request as JSON; @FILE reads a file, - reads stdin."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do everything and take it back.")]
Key = Annotated[str | None, typer.Option("--key", help="Idempotency key: the same call again has no second effect.")]
Save = Annotated[Path | None, typer.Option("--save", help="Where to put the answer when it is a file.")]
COMMON = {"as_": AsMerchant, "json_": AsJson, "dry_run_": DryRun, "key_": Key, "save_": Save}


class RoomGroup(TyperGroup):
    """The main group, which also knows a subcommand for every room that has operations."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Own commands first, then the rooms."""
        return [*super().list_commands(ctx), *(room for room in _rooms() if room not in self.commands)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """An own command, or the commands of a room."""
        found = super().get_command(ctx, cmd_name)
        return Room(cmd_name) if found is None and cmd_name in _rooms() else found


class Room(TyperGroup):
    """The commands of a room, which are read off the registry when one of them is asked for."""

    def __init__(self, room: str) -> None:
        super().__init__(name=room, help=f"What can be done with {room}.", no_args_is_help=True)
        self.room = room

    def list_commands(self, ctx: Any) -> list[str]:
        """The operations of the room."""
        return list(self._operations.list_commands(ctx))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """An operation of the room as a command."""
        return self._operations.get_command(ctx, cmd_name)

    @cached_property
    def _operations(self) -> Any:
        return typer.main.get_command(_commands_of(self.room))


def _rooms() -> list[str]:
    """Rooms with operations, found on the disk without importing them."""
    folder = Path(nigotis.__path__[0])
    return sorted(
        room.name for room in pkgutil.iter_modules([str(folder)]) if (folder / room.name / "operations.py").exists()
    )


def _commands_of(room: str) -> typer.Typer:
    from nigotis import rooms
    from nigotis.kernel.registry import OPERATIONS

    assert rooms.ROOMS, "importing the rooms fills the registry"
    app = typer.Typer(name=room, add_completion=False)
    app.callback()(lambda: None)  # a room with a single operation is still a group
    for op in OPERATIONS.values():
        if op.room == room:
            app.command(op.name.split(".")[1].replace("_", "-"), help=op.text)(_command(op))
    return app


def _command(op: Operation[Any, Any]) -> Callable[..., None]:
    """A function with one option per field of the ask, for typer to read."""

    def run(ctx: typer.Context, **options: Any) -> None:
        common = {name: options.pop(name) for name in COMMON}
        ask = _ask(op, options, common["json_"])
        with ctx.obj.open_house(config()) as house:
            caller = _caller(house, common["as_"])
            answer = op.serve(house, caller, ask, key=common["key_"], dry_run=common["dry_run_"])
            _show(op, answer, common["save_"])

    fields = {name: _option(name, field) for name, field in op.ask.model_fields.items()}
    hints = {"ctx": typer.Context, **fields, **COMMON}
    kind = inspect.Parameter.KEYWORD_ONLY
    parameters = [
        inspect.Parameter(name, kind, annotation=hint, default=_default(name)) for name, hint in hints.items()
    ]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = hints
    return run


def _default(name: str) -> Any:
    if name == "ctx":
        return inspect.Parameter.empty
    return False if name == "dry_run_" else None


def _option(name: str, field: FieldInfo) -> Any:
    needed = " [needed]" if field.is_required() else ""
    flag = f"--{name.replace('_', '-')}"
    return Annotated[str | None, typer.Option(flag, help=f"{field.description or ''}{needed}", show_default=False)]


def _ask(op: Operation[Any, Any], options: dict[str, str | None], as_json: str | None) -> BaseModel:
    model: type[BaseModel] = op.ask
    try:
        if as_json is not None:
            return model.model_validate_json(_text(as_json))
        given = {name: value for name, value in options.items() if value is not None}
        return model.model_validate({name: _value(model.model_fields[name], text) for name, text in given.items()})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Invalid("cli.bad_option", field=place, option=place, why=first["msg"]) from error


def _value(field: FieldInfo, text: str) -> Any:
    """The text as the field's type: a number, a date, a choice; lists and objects are written as JSON."""
    adapter: TypeAdapter[Any] = TypeAdapter(field.annotation or str)
    for read in (adapter.validate_strings, adapter.validate_json):
        try:
            return read(text)
        except ValidationError:
            continue
    return text


def _text(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    return Path(given[1:]).read_text("utf-8") if given.startswith("@") else given


def _caller(house: House, merchant_id: int | None) -> Caller:
    from nigotis.kernel.context import HOUSE, Caller
    from nigotis.merchants.register import all_merchants

    with house.database.system() as session:
        merchants = all_merchants(session)
    chosen = [merchant for merchant in merchants if merchant_id in (None, merchant.id)]
    if len(chosen) != 1:
        names = "; ".join(f"{merchant.id} {merchant.name}" for merchant in merchants) or "-"
        raise Invalid("cli.which_merchant", merchants=names)
    return Caller(chosen[0], HOUSE, "cli", chosen[0].language)


def _show(op: Operation[Any, Any], answer: Any, save: Path | None) -> None:
    if not isinstance(answer, File):
        typer.echo(op.answer.dump_json(answer, indent=2).decode())
        return
    path = save or Path(Path(answer.name).name)
    with path.open("wb") as file:
        for piece in answer.chunks():
            file.write(piece)
    typer.echo(str(path))
