"""Where everybody who wrote or paid stands: counted by the database, scored by the formulas of `notices.scores`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from nigotis.kernel.context import Context
from nigotis.messages.settings import settings
from nigotis.notices.lexicons import COMPLAINT_FROM
from nigotis.notices.people import EARNED, SEGMENTS, Facts, Rules, belongs
from nigotis.notices.scores import engagement, loyalty

_EARNED = "m.direction = 'in' and m.kind = any(:earned)"
_WROTE = "m.kind = 'chat' and not m.is_outgoing"
_COMPLAINED = f"m.complaint >= {COMPLAINT_FROM}"
_STANDINGS = text(f"""
select coalesce(c.merged_into_id, c.id) as client_id, case when c.id is null then m.person end as person,
    max(coalesce(s.name, c.name)) as client_name, max(coalesce(s.phone, c.phone)) as client_phone,
    max(m.name) filter (where m.name is not null) as name,
    count(*) as messages, count(*) filter (where {_WROTE}) as written,
    count(*) filter (where {_EARNED} and m.currency = :currency) as payments,
    coalesce(sum(m.amount) filter (where {_EARNED} and m.currency = :currency), 0)
      - coalesce(sum(m.amount) filter (where m.direction = 'out' and m.kind = 'reversal' and m.currency = :currency), 0)
      as spend,
    min(m.at) as first_seen, max(m.at) as last_seen,
    array_agg(distinct m.at::date) filter (where m.at is not null) as contacts,
    array_agg(distinct m.at::date) filter (where {_WROTE} and m.at is not null) as wrote,
    array_agg(distinct m.at::date) filter (where {_EARNED} and m.currency = :currency and m.at is not null) as paid,
    mode() within group (order by m.language) filter (where {_WROTE} and m.language is not null) as spoken,
    mode() within group (order by m.language) filter (where m.language is not null) as told_in,
    jsonb_agg(m.places) filter (where m.places <> '[]') as places,
    jsonb_agg(m.services) filter (where m.services <> '[]') as services,
    jsonb_agg(jsonb_build_object('at', m.at, 'score', m.complaint, 'words', m.words, 'message_id', m.id)
      order by m.at desc nulls last) filter (where {_COMPLAINED}) as complaints
from (
    select *, case when local_at::date <= :as_of then local_at end as at
    from client_message where merchant_id = :merchant_id
) m
left join client k on k.merchant_id = m.merchant_id and m.client_id is null and k.phone = m.person
    and k.deleted_at is null and k.merged_into_id is null
left join client c on c.merchant_id = m.merchant_id and c.id = coalesce(m.client_id, k.id) and c.deleted_at is null
left join client s on s.merchant_id = c.merchant_id and s.id = c.merged_into_id
where m.person is not null and not m.is_repeat
    and m.kind not in ('one_time_code', 'scam')
group by 1, 2
having count(*) filter (where {_WROTE}) > 0 or count(*) filter (where {_EARNED}) > 0
""")  # noqa: S608 - only names of this file


@dataclass(frozen=True)
class Standing:
    """One client, or one person who is nobody's client yet (`client_id` null). Scores are 0 to 100."""

    client_id: int | None
    person: str
    name: str
    phone: str | None
    messages: int
    written: int
    payments: int
    spend: Decimal
    first_seen: datetime | None
    last_seen: datetime | None
    days_since: int | None
    language: str | None
    places: list[str]
    services: list[str]
    complaints: list[dict[str, Any]]
    engagement: int
    loyalty: int
    segments: tuple[str, ...]


def last_day(ctx: Context) -> date:
    """The day on which everything is judged: of the last message that is not of a day to come; today where there is
    none."""
    query = text(
        "select max(local_at)::date from client_message where merchant_id = :merchant_id and local_at::date <= :today"
    )
    found = ctx.db.scalar(query, {"merchant_id": ctx.merchant_id, "today": ctx.today})
    return found or ctx.today


def standings(ctx: Context, as_of: date) -> list[Standing]:
    """Everybody, the best payers first; money in the merchant's currency. A time after `as_of` counts as none."""
    given = {"merchant_id": ctx.merchant_id, "currency": ctx.merchant.currency, "earned": list(EARNED), "as_of": as_of}
    rows = ctx.db.execute(_STANDINGS, given).all()
    has_payments = any(row.payments for row in rows)
    rules = settings(ctx).rules
    found = [_standing(row, as_of, rules, has_payments) for row in rows]
    return sorted(found, key=lambda each: (-each.spend, -each.messages, each.person))


def _standing(row: Any, as_of: date, rules: Rules, has_payments: bool) -> Standing:
    complaints = row.complaints or []
    paid, payments = (row.paid or [], row.payments) if has_payments else (row.wrote or [], len(row.wrote or []))
    complained = [date.fromisoformat(said["at"][:10]) for said in complaints if said["at"]]
    scores = (engagement(as_of, row.contacts or [], row.wrote or []), loyalty(as_of, payments, paid, complained))
    since = (as_of - row.last_seen.date()).days if row.last_seen else None
    age = (as_of - row.first_seen.date()).days if row.first_seen else None
    facts = Facts(row.spend, *scores, len(complaints), since, age)
    return Standing(
        client_id=row.client_id,
        person=row.person or row.client_phone or row.client_name,
        name=row.client_name or row.name or row.person,
        phone=row.client_phone or (row.person if (row.person or "").startswith("+") else None),
        messages=row.messages,
        written=row.written,
        payments=row.payments,
        spend=row.spend,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        days_since=since,
        language=row.spoken or row.told_in,
        places=_most(row.places),
        services=_most(row.services),
        complaints=complaints,
        engagement=scores[0],
        loyalty=scores[1],
        segments=tuple(name for name in SEGMENTS if belongs(name, rules, facts)),
    )


def _most(lists: Sequence[Iterable[str]] | None) -> list[str]:
    return [word for word, _ in Counter(word for each in lists or () for word in each).most_common()]
