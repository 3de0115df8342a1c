"""What a rule builder needs: the fields with their values, and a rule looked at while it is written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from nigotis.kernel.context import Context
from nigotis.kernel.i18n import say
from nigotis.merchants.register import branch_names
from nigotis.metrics import words
from nigotis.metrics.catalogue import find as metric
from nigotis.metrics.facts import CLIENT_TRAITS, CLIENTS, PRODUCTS, SALE_LINES
from nigotis.metrics.run import fetch, run
from nigotis.metrics.scoring import SEGMENTS
from nigotis.mirror.cache import Mirror
from nigotis.places.gazetteer import region_names
from nigotis.rules.asking import members as asked
from nigotis.rules.checking import SAVED
from nigotis.rules.fields import Field
from nigotis.rules.sentence import Speaker
from nigotis.rules.text import Misread, parse, sentence_of, write
from nigotis.segments.members import described, window
from nigotis.segments.models import SavedSegmentRow
from nigotis.segments.saved import chosen, refuse_strangers, rule_from, speaker
from nigotis.segments.saved import fields as all_fields
from nigotis.segments.types import PreviewRule, RuleChoice, RuleField, RulePreview, RuleProblem, SegmentMember
from nigotis.staff.operations import seller_names

MOST_CHOICES = 300


def fields(ctx: Context) -> list[RuleField]:
    """The registry in the reader's language, with values to choose from."""
    known = all_fields(ctx)
    says = speaker(ctx, [], known)
    values = _values(ctx)
    return [_about(of, says, values) for of in known.values()]


def preview(ctx: Context, ask: PreviewRule) -> RulePreview:
    """The rule in its three forms, the number of clients and some of them; or what is wrong with the text."""
    known = all_fields(ctx)
    try:
        rule = parse(ask.text, known) if ask.text is not None else rule_from(ctx, ask)
    except Misread as error:
        told = RuleProblem(message=sentence_of(error, ctx.language), at=error.at, length=error.length)
        return RulePreview(problem=told)
    refuse_strangers(ctx, rule)
    whole = chosen(ctx, "", rule, known)
    judged = window(ctx)
    question = asked(whole.rule, whole.fields, judged.as_of, judged.cutoffs)
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        found = fetch(question.order_by("client_id"), connection)["client_id"].combine_chunks()
        everybody = fetch(CLIENTS.agg(clients=CLIENTS.count()), connection)["clients"][0].as_py()
    return RulePreview(
        rule=rule,
        text=write(rule),
        sentence=speaker(ctx, [rule], known).sentence(rule),
        clients=len(found),
        share=len(found) / everybody if everybody else None,
        sample=_sample(ctx, found[: ask.sample].to_pylist()),
    )


def _sample(ctx: Context, some: list[int]) -> list[SegmentMember]:
    """Some clients with what they bought. Without scores: those would ask for everybody's purchases."""
    if not some:
        return []
    judged = window(ctx).narrow(client=some)
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        bought = {row["client_id"]: row for row in run(metric("client_history"), judged, connection).rows.to_pylist()}
    return described(ctx, [_unscored(client, bought.get(client, {})) for client in some])


def _unscored(client: int, history: dict[str, Any]) -> dict[str, Any]:
    nothing = dict.fromkeys(("segment", "r", "f", "m"))
    known = {name: history.get(name) for name in ("recency_in_days", "first_sale_on", "last_sale_on")}
    counted = {"frequency": history.get("sales", 0), "monetary": history.get("net", Decimal(0))}
    return {"client_id": client, **nothing, **known, **counted}


def _about(of: Field, says: Speaker, values: dict[str, list[RuleChoice]]) -> RuleField:
    choices = [RuleChoice(value=code, title=says.code(of, code)) for code in of.codes]
    return RuleField(
        name=of.name,
        title=says.title(of),
        group="own" if of.label else of.origin,
        kind=of.kind.value,
        unit=of.unit.value if of.unit else None,
        operators=[RuleChoice(value=op, title=say(f"rules.op.{op}", says.language)) for op in of.operators],
        limits=[RuleChoice(value=name, title=says.limit(of, name)) for name in of.limits],
        choices=choices or values.get(of.about or "", []),
        about=of.about,
        takes_within=of.takes_within,
        is_replayable=of.is_replayable,
    )


def _values(ctx: Context) -> dict[str, list[RuleChoice]]:
    """Values that rules may name, by what they are about, as far as a list can hold them."""
    source = SALE_LINES.select(value=SALE_LINES.source)
    tag = CLIENT_TRAITS.filter(CLIENT_TRAITS.trait == "tag").select("value")
    category = PRODUCTS.select(value=PRODUCTS.category)
    seller = SALE_LINES.select(value=SALE_LINES.seller_id)
    region, city = (CLIENTS.select(value=CLIENTS[name]) for name in ("region", "city"))
    asked_for = {"source": source, "tag": tag, "category": category, "seller": seller, "region": region, "city": city}
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        found = {name: _distinct(table, connection) for name, table in asked_for.items()}
    plain = {name: [RuleChoice(value=one, title=one) for one in found[name]] for name in ("tag", "category", "city")}
    says = speaker(ctx, [])
    through = [RuleChoice(value=one, title=_source(says, one)) for one in found["source"]]
    return {
        **plain,
        "source": through,
        "region": _named(dict.fromkeys(found["region"]) | region_names(found["region"])),
        "seller": _named(seller_names(ctx, set(found["seller"]))),
        "branch": _named(branch_names(ctx)),
        "segment": _segments(ctx),
    }


def _source(says: Speaker, word: str) -> str:
    return says.code(says.fields["bought_through"], word)


def _distinct(table: Any, connection: Any) -> list[Any]:
    few = table.filter(table.value.notnull()).distinct().order_by("value").limit(MOST_CHOICES)
    return list(fetch(few, connection)["value"].to_pylist())


def _named(names: Mapping[Any, str | None]) -> list[RuleChoice]:
    """Ids with their names, in the order of the names; one without a name is called by its id."""
    titled = [RuleChoice(value=str(one), title=name or str(one)) for one, name in names.items()]
    return sorted(titled, key=lambda one: one.title.casefold())[:MOST_CHOICES]


def _segments(ctx: Context) -> list[RuleChoice]:
    alive = ctx.mine(SavedSegmentRow).where(SavedSegmentRow.deleted_at.is_(None)).order_by(SavedSegmentRow.name)
    ten = [RuleChoice(value=code, title=words.segment(code, ctx.language)) for code in SEGMENTS]
    return ten + [RuleChoice(value=f"{SAVED}{row.id}", title=row.name) for row in ctx.db.scalars(alive)]
