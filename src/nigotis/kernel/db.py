"""The database: transactions that belong to one merchant, and the base of every table.

Two fences keep merchants apart, and each holds when the other is gone:

1. `Context.mine(Row)` is the only way a room starts a query.
2. PostgreSQL row-level security: a transaction runs as the role `nigotis_app`, which owns nothing and sees only rows
   whose `merchant_id` equals the setting `nigotis.merchant_id` of this transaction. No setting, no rows.

References inside a merchant are composite, `(merchant_id, x_id)`, because PostgreSQL checks foreign keys past
row-level security: a plain `x_id` would accept another merchant's id.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    Engine,
    ForeignKeyConstraint,
    Identity,
    MetaData,
    Numeric,
    String,
    create_engine,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

APP_ROLE = "nigotis_app"
SYSTEM_ROLE = "nigotis_system"

_ENTER = text(
    "select set_config('role', :role, true), set_config('nigotis.merchant_id', :merchant, true),"
    " set_config('nigotis.person_id', :person, true)"
)


class Base(DeclarativeBase):
    """Base of every table of every room."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  (SQLAlchemy reads it from the class)
        int: BigInteger,
        str: String,
        datetime: DateTime(timezone=True),
        Decimal: Numeric(18, 6),
        dict[str, Any]: JSONB,
        list[str]: JSONB,
    }


class Owned:
    """Mixin of a table whose rows belong to one merchant; the key starts with the merchant."""

    merchant_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(Identity(always=False), primary_key=True)


def within(parent: str, *columns: str, on_delete: str | None = None) -> ForeignKeyConstraint:
    """A reference to a row of the same merchant: `within("client", "client_id")`."""
    return ForeignKeyConstraint(
        ["merchant_id", *columns], [f"{parent}.merchant_id", f"{parent}.id"], ondelete=on_delete
    )


class Database:
    """One PostgreSQL, seen by one process.

    `url` is a SQLAlchemy or libpq address; its role must be able to `SET ROLE` to the two roles above (migrations
    grant that).
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = driver_url(url)
        self.engine: Engine = create_engine(
            self.url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True, pool_recycle=1800
        )

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextmanager
    def tenant(self, merchant_id: int, person_id: int | None = None) -> Iterator[Session]:
        """A transaction that sees one merchant; commits at the end, rolls back on an exception."""
        with self._enter(APP_ROLE, merchant_id, person_id) as session:
            yield session

    @contextmanager
    def person(self, person_id: int) -> Iterator[Session]:
        """A transaction of one signed-in person before a merchant is chosen: sees that person's own memberships."""
        with self._enter(APP_ROLE, None, person_id) as session:
            yield session

    @contextmanager
    def system(self) -> Iterator[Session]:
        """A transaction of the front desk or of housekeeping: sees people, sessions, the list of merchants, changes
        and the outbox, and no business rows."""
        with self._enter(SYSTEM_ROLE, None, None) as session:
            yield session

    def look_at(self, *tables: str) -> None:
        """Renew the planner's statistics of tables that have just changed a lot; it would else plan for the old size
        until autovacuum comes by. A table that somebody else is looking at is left to them."""
        with self.owner() as session:
            session.execute(text(f"analyze (skip_locked) {', '.join(tables)}"))

    @contextmanager
    def owner(self) -> Iterator[Session]:
        """A transaction of the schema's owner: migrations, jobs' own tables, tests that lift a fence."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def _enter(self, role: str, merchant_id: int | None, person_id: int | None) -> Iterator[Session]:
        with self.owner() as session:
            _become(session, role, merchant_id, person_id)
            yield session


def become_tenant(session: Session, merchant_id: int) -> None:
    """Go on with a system transaction as one merchant's, where both must commit or neither."""
    session.flush()
    _become(session, APP_ROLE, merchant_id, None)


def _become(session: Session, role: str, merchant_id: int | None, person_id: int | None) -> None:
    session.execute(_ENTER, {"role": role, "merchant": str(merchant_id or ""), "person": str(person_id or "")})


def driver_url(url: str) -> str:
    """The same address with the driver we use named in it."""
    scheme, rest = url.split("://", 1)
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql", "postgresql+psycopg"} else url


def libpq_url(url: str) -> str:
    """The same address as PostgreSQL's own tools and psycopg read it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
