"""What may come next in a rule that is being written: fields, operators and values, with their names."""

from __future__ import annotations

from collections.abc import Iterable

from nigotis.kernel.context import Context
from nigotis.kernel.i18n import say
from nigotis.rules.text import GROUPS, Expected, comparison, expecting, quoted
from nigotis.segments import form
from nigotis.segments.saved import fields as all_fields
from nigotis.segments.types import Completed, Completion, RuleField

MOST_SHOWN = 12


def complete(ctx: Context, text: str) -> Completion:
    """What may stand at the end of the text, best first; each takes the place of its last `begun` signs."""
    expected = expecting(text, all_fields(ctx))
    begun = expected.begun.strip('"').casefold()
    offered = [one for one in _offered(ctx, expected) if one.text.casefold() != begun]
    fitting = [one for one in offered if begun in one.text.casefold() or begun in one.title.casefold()]
    fitting.sort(key=lambda one: not _begins(one, begun))
    return Completion(begun=len(expected.begun), items=fitting[:MOST_SHOWN])


def _begins(one: Completed, begun: str) -> bool:
    return one.text.strip('"').casefold().startswith(begun) or one.title.casefold().startswith(begun)


def _offered(ctx: Context, expected: Expected) -> Iterable[Completed]:
    if expected.kind == "nothing":
        return []
    if expected.kind == "word":
        return [Completed(text=word, title=_word(ctx, word)) for word in expected.words]
    known = {one.name: one for one in form.fields(ctx)}
    if expected.kind == "field":
        groups = [Completed(text=f"{match}(", title=_word(ctx, match)) for match in GROUPS]
        return [*(Completed(text=one.name, title=one.title) for one in known.values()), *groups]
    of = known[expected.of.name] if expected.of else None
    if of is None:
        return []
    return _compared(ctx, of) if expected.kind == "comparison" else _values(of)


def _compared(ctx: Context, of: RuleField) -> list[Completed]:
    found = [Completed(text=comparison(one.value), title=one.title) for one in of.operators]
    several = [one for one in of.operators if one.value in ("in", "not_in")]
    found += [Completed(text="in (" if one.value == "in" else "not in (", title=one.title) for one in several]
    if of.takes_within:
        found.append(Completed(text="within", title=_word(ctx, "within")))
    return found


def _values(of: RuleField) -> list[Completed]:
    return [Completed(text=quoted(one.value), title=one.title) for one in (*of.choices, *of.limits)]


def _word(ctx: Context, word: str) -> str:
    return say(f"rules.written.{_SIGNS.get(word, word)}", ctx.language)


_SIGNS = {",": "comma", ")": "close", "(": "open"}
