"""What one does with segments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy.exc import IntegrityError

from nigotis.kernel.context import Context
from nigotis.kernel.files import File
from nigotis.kernel.i18n import say
from nigotis.kernel.operation import Effect, operation
from nigotis.kernel.paging import Page
from nigotis.kernel.problems import Conflict, Invalid, NotFound
from nigotis.kernel.tables import Cell as TableCell
from nigotis.kernel.tables import table_file
from nigotis.merchants.register import branch_names
from nigotis.metrics import words
from nigotis.metrics.catalogue import find as metric
from nigotis.metrics.run import run
from nigotis.metrics.scoring import SEGMENTS, cells
from nigotis.mirror.cache import Mirror
from nigotis.products.catalogue import names as product_names
from nigotis.segments.members import described, member_page, members, rule_of, window
from nigotis.segments.models import SavedSegmentRow, SegmentSnapshotRow
from nigotis.segments.settings import SegmentSettings, cutoffs_of, keep
from nigotis.segments.snapshots import as_snapshot, compared, four_of, limits_of, rule_name, take
from nigotis.segments.types import (
    Cell,
    CompareSnapshots,
    Definition,
    EditDefinition,
    ExportMembers,
    FindMembers,
    ListSegments,
    Movement,
    Rule,
    SaveSegment,
    Segment,
    SegmentMember,
    Snapshot,
    TakeSnapshot,
    WhichSegment,
)
from nigotis.staff.operations import seller_names

_COLUMNS = ("client_id", "name", "phone", "segment", "recency_in_days", "frequency", "monetary", "r", "f", "m",
            "first_sale_on", "last_sale_on")  # fmt: skip


@operation("GET /segments", needs="segments:read", effect=Effect.READS)
def groups(ctx: Context, ask: ListSegments) -> list[Segment]:
    """List the ten segments and those you saved, with how many clients are in each and what they spent."""
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        found = run(metric("rfm_segments"), window(ctx), connection).rows.to_pylist()
    everybody = sum(row["clients"] for row in found)
    saved = ctx.db.scalars(
        ctx.mine(SavedSegmentRow).where(SavedSegmentRow.deleted_at.is_(None)).order_by(SavedSegmentRow.name)
    )
    return [_of_ten(ctx, row) for row in found] + [_saved(ctx, row, everybody) for row in saved]


@operation("GET /segments/{segment}/clients", needs="segments:read", effect=Effect.READS)
def clients(ctx: Context, ask: FindMembers) -> Page[SegmentMember]:
    """List the clients of a segment, the best spenders first, with what made them members."""
    items, after, total = member_page(ctx, ask)
    return Page(items=items, next=after, total=total)


@operation("GET /segments/{segment}/clients/export", needs="clients:export", effect=Effect.READS)
def export(ctx: Context, ask: ExportMembers) -> File:
    """Put the clients of a segment into a file for a spreadsheet."""
    rows = members(ctx, rule_of(ctx, ask), ask.until).to_pylist()
    header = [say(f"segments.column.{name}", ctx.language) for name in _COLUMNS]
    return table_file("segment", ask.format, header, _lines(ctx, described(ctx, rows)))


@operation("POST /segments", needs="segments:write", effect=Effect.WRITES)
def save(ctx: Context, ask: SaveSegment) -> Segment:
    """Save a segment under a name; who is in it is looked up anew each time."""
    rule = Rule.model_validate(ask.model_dump(include=set(Rule.model_fields)))
    if not (rule.cells or rule.filters):
        raise Invalid("segments.empty_rule", field="cells")
    _refuse_strangers(ctx, rule)
    row = SavedSegmentRow(
        name=ask.name, rule=rule.model_dump(mode="json"), created_by=ctx.actor.name, created_at=ctx.now
    )
    row.merchant_id = ctx.merchant_id
    ctx.db.add(row)
    _flush(ctx, row)
    return _saved(ctx, row, _everybody(ctx))


@operation("DELETE /segments/{segment_id}", needs="segments:write", effect=Effect.WRITES)
def remove(ctx: Context, ask: WhichSegment) -> Segment:
    """Remove a saved segment; it can be put back."""
    row = ctx.get(SavedSegmentRow, ask.segment_id, lock=True)
    row.deleted_at = row.deleted_at or ctx.now
    ctx.db.flush()
    return _saved(ctx, row, _everybody(ctx))


@operation("POST /segments/{segment_id}/restore", needs="segments:write", effect=Effect.WRITES)
def restore(ctx: Context, ask: WhichSegment) -> Segment:
    """Put a removed segment back."""
    row = ctx.get(SavedSegmentRow, ask.segment_id, lock=True)
    row.deleted_at = None
    _flush(ctx, row)
    return _saved(ctx, row, _everybody(ctx))


@operation("GET /segments/definition", needs="segments:read", effect=Effect.READS)
def definition(ctx: Context, ask: ListSegments) -> Definition:
    """Show by which rule clients are scored and put into segments, and what earned each score today."""
    cutoffs = cutoffs_of(ctx)
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        limits = run(metric("rfm_cutoffs"), window(ctx), connection).rows.to_pylist()
    name, version = rule_name(cutoffs)
    return Definition(
        id=name,
        version=version,
        method="cutoffs" if cutoffs else "quintiles",
        cutoffs=four_of(cutoffs) if cutoffs else None,
        limits=limits_of(limits),
        segments={segment: _pairs(four) for segment, four in SEGMENTS.items()},
    )


@operation("PATCH /segments/definition", needs="segments:write", effect=Effect.WRITES)
def redefine(ctx: Context, ask: EditDefinition) -> Definition:
    """Score clients by limits of your own, or by fifths of all clients again."""
    if ask.cutoffs:
        ask.cutoffs.cutoffs()
    keep(ctx, SegmentSettings(cutoffs=ask.cutoffs))
    changed: Definition = definition(ctx, ListSegments())
    return changed


@operation("GET /segments/snapshots", needs="segments:read", effect=Effect.READS)
def snapshots(ctx: Context, ask: ListSegments) -> list[Snapshot]:
    """List the days for which everybody's segment is kept, the latest first."""
    rows = ctx.db.scalars(ctx.mine(SegmentSnapshotRow).order_by(SegmentSnapshotRow.as_of.desc()))
    return [as_snapshot(row) for row in rows]


@operation("POST /segments/snapshots", needs="segments:write", effect=Effect.WRITES)
def snapshot(ctx: Context, ask: TakeSnapshot) -> Snapshot:
    """Keep where every client stands today, so that you can see later who moved."""
    return take(ctx, ctx.today)


@operation("GET /segments/movement", needs="segments:read", effect=Effect.READS)
def movement(ctx: Context, ask: CompareSnapshots) -> Movement:
    """Show how many clients moved from which segment to which between two days."""
    if ask.since > ask.until:
        raise Invalid("metrics.period_backwards", field="since", since=ask.since, until=ask.until)
    return compared(ctx, ask.since, ask.until)


def _of_ten(ctx: Context, row: dict[str, Any]) -> Segment:
    code = row["segment"]
    return Segment(
        id=code,
        name=words.segment(code, ctx.language),
        kind="rfm",
        cells=_pairs(SEGMENTS[code]),
        clients=row["clients"],
        share=row["share"],
        monetary=row["monetary"],
    )


def _saved(ctx: Context, row: SavedSegmentRow, everybody: int) -> Segment:
    rule = Rule.model_validate(row.rule)
    rows = members(ctx, rule)
    return Segment(
        id=str(row.id),
        name=row.name,
        kind="saved",
        cells=_pairs(cells(rule.cells)),
        rule=rule,
        clients=rows.num_rows,
        share=rows.num_rows / everybody if everybody else None,
        monetary=sum(rows["monetary"].to_pylist(), Decimal(0)),
    )


def _refuse_strangers(ctx: Context, rule: Rule) -> None:
    """A rule that asks for what this business does not have would be empty for ever, and nobody would know why."""
    for ids, names in ((rule.branch, branch_names), (rule.product, product_names), (rule.seller, seller_names)):
        if set(ids) - names(ctx, set(ids)).keys():
            raise NotFound("kernel.not_found")


def _everybody(ctx: Context) -> int:
    return int(members(ctx, Rule()).num_rows)


def _pairs(names: Iterable[str]) -> list[Cell]:
    return [(int(cell[0]), int(cell[1])) for cell in names]


def _lines(ctx: Context, found: list[SegmentMember]) -> Iterator[list[TableCell]]:
    for member in found:
        shown = member.model_dump() | {"segment": words.segment(member.segment, ctx.language)}
        yield [shown[name] for name in _COLUMNS]


def _flush(ctx: Context, row: SavedSegmentRow) -> None:
    name = row.name
    try:
        ctx.db.flush()
    except IntegrityError as error:
        raise Conflict("segments.name_taken", field="name", name=name) from error
