"""The composition root: the only file that sees everything, and the program's entry.

What it needs it imports when it needs it, so that `nigotis --help` answers at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nigotis.kernel.config import Config
    from nigotis.kernel.context import House
    from nigotis.kernel.db import Database
    from nigotis.mirror.cache import Mirror


def main() -> None:
    """The command `nigotis`."""
    from nigotis.surfaces.cli.main import run
    from nigotis.surfaces.cli.powers import Powers

    run(Powers(open_database, open_house, migrate, schema_faults))


@contextmanager
def open_database(config: Config) -> Iterator[Database]:
    """The database of this configuration: the embedded one, started and stopped here, or a server that is safe."""
    from nigotis.kernel import embedded
    from nigotis.kernel.db import Database
    from nigotis.kernel.safety import refuse_unsafe

    running = None if config.database_url else embedded.start(config.data / "postgres")
    try:
        database = Database(config.database_url or running.url, pool_size=config.pool_size)  # type: ignore[union-attr]
        try:
            refuse_unsafe(database)
            yield database
        finally:
            database.close()
    finally:
        if running:
            running.stop()


@contextmanager
def open_house(config: Config) -> Iterator[House]:
    """A house ready to serve. The embedded database is brought up to date; another server is left as it is.

    Raises Unavailable when another server's schema is not this version's: `nigotis migrate` is then for its keeper to
    run, once, before the processes of the new version start.
    """
    from nigotis.kernel.context import House
    from nigotis.kernel.problems import Unavailable

    with open_database(config) as database:
        if not config.database_url:
            migrate(database)
        elif schema_faults(database):
            raise Unavailable("kernel.schema_behind")
        house = House(database, config.data)
        with fill_ports(house, config.engine):
            yield house


def migrate(database: Database) -> None:
    """Bring the schema up to date."""
    from nigotis.migrations.run import migrate

    migrate(database)


def schema_faults(database: Database) -> list[str]:
    """What is wrong with the schema, a sentence each; empty when it is this version's, with every fence up."""
    from nigotis.migrations.run import faults

    return faults(database)


@contextmanager
def fill_ports(house: House, engine: str = "duckdb") -> Iterator[None]:
    """Give the rooms what they need from outside, for as long as the block lasts.

    `engine` says where figures are computed: `duckdb` is this process, `sc://host:port` a Spark Connect server.
    """
    from nigotis.kernel import calendar  # noqa: F401  (zone data from the wheel, for all that asks for a zone)
    from nigotis.kernel.work import Register
    from nigotis.merchants.register import find_merchant
    from nigotis.mirror.cache import Mirror

    mirror = _mirror(house, engine)
    house.ports.fill(Register, Register(find_merchant))
    house.ports.fill(Mirror, mirror)
    try:
        yield
    finally:
        mirror.close()


def _mirror(house: House, engine: str) -> Mirror:
    from nigotis.kernel.problems import Invalid
    from nigotis.mirror.cache import Mirror

    if engine == "duckdb":
        return Mirror(house.data)
    from nigotis.mirror.cluster import SCHEME, Cluster

    if not engine.startswith(SCHEME):
        raise Invalid("mirror.unknown_engine", engine=engine)
    return Cluster(house.data, engine)
