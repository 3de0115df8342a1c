"""A rule as one Ibis expression over the fact tables: equal answers on DuckDB, PostgreSQL and Spark.

Everybody in the directory is asked, buyer or not. A condition is never null: where a client lacks the value, `ne`,
`not_in`, `not_contains` and `unknown` hold and everything else does not. "The last N days" end with the day itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis
import ibis.expr.types as ir

from nigotis.metrics import measures
from nigotis.metrics.catalogue import Unit
from nigotis.metrics.facts import CLIENT_TRAITS, CLIENTS, PREDICTIONS, PRODUCTS, SALE_LINES
from nigotis.metrics.kept import DOCUMENTS
from nigotis.metrics.rhythm import own_rhythm
from nigotis.metrics.rollups import standings_on
from nigotis.metrics.scoring import Cutoffs, cells, score
from nigotis.rules.fields import NEGATIONS, STANDARD, Field, Fields, Kind
from nigotis.rules.tree import Condition, Group, Node, conditions

_MONEY = "decimal(38, 6)"


def members(
    rule: Group, fields: Fields, day: date, cutoffs: Cutoffs | None = None, among: tuple[int, ...] = ()
) -> ir.Table:
    """Ids of the clients in the rule on `day`, in one column `client_id`; of these only, where some are named."""
    asked = _Asked(fields, day, cutoffs, among)
    table = asked.table(conditions(rule))
    return table.filter(asked.holds(table, rule)).select("client_id")


def ranked(rule: Group, fields: Fields, day: date, by: Condition, cutoffs: Cutoffs | None = None) -> ir.Table:
    """Ids of the clients in the rule, in one column `client_id`, those first who have most of what `by` asks for."""
    asked = _Asked(fields, day, cutoffs)
    table = asked.table([*conditions(rule), by])
    found = table.filter(asked.holds(table, rule)).mutate(measure=asked.value(table, by))
    return found.order_by(found.measure.desc(), "client_id").select("client_id")


def counts(rules: Mapping[str, Group], fields: Fields, day: date, cutoffs: Cutoffs | None = None) -> ir.Table:
    """One row: how many clients are in each of some rules, by its name."""
    asked = _Asked(fields, day, cutoffs)
    table = asked.table([one for rule in rules.values() for one in conditions(rule)])
    return table.agg(**{name: measures.how_many(table, asked.holds(table, rule)) for name, rule in rules.items()})


def sums(
    rules: Mapping[str, Group], fields: Fields, day: date, spent: ir.Table, cutoffs: Cutoffs | None = None
) -> ir.Table:
    """One row: of each of some rules how many clients are in it, how many of them are in `spent`, and its `monetary`
    together, in the columns `clients_<name>`, `buyers_<name>` and `monetary_<name>`. All rules in one pass."""
    asked = _Asked(fields, day, cutoffs)
    table = asked.table([one for rule in rules.values() for one in conditions(rule)])
    table = table.left_join(spent.select("client_id", spent=spent.monetary), "client_id")
    columns: dict[str, ir.Value] = {}
    for name, rule in rules.items():
        holds = asked.holds(table, rule)
        columns[f"clients_{name}"] = measures.how_many(table, holds)
        columns[f"buyers_{name}"] = table.spent.count(where=holds)
        columns[f"monetary_{name}"] = measures.gives(table.spent, where=holds)
    return table.agg(**columns)


def reasons(rule: Group, fields: Fields, day: date, cutoffs: Cutoffs | None, among: tuple[int, ...]) -> ir.Table:
    """For some clients, condition by condition: `client_id`, and `passes_<n>` with `value_<n>` as text for the n-th
    condition of `tree.conditions`."""
    asked = _Asked(fields, day, cutoffs, among)
    found = list(conditions(rule))
    table = asked.table(found)
    columns: dict[str, ir.Value] = {}
    for number, condition in enumerate(found):
        columns[f"passes_{number}"] = asked.passes(table, condition)
        columns[f"value_{number}"] = asked.shown(table, condition)
    return table.select("client_id", **columns)


@dataclass(frozen=True)
class Chosen:
    """A rule under the code it is asked by, for windows; equal ones hash alike. `own` are the merchant's own fields."""

    code: str
    rule: Group
    own: tuple[Field, ...] = ()

    @property
    def fields(self) -> Fields:
        """The fields the rule may name."""
        return {**STANDARD, **{of.name: of for of in self.own}}

    def clients(self, day: date, cutoffs: Cutoffs | None = None) -> ir.Table:
        """Ids of the clients in it on `day`."""
        return members(self.rule, self.fields, day, cutoffs)


@dataclass
class _Asked:
    """What the conditions of one rule need, gathered into one row per client."""

    fields: Fields
    day: date
    cutoffs: Cutoffs | None
    clients: tuple[int, ...] = ()
    _columns: dict[tuple[Any, ...], str] = field(default_factory=dict)

    def table(self, asked: Any) -> ir.Table:
        """The directory with a column for whatever the conditions ask."""
        table = self._some(CLIENTS)
        for condition in asked:
            key = self._key(condition)
            if key not in self._columns and key[0] != "directory":
                self._columns[key] = f"c{len(self._columns)}"
        for number, origin in enumerate(dict.fromkeys(key[:2] for key in self._columns)):
            wanted = {name: key for key, name in self._columns.items() if key[:2] == origin}
            found = self._source(origin, wanted).rename({f"client_{number}": "client_id"})
            table = table.left_join(found, [("client_id", f"client_{number}")])
        return table.select(*CLIENTS.columns, *self._columns.values())

    def holds(self, table: ir.Table, node: Node) -> ir.Value:
        """Whether the node holds; never null."""
        if isinstance(node, Condition):
            return self.passes(table, node)
        inner = [self.holds(table, one) for one in node.rules]
        if not inner:
            return ibis.literal(True)
        if node.match == "all":
            return reduce(and_, inner)
        return reduce(or_, inner) if node.match == "any" else ~reduce(or_, inner)

    def passes(self, table: ir.Table, asked: Condition) -> ir.Value:
        """Whether the condition holds; never null."""
        of = self.fields[asked.field]
        value = self.value(table, asked)
        if asked.op == "unknown":
            return value.isnull()
        if asked.op == "known":
            return value.notnull()
        if of.kind is Kind.SET:
            return value.isnull() if asked.op == "not_in" else value.notnull()
        found = self._compared(value, asked, of)
        return (value.isnull() | found) if asked.op in NEGATIONS else found.fill_null(False)

    def shown(self, table: ir.Table, asked: Condition) -> ir.Value:
        """The client's value as text; null where there is none. Of a set: what of the asked was found."""
        return self.value(table, asked).cast("string")

    def _some(self, table: ir.Table) -> ir.Table:
        return table.filter(table.client_id.isin(self.clients)) if self.clients else table

    def _key(self, asked: Condition) -> tuple[Any, ...]:
        """What must be looked up: source, its variant, and the column within it."""
        of = self.fields[asked.field]
        if of.origin == "purchases":
            return (of.column or "purchases", asked.within, of.name)
        if of.kind is Kind.SET:
            return ("set", of.name, (asked.within, asked.op, asked.values))
        if of.origin == "traits":
            return ("traits", (of.column,), _trait_column(of))
        if of.origin in ("scores", "segment"):
            return ("scores", None, of.column or "cell")
        if of.name == "clv_365_rank":
            return ("places", None, of.name)
        return (of.origin, None, of.column)

    def value(self, table: ir.Table, asked: Condition) -> ir.Value:
        """The client's value of what the condition asks; null where there is none."""
        of = self.fields[asked.field]
        if of.origin == "directory":
            value = table[of.column]
            return _age(value, self.day) if of.name == "age" else value
        value = table[self._columns[self._key(asked)]]
        if of.is_sum:
            return value.fill_null(ibis.literal(0, value.type()))
        return value

    def _source(self, origin: tuple[Any, ...], wanted: dict[str, tuple[Any, ...]]) -> ir.Table:
        kind, variant = origin
        if kind == "set":
            return self._sets(self.fields[variant], {name: key[2] for name, key in wanted.items()})
        if kind == "purchases":
            found = self._purchases(variant, {key[2] for key in wanted.values()})
        elif kind == "traits":
            found = self._some(CLIENT_TRAITS.filter(CLIENT_TRAITS.trait == variant[0]))
        elif kind == "scores":
            found = score(standings_on(self.day), self.day, self.cutoffs)
        elif kind == "rhythm":
            found = self._rhythm()
        elif kind == "places":
            found = self._some(_places())
        else:
            found = self._some(PREDICTIONS)
        return found.select("client_id", **{name: found[key[2]] for name, key in wanted.items()})

    def _of_days(self, sold: ir.Table, within: int | None = None) -> ir.Table:
        """Lines or documents up to the day, or of so many days up to it."""
        sold = sold.filter(sold.day <= self.day)
        return sold if within is None else sold.filter(sold.day > self.day - timedelta(days=within))

    def _purchases(self, within: int | None, wanted: set[str]) -> ir.Table:
        """What clients bought, in the columns that are wanted: an engine would count days for nobody (0.4 s of 1 M)."""
        known = self._some(self._of_days(DOCUMENTS, within)).filter(lambda t: t.client_id.notnull())
        sale = ~known.is_return
        first, last = known.day.min(where=sale), known.day.max(where=sale)
        gross, frequency = measures.gross(known), measures.how_many(known, sale)
        found = {
            "first_sale_on": lambda: first,
            "last_sale_on": lambda: last,
            "recency": lambda: measures.days_until(self.day, last),
            "frequency": lambda: frequency,
            "monetary": lambda: measures.net(known),
            "returned": lambda: measures.returned(known),
            "units": lambda: measures.gives(known.units),
            "average_check": lambda: measures.per(gross, frequency),
            "days_between_sales": lambda: _mean_gap(first, last, known.day.nunique(where=sale)),
        }
        return known.group_by("client_id").agg(**{name: found[name]() for name in sorted(wanted)})

    def _rhythm(self) -> ir.Table:
        known = self._some(self._of_days(DOCUMENTS)).filter(lambda t: t.client_id.notnull() & ~t.is_return)
        last = known.group_by("client_id").agg(last_sale_on=known.day.max())
        found = own_rhythm(known).inner_join(last, "client_id")
        beyond = measures.days_until(self.day, found.last_sale_on) - found.late_after_in_days
        return found.mutate(days_out_of_rhythm=ibis.greatest(beyond, 0))

    def _sets(self, of: Field, wanted: dict[str, tuple[Any, ...]]) -> ir.Table:
        """Whatever is asked of one field in one pass: a column each, with what was found of the asked values (all of
        them for `has_all`, any at all for `known`)."""
        days = [within for within, _, _ in wanted.values()]
        rows = self._things(of, None if None in days else max(days))
        values = [values for _, _, values in wanted.values()]
        if all(values):
            rows = rows.filter(rows.thing.isin(sorted({one for some in values for one in some})))
        return rows.group_by("client_id").agg(**{name: self._hit(rows, *asked) for name, asked in wanted.items()})

    def _hit(self, rows: ir.Table, within: int | None, op: str, values: tuple[str, ...]) -> ir.Value:
        is_asked = rows.thing.isin(values) if values else rows.thing.notnull()
        if within is not None:
            is_asked = is_asked & (rows.day > self.day - timedelta(days=within))
        hit = rows.thing.min(where=is_asked)
        if op != "has_all":
            return hit
        return ibis.ifelse(rows.thing.nunique(where=is_asked) == len(values), hit, ibis.null("string"))

    def _things(self, of: Field, within: int | None) -> ir.Table:
        """client_id and thing, as text; of what was bought the day too."""
        if of.origin == "traits":
            tags = self._some(CLIENT_TRAITS.filter(CLIENT_TRAITS.trait == of.column))
            return tags.select("client_id", thing=tags.value)
        of_lines = of.column in ("category", "product_id")
        made = self._some(self._of_days(SALE_LINES if of_lines else DOCUMENTS, within))
        sold = made.filter(~made.is_return & made.client_id.notnull())
        if of.column == "category":
            sold = sold.join(PRODUCTS.select("product_id", "category"), "product_id")
        found = sold.filter(sold[of.column].notnull())
        return found.select("client_id", "day", thing=found[of.column].cast("string"))

    def _compared(self, value: ir.Value, asked: Condition, of: Field) -> ir.Value:
        if of.kind is Kind.NUMBER:
            return _number(value, asked, of)
        if of.kind is Kind.DATE:
            return _date(value, asked, self.day)
        if of.kind is Kind.YEARLY:
            return _yearly(value, self.day, int(asked.values[0]))
        if of.about == "segment":
            is_one = value.isin(cells(asked.values))
            return ~is_one if asked.op == "not_in" else is_one
        return _word(value, asked, of)


def _mean_gap(first: ir.Value, last: ir.Value, days: ir.Value) -> ir.Value:
    """Mean distance of days with a sale, rounded down; null where there is one."""
    return last.delta(first, unit="day").cast("int64") // (days - 1).nullif(0)


def _places() -> ir.Table:
    """Of everybody whose value is known: the share of these clients of whom more is expected over a year."""
    known = PREDICTIONS.semi_join(CLIENTS, "client_id").filter(PREDICTIONS.clv_365.notnull())
    above = ibis.rank().over(ibis.window(order_by=known.clv_365.desc()))
    return known.select("client_id", clv_365_rank=measures.share(above, known.count().over(ibis.window())))


def _trait_column(of: Field) -> str:
    if of.kind is Kind.NUMBER:
        return "number"
    return "day" if of.kind is Kind.DATE else "value"


def _number(value: ir.Value, asked: Condition, of: Field) -> ir.Value:
    if of.unit in (Unit.NUMBER, Unit.SHARE) and value.type().is_floating():
        limits = [ibis.literal(float(one), "float64") for one in asked.values]
    else:
        limits = [ibis.literal(Decimal(one), _MONEY) for one in asked.values]
        value = value.cast(_MONEY)
    if asked.op == "between":
        return value.between(*limits)
    (limit,) = limits
    compare = {
        "eq": lambda: value == limit,
        "ne": lambda: value != limit,
        "gt": lambda: value > limit,
        "ge": lambda: value >= limit,
        "lt": lambda: value < limit,
        "le": lambda: value <= limit,
    }
    return compare[asked.op]()


def _date(value: ir.Value, asked: Condition, today: date) -> ir.Value:
    if asked.op in ("last", "ago", "next"):
        days = timedelta(days=int(asked.values[0]))
        if asked.op == "last":
            return (value > today - days) & (value <= today)
        return value < today - days if asked.op == "ago" else (value >= today) & (value <= today + days)
    first, last = (date.fromisoformat(one) for one in (asked.values[0], asked.values[-1]))
    compare = {
        "on": lambda: value == first,
        "before": lambda: value < first,
        "after": lambda: value > first,
        "between": lambda: value.between(first, last),
    }
    return compare[asked.op]()


def _yearly(value: ir.Value, today: date, days: int) -> ir.Value:
    """Whether the day of year comes today or in so many days; 29 February is kept on 28 February in other years."""
    if days >= 365:
        return value.notnull()
    found: ir.Value = ibis.literal(False)
    for year in range(today.year, (today + timedelta(days=days)).year + 1):
        first, last = max(today, date(year, 1, 1)), min(today + timedelta(days=days), date(year, 12, 31))
        found = found | _place_in_year(value, year).between(_place(first), _place(last))
    return found


def _place(day: date) -> int:
    return day.month * 100 + day.day


def _place_in_year(value: ir.Value, year: int) -> ir.Value:
    place = (value.month().cast("int64") * 100 + value.day().cast("int64")).cast("int64")
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return place if is_leap else ibis.ifelse(place == 229, ibis.literal(228, "int64"), place)


def _age(birthday: ir.Value, today: date) -> ir.Value:
    """Whole years on `today`."""
    is_ahead = _place_in_year(birthday, today.year) > _place(today)
    return today.year - birthday.year().cast("int64") - ibis.ifelse(is_ahead, 1, 0)


def _word(value: ir.Value, asked: Condition, of: Field) -> ir.Value:
    if asked.op in ("contains", "not_contains"):
        holds = value.lower().contains(asked.values[0].lower())
        return ~holds if asked.op == "not_contains" else holds
    values = tuple(int(one) for one in asked.values) if of.has_ids else asked.values
    found = value.isin(values)
    return ~found if asked.op == "not_in" else found
