"""`migrate`, `backup`, `restore`, `check` and `mirror verify`: for whoever keeps the installation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nigotis.kernel.config import config
from nigotis.kernel.problems import Unavailable
from nigotis.surfaces.cli.powers import Powers
from nigotis.surfaces.cli.terminal import spoken_language

if TYPE_CHECKING:
    from nigotis.kernel.db import Database

ToFile = Annotated[Path, typer.Argument(help="The file to write.", dir_okay=False)]
FromFile = Annotated[Path, typer.Argument(help="A file that nigotis backup wrote.", exists=True, dir_okay=False)]

MaybeFile = Annotated[
    Path | None, typer.Option("--backup", help="A backup that this database was restored from.", exists=True)
]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (migrate, backup, restore, check):
        app.command()(command)
    mirror = typer.Typer(help="The copy that numbers are computed from.", no_args_is_help=True, add_completion=False)
    mirror.callback()(lambda: None)
    mirror.command()(verify)
    app.add_typer(mirror, name="mirror")


def migrate(ctx: typer.Context) -> None:
    """Bring the database up to date with this version."""
    powers: Powers = ctx.obj
    with powers.open_database(config()) as database:
        powers.migrate(database)
    typer.echo("The database is up to date.")


def backup(ctx: typer.Context, file: ToFile) -> None:
    """Write everything into one file, as of one moment, while others go on working."""
    from nigotis.kernel.backup import back_up

    powers: Powers = ctx.obj
    with powers.open_database(config()) as database:
        counted = back_up(database, config().data, file)
    typer.echo(f"{file}: {sum(counted.values())} rows of {len(counted)} tables.")


def restore(ctx: typer.Context, file: FromFile) -> None:
    """Fill an empty database from a backup, and check it."""
    from nigotis.kernel.backup import restore as fill

    powers: Powers = ctx.obj
    with powers.open_database(config()) as database:
        fill(database, config().data, file)
        powers.migrate(database)
        _refuse_faults(powers, database)
    typer.echo("Restored: every row and sum is what the backup says.")


def check(ctx: typer.Context, backup_file: MaybeFile = None) -> None:
    """Check the schema and every fence between businesses; with a backup, also that nothing of it is missing."""
    from nigotis.kernel.backup import differences, manifest_of

    powers: Powers = ctx.obj
    with powers.open_database(config()) as database:
        _refuse_faults(powers, database)
        unequal = differences(database, manifest_of(backup_file)) if backup_file else []
    if unequal:
        raise Unavailable("kernel.restore_differs", tables=", ".join(unequal))
    typer.echo("All is well.")


def verify(ctx: typer.Context) -> None:
    """Compare the mirror with the database and name every difference."""
    from nigotis.feeds import FEEDS
    from nigotis.merchants.register import all_merchants
    from nigotis.mirror.verify import verify as compare

    powers: Powers = ctx.obj
    with powers.open_house(config()) as house:
        with house.database.system() as session:
            merchants = all_merchants(session)
        found = {merchant: compare(house, FEEDS, merchant.id) for merchant in merchants}
    for merchant, verification in found.items():
        state = "equal" if verification.is_equal else f"{len(verification.differences)} differences"
        rows = ", ".join(f"{entity} {tally.rows}" for entity, tally in verification.database.items())
        typer.echo(f"{merchant.id} {merchant.name}: {state} ({rows})")
        for difference in verification.differences:
            typer.echo(f"  {difference.text(spoken_language())}")
    if not all(verification.is_equal for verification in found.values()):
        raise typer.Exit(1)


def _refuse_faults(powers: Powers, database: Database) -> None:
    faults = powers.schema_faults(database)
    if faults:
        raise Unavailable("cli.check_failed", faults="; ".join(faults))
