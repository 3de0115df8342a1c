"""Segments that are lists: their clients got a tag when the list was kept, and the rule asks for that tag."""

from __future__ import annotations

from collections.abc import Iterable

from nigotis.clients.directory import is_tag_used
from nigotis.clients.revising import put_tag, take_tag
from nigotis.kernel.context import Context
from nigotis.kernel.problems import Conflict
from nigotis.rules.tree import Condition, Group, conditions
from nigotis.segments.models import SavedSegmentRow


def rule_of(tag: str) -> Group:
    """Who carries the tag."""
    return Group(match="all", rules=(Condition(field="tags", op="in", values=(tag,)),))


def others_asking(row: SavedSegmentRow, rows: Iterable[SavedSegmentRow]) -> list[str]:
    """Names of the other segments of `rows` whose rule asks for the tag of this one."""
    return [other.name for other in rows if row.tag is not None and other.id != row.id and _asks(other, row.tag)]


def take_off(ctx: Context, row: SavedSegmentRow) -> None:
    """Take the tag off all clients, and keep who they were. Once more changes nothing."""
    assert row.tag is not None
    ctx.need("clients:write")
    if row.untagged is None:  # else whoever carries it now got it since, and not for this list
        row.untagged = sorted(take_tag(ctx, row.tag))


def put_back(ctx: Context, row: SavedSegmentRow) -> None:
    """Give the tag back to those who lost it. Raises Conflict where others got it since: nobody could part the two."""
    if row.tag is not None and row.untagged is not None:
        ctx.need("clients:write")
        if is_tag_used(ctx, row.tag):  # nobody kept it when it was taken off
            raise Conflict("segments.tag_given_anew", name=row.name, tag=row.tag)
        put_tag(ctx, row.tag, row.untagged)
    row.untagged = None


def _asks(row: SavedSegmentRow, tag: str) -> bool:
    asked = conditions(Group.model_validate(row.rule))
    return any(one.field == "tags" and tag in one.values for one in asked)
