"""Tables of imports. A row of any room that an import brought carries that import's id in its own `import_id`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from nigotis.kernel.db import Base, Owned, within


class ImportRow(Base, Owned):
    """One file that was loaded. `fingerprint` is of its content and of how it was read; `columns` is field -> header;
    `assumptions` are text keys with values; `outcome` counts what it brought, `kept` what an undo could not take."""

    __tablename__ = "import_run"
    __table_args__ = (
        Index(
            "uq_import_run_fingerprint",
            "merchant_id",
            "fingerprint",
            unique=True,
            postgresql_where=text("fingerprint is not null and undone_at is null"),
        ),
    )

    kind: Mapped[str]
    file: Mapped[str]
    fingerprint: Mapped[str | None]
    job_id: Mapped[int | None]
    headers: Mapped[list[str]]
    columns: Mapped[dict[str, Any]]
    assumptions: Mapped[list[Any]] = mapped_column(JSONB)
    rows_read: Mapped[int]
    rows_accepted: Mapped[int]
    outcome: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    imported_by: Mapped[str]
    imported_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    kept: Mapped[dict[str, Any] | None]


class RejectedRow(Base, Owned):
    """A row, or one cell of it, that was not taken, with its reason as text key and values and the row's own cells."""

    __tablename__ = "import_rejected"
    __table_args__ = (
        within("import_run", "run_id", on_delete="CASCADE"),
        Index("ix_import_rejected_run", "merchant_id", "run_id", "id"),
    )

    run_id: Mapped[int]
    row_number: Mapped[int]
    field: Mapped[str]
    key: Mapped[str]
    key_values: Mapped[dict[str, Any]]
    cells: Mapped[list[Any]] = mapped_column(JSONB)


class RevisionRow(Base, Owned):
    """What an import changed in a row that was there already: only the columns that differ, as they were and became."""

    __tablename__ = "import_revision"
    __table_args__ = (
        within("import_run", "run_id", on_delete="CASCADE"),
        Index("ix_import_revision_run", "merchant_id", "run_id", "about"),
    )

    run_id: Mapped[int]
    about: Mapped[str]
    revised_id: Mapped[int]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


class SavedMappingRow(Base, Owned):
    """How the merchant read a file with these headers last time: header -> field, and answers by question."""

    __tablename__ = "import_mapping"
    __table_args__ = (Index("uq_import_mapping_signature", "merchant_id", "signature", unique=True),)

    signature: Mapped[str]
    kind: Mapped[str]
    mapping: Mapped[dict[str, Any]]
    answers: Mapped[dict[str, Any]]
    used_at: Mapped[datetime]
