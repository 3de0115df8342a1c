"""What one does with segments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from nigotis.clients.directory import is_tag_used
from nigotis.clients.directory import names as client_names
from nigotis.clients.revising import cards_of, put_tag
from nigotis.kernel.context import Context
from nigotis.kernel.fields import changes as changed_fields
from nigotis.kernel.files import File
from nigotis.kernel.i18n import say
from nigotis.kernel.operation import Effect, operation
from nigotis.kernel.paging import Page
from nigotis.kernel.problems import Conflict, Invalid, NotFound
from nigotis.kernel.tables import Cell as TableCell
from nigotis.kernel.tables import table_file
from nigotis.metrics import words
from nigotis.metrics.catalogue import find as metric
from nigotis.metrics.run import run
from nigotis.metrics.scoring import SEGMENTS
from nigotis.mirror.cache import Mirror
from nigotis.rules.text import write
from nigotis.rules.tree import Group
from nigotis.segments import completing, days, explaining, form, history, listing, moving, tagged
from nigotis.segments.members import described, known_day, member_page, members, narrowing_of, window
from nigotis.segments.models import SavedSegmentRow, SegmentSnapshotRow
from nigotis.segments.saved import chosen, meaning, rule_from
from nigotis.segments.settings import cutoffs_of, settings
from nigotis.segments.settings import keep as keep_settings
from nigotis.segments.snapshots import as_snapshot, four_of, limits_of, rule_name, take
from nigotis.segments.types import (
    ClientSegment,
    CompareDays,
    CompleteRule,
    Completion,
    CopySegment,
    Definition,
    EditDefinition,
    EditSegment,
    ExportMembers,
    FindChanges,
    FindMembers,
    FindMovers,
    FindSizes,
    KeepDay,
    KeepMovers,
    KeptClients,
    ListSegments,
    MembershipChange,
    MovedClient,
    Movement,
    OnDay,
    PreviewRule,
    RemoveSegment,
    RuleField,
    RulePreview,
    SaveSegment,
    Segment,
    SegmentHistory,
    SegmentMember,
    SegmentSize,
    Snapshot,
    TakeSnapshot,
    WasIn,
    WhichClient,
    WhichSegment,
    WhyIn,
    WhyMember,
)

COLUMNS = ("client_id", "name", "phone", "segment", "recency_in_days", "frequency", "monetary", "average_check",
           "sources", "registered_on", "r", "f", "m", "first_sale_on", "last_sale_on")  # fmt: skip

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('segments', :merchant))")

MOST_KEPT = 10_000
"""Clients of a list that is kept by a tag."""


@operation("GET /segments", needs="segments:read", effect=Effect.READS)
def groups(ctx: Context, ask: ListSegments) -> list[Segment]:
    """List the ten segments, the ready ones and those you saved, with how many clients are in each."""
    return listing.everything(ctx)


@operation("GET /segments/{segment}/clients", needs="segments:read", effect=Effect.READS)
def clients(ctx: Context, ask: FindMembers) -> Page[SegmentMember]:
    """List the clients of a segment, the best spenders first, with what made them members."""
    items, after, total = member_page(ctx, ask)
    return Page(items=items, next=after, total=total)


@operation("GET /segments/{segment}/clients/export", needs="clients:export", effect=Effect.READS)
def export(ctx: Context, ask: ExportMembers) -> File:
    """Put the clients of a segment into a file for a spreadsheet."""
    columns = ask.columns or COLUMNS
    for name in columns:
        if name not in COLUMNS:
            raise Invalid("segments.unknown_column", field="columns", name=name, columns=", ".join(COLUMNS))
    day = known_day(ctx, ask.until)
    rows = members(ctx, *narrowing_of(ctx, ask), day).to_pylist()
    header = [say(f"segments.column.{name}", ctx.language) for name in columns]
    return table_file("segment", ask.format, header, _lines(ctx, described(ctx, rows, day), columns))


@operation("GET /segments/fields", needs="segments:read", effect=Effect.READS)
def fields(ctx: Context, ask: ListSegments) -> list[RuleField]:
    """List everything a rule may ask about a client, with its operators and values."""
    return form.fields(ctx)


@operation("POST /segments/preview", needs="segments:read", effect=Effect.READS)
def preview(ctx: Context, ask: PreviewRule) -> RulePreview:
    """Show a rule as text and as a sentence, and which clients it names now, without keeping it."""
    return form.preview(ctx, ask)


@operation("POST /segments/complete", needs="segments:read", effect=Effect.READS)
def complete(ctx: Context, ask: CompleteRule) -> Completion:
    """Show what may come next in a rule that is being written as text: fields, operators, values."""
    return completing.complete(ctx, ask.text)


@operation("POST /segments", needs="segments:write", effect=Effect.WRITES)
def save(ctx: Context, ask: SaveSegment) -> Segment:
    """Save a segment under a name; who is in it is looked up anew each time."""
    rule = rule_from(ctx, ask.model_copy(update={"rule": ask.rule or ask.as_rule}))
    chosen(ctx, "", _asking(rule))
    return _kept(ctx, ask.name, rule, ask.description, ask.colour)


@operation("POST /segments/{segment}/copy", needs="segments:write", effect=Effect.WRITES)
def copy(ctx: Context, ask: CopySegment) -> Segment:
    """Make a copy of a segment, to be edited."""
    found = meaning(ctx, ask.segment)
    name = ask.name or listing.free_name(ctx, found.name)
    row = found.row
    return _kept(ctx, name, found.rule, row.description if row else None, row.colour if row else None)


@operation("PATCH /segments/{segment_id}", needs="segments:write", effect=Effect.WRITES)
def edit(ctx: Context, ask: EditSegment) -> Segment:
    """Change a saved segment: its name, rule, description or colour."""
    if ask.rule or ask.text is not None:  # two that come to ask for one another at once would close a circle unseen
        ctx.db.execute(_ONE_AT_A_TIME, {"merchant": ctx.merchant_id})
    row = _standing(ctx, ask.segment_id)
    for name, value in changed_fields(ask, of=("name", "description", "colour"), required=("name",)).items():
        setattr(row, name, value)
    if is_new := _asks_anew(row, ask):
        rule = rule_from(ctx, ask)
        chosen(ctx, f"saved-{row.id}", _asking(rule))
        row.is_rule_new = row.is_rule_new or row.rule != rule.model_dump(mode="json")
        row.rule = rule.model_dump(mode="json")
    _flush(ctx, row)
    if is_new:
        history.keep(ctx, row, ctx.today)
    return listing.saved_segment(ctx, row)


@operation("DELETE /segments/{segment_id}", needs="segments:write", effect=Effect.WRITES)
def remove(ctx: Context, ask: RemoveSegment) -> Segment:
    """Remove a saved segment, and the tag its clients got for it; both can be put back."""
    row = ctx.get(SavedSegmentRow, ask.segment_id, lock=True)
    row.deleted_at = row.deleted_at or ctx.now
    is_free = not tagged.others_asking(row, listing.standing(ctx)) and ctx.actor.may("clients:write")
    if row.tag is not None and (is_free if ask.untag is None else ask.untag):
        tagged.take_off(ctx, row)
    ctx.db.flush()
    return listing.saved_segment(ctx, row)


@operation("POST /segments/{segment_id}/restore", needs="segments:write", effect=Effect.WRITES)
def restore(ctx: Context, ask: WhichSegment) -> Segment:
    """Put a removed segment back."""
    row = ctx.get(SavedSegmentRow, ask.segment_id, lock=True)
    row.deleted_at = None
    tagged.put_back(ctx, row)
    _flush(ctx, row)
    return listing.saved_segment(ctx, row)


@operation("GET /segments/{segment}/why/{client_id}", needs="segments:read", effect=Effect.READS)
def why(ctx: Context, ask: WhyIn) -> WhyMember:
    """Show why a client is in a segment or is not, condition by condition."""
    return explaining.why(ctx, ask.segment, ask.client_id)


@operation("GET /clients/{client_id}/segments", needs="segments:read", effect=Effect.READS)
def of_client(ctx: Context, ask: WhichClient) -> list[ClientSegment]:
    """List the segments a client is in now."""
    if ask.client_id not in client_names(ctx, [ask.client_id]):
        raise NotFound("kernel.not_found")
    return listing.of_client(ctx, ask.client_id)


@operation("POST /segments/{segment_id}/keep", needs="segments:write", effect=Effect.WRITES)
def keep(ctx: Context, ask: WhichSegment) -> list[SegmentSize]:
    """Keep who is in a saved segment today; it happens every night by itself."""
    row = _standing(ctx, ask.segment_id)
    history.keep(ctx, row, ctx.today)
    return history.sizes(ctx, row)


@operation("GET /segments/{segment}/size", needs="segments:read", effect=Effect.READS)
def size(ctx: Context, ask: FindSizes) -> SegmentHistory:
    """Show how large a segment was over time, and how many came and went."""
    return days.sizes(ctx, ask)


@operation("GET /segments/{segment}/changes", needs="segments:read", effect=Effect.READS)
def changes(ctx: Context, ask: FindChanges) -> Page[MembershipChange]:
    """List who came into a segment and who left it, with the reason, the latest first."""
    items, after = days.changes(ctx, ask)
    return Page(items=items, next=after)


@operation("GET /segments/{segment}/on-day", needs="segments:read", effect=Effect.READS)
def on_day(ctx: Context, ask: OnDay) -> WasIn:
    """List who was in a segment at the end of a day."""
    return days.on_day(ctx, ask)


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
        segments={segment: listing.pairs(four) for segment, four in SEGMENTS.items()},
    )


@operation("PATCH /segments/definition", needs="segments:write", effect=Effect.WRITES)
def redefine(ctx: Context, ask: EditDefinition) -> Definition:
    """Score clients by limits of your own, or by fifths of all clients again."""
    if ask.cutoffs:
        ask.cutoffs.cutoffs()
    keep_settings(ctx, settings(ctx).model_copy(update={"cutoffs": ask.cutoffs}))
    changed: Definition = definition(ctx, ListSegments())
    return changed


@operation("GET /segments/snapshots", needs="segments:read", effect=Effect.READS)
def snapshots(ctx: Context, ask: ListSegments) -> list[Snapshot]:
    """List the days for which everybody's segment is kept, the latest first."""
    rows = ctx.db.scalars(ctx.mine(SegmentSnapshotRow).order_by(SegmentSnapshotRow.as_of.desc()))
    return [as_snapshot(row) for row in rows]


@operation("POST /segments/snapshots", needs="segments:write", effect=Effect.WRITES)
def snapshot(ctx: Context, ask: TakeSnapshot) -> Snapshot:
    """Keep where every client stands today: what is known now, whatever is recorded later."""
    return take(ctx, ctx.today)


@operation("GET /segments/movement", needs="segments:read", effect=Effect.READS)
def movement(ctx: Context, ask: CompareDays) -> Movement:
    """Show how many clients moved from which segment to which between two days."""
    return moving.movement(ctx, ask)


@operation("GET /segments/movement/clients", needs="segments:read", effect=Effect.READS)
def movers(ctx: Context, ask: FindMovers) -> Page[MovedClient]:
    """List the clients who moved from one segment to another between two days."""
    items, after, total = moving.movers(ctx, ask)
    return Page(items=items, next=after, total=total)


@operation("POST /segments/movement/clients/segment", needs="segments:write", effect=Effect.WRITES)
def keep_movers(ctx: Context, ask: KeepMovers) -> KeptClients:
    """Keep the clients who moved from one segment to another as a segment of their own, by a tag they all get."""
    ctx.need("clients:write")
    about = say("segments.kept_movers", ctx.language, since=ask.since, until=ask.until)
    return keep_clients(ctx, ask.title, moving.moved(ctx, ask), about)


@operation("POST /segments/{segment}/on-day/segment", needs="segments:write", effect=Effect.WRITES)
def keep_day(ctx: Context, ask: KeepDay) -> KeptClients:
    """Keep those who were in a segment on a day as a segment of their own, by a tag they all get."""
    ctx.need("clients:write")
    about = say("segments.kept_day", ctx.language, segment=meaning(ctx, ask.segment).name, day=ask.day)
    return keep_clients(ctx, ask.title, days.inside_on(ctx, ask.segment, ask.day), about)


def keep_clients(ctx: Context, title: str, ids: Sequence[int], description: str) -> KeptClients:
    """Keep clients as a segment: they get a tag of its name, and its rule asks for that.

    Raises Invalid where there are too many, Conflict where another list has the name.
    """
    if len(ids) > MOST_KEPT:
        raise Invalid("segments.too_many_to_keep", field="limit", count=len(ids), most=MOST_KEPT)
    if is_tag_used(ctx, title):
        raise Conflict("segments.tag_taken", field="title", tag=title)
    known = list(cards_of(ctx, ids))
    put_tag(ctx, title, known)
    segment = _kept(ctx, title, tagged.rule_of(title), description, None, tag=title, members=known)
    return KeptClients(segment=segment.id, name=segment.name, clients=len(known))


def _asks_anew(row: SavedSegmentRow, ask: EditSegment) -> bool:
    """Whether the rule is to change: one that lost something since keeps no name and colour from changing."""
    before = Group.model_validate(row.rule)
    return (ask.rule is not None and ask.rule != before) or (ask.text is not None and ask.text != write(before))


def _asking(rule: Group) -> Group:
    """A rule that asks nothing is no segment."""
    if not rule.rules:
        raise Invalid("segments.empty_rule", field="rule")
    return rule


def _kept(
    ctx: Context,
    name: str,
    rule: Group,
    description: str | None,
    colour: str | None,
    *,
    tag: str | None = None,
    members: Sequence[int] | None = None,
) -> Segment:
    row = SavedSegmentRow(
        name=name,
        rule=rule.model_dump(mode="json"),
        description=description,
        colour=colour,
        tag=tag,
        created_by=ctx.actor.name,
        created_at=ctx.now,
    )
    row.merchant_id = ctx.merchant_id
    ctx.db.add(row)
    _flush(ctx, row)
    if members is None:
        history.keep(ctx, row, ctx.today)
    else:
        history.begin(ctx, row, ctx.today, members)
    return listing.saved_segment(ctx, row)


def _standing(ctx: Context, segment_id: int) -> SavedSegmentRow:
    row = ctx.get(SavedSegmentRow, segment_id, lock=True)
    if row.deleted_at is not None:
        raise NotFound("kernel.not_found")
    return row


def _lines(ctx: Context, found: list[SegmentMember], columns: Iterable[str]) -> Iterator[list[TableCell]]:
    for member in found:
        named = words.segment(member.segment, ctx.language) if member.segment else None
        shown = member.model_dump() | {"segment": named, "sources": ", ".join(member.sources)}
        yield [shown[name] for name in columns]


def _flush(ctx: Context, row: SavedSegmentRow) -> None:
    name = row.name
    try:
        ctx.db.flush()
    except IntegrityError as error:
        raise Conflict("segments.name_taken", field="name", name=name) from error
