"""Why a client is in a segment or is not: every condition with the client's own value, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nigotis.clients.directory import names as client_names
from nigotis.kernel.context import Context
from nigotis.kernel.problems import NotFound
from nigotis.metrics.run import fetch
from nigotis.mirror.cache import Mirror
from nigotis.rules.asking import reasons
from nigotis.rules.sentence import Speaker
from nigotis.rules.tree import Condition, Group, Node
from nigotis.segments.members import window
from nigotis.segments.saved import by_scores, chosen, meaning, speaker
from nigotis.segments.types import RuleReason, WhyMember


def why(ctx: Context, code: str, client_id: int) -> WhyMember:
    """The rule of a segment, condition by condition, for one client. NotFound for a client who is not there."""
    if client_id not in client_names(ctx, [client_id]):
        raise NotFound("kernel.not_found")
    found = meaning(ctx, code)
    asked = chosen(ctx, found.code, by_scores(found))
    judged = window(ctx)
    question = reasons(asked.rule, asked.fields, judged.as_of, judged.cutoffs, (client_id,))
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        rows = fetch(question, connection).to_pylist()
    if not rows:
        return WhyMember(client_id=client_id, segment=found.code, name=found.name, is_in=False, reasons=[])
    told = list(_told(asked.rule, speaker(ctx, [asked.rule], asked.fields), rows[0], _counter()))
    is_in = _holds(asked.rule, told)
    return WhyMember(client_id=client_id, segment=found.code, name=found.name, is_in=is_in, reasons=told)


def _counter() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


def _told(group: Group, says: Speaker, row: dict[str, Any], numbers: Iterator[int]) -> Iterator[RuleReason]:
    for node in group.rules:
        if isinstance(node, Condition):
            number = next(numbers)
            shown = says.value(says.fields[node.field], row[f"value_{number}"])
            yield RuleReason(sentence=says.condition(node), passes=row[f"passes_{number}"], value=shown)
        else:
            inner = list(_told(node, says, row, numbers))
            yield RuleReason(
                sentence=says.clause(node), passes=_holds(node, inner), match=node.match, value=None, reasons=inner
            )


def _holds(node: Node, inner: list[RuleReason]) -> bool:
    passed = [reason.passes for reason in inner]
    if isinstance(node, Condition) or node.match == "all" or not passed:
        return all(passed)
    return any(passed) if node.match == "any" else not any(passed)
