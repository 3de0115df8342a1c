"""Which documents are there already, for file imports."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa
from sqlalchemy import text

from nigotis.kernel.context import Context
from nigotis.kernel.staging import drop_staged, stage

_THERE = text(
    "select s.n, t.id, t.body_hash is not distinct from s.body_hash as is_same from wanted_documents s join sale t"
    " on t.merchant_id = :merchant_id and t.source = s.source and t.device_id is null and t.kind = s.kind"
    " and t.document = s.document"
    " union all select s.n, t.id, true from wanted_documents s join sale t"
    " on t.merchant_id = :merchant_id and t.document is null and t.source = s.source and t.kind = s.kind"
    " and t.body_hash = s.body_hash where s.document is null"
)


class There(NamedTuple):
    """A document that is there, and whether its content is the same."""

    id: int
    is_same: bool


def documents_there(ctx: Context, wanted: pa.Table) -> dict[int, There]:
    """Of the documents `wanted` (source, kind, document, body_hash as strings), those that are there, by their row in
    `wanted`. A document without a number is known by its content alone."""
    stage(ctx.db, "wanted_documents", wanted.select(["source", "kind", "document", "body_hash"]))
    # Statistics may be older than an import or its undo; a loop over one side for each row of the other never ends.
    ctx.db.execute(text("set local enable_nestloop = off"))
    found = {n: There(*rest) for n, *rest in ctx.db.execute(_THERE, {"merchant_id": ctx.merchant_id})}
    ctx.db.execute(text("set local enable_nestloop = on"))
    drop_staged(ctx.db, ["wanted_documents"])
    return found
