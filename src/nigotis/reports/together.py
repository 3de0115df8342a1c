"""Products bought together, of one file: the rules as a list, and the chapter of the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from nigotis.kernel.files import File
from nigotis.kernel.problems import Invalid
from nigotis.kernel.tables import Cell, table_file
from nigotis.metrics.catalogue import find
from nigotis.metrics.rules import MOST_SETS
from nigotis.reports.figures import Figure, Figures
from nigotis.reports.study import Row, Study

TOP = 15
PLACES = 9
_ASKED = frozenset({"support", "confidence", "length"})
_COLUMNS = ("antecedent", "consequent", "count", "support", "confidence", "lift")

Asked = dict[str, Any]
"""Parameters of `product_rules` somebody chose: support, confidence, length."""


def asked_rules(given: Mapping[str, str]) -> Asked:
    """`given` as parameters. Raises Invalid for a name that is none of the three and for a value out of range."""
    try:
        if set(given) <= _ASKED:
            return find("product_rules").parameters(**given).model_dump(include=set(given))
    except ValidationError:
        pass
    written = ",".join(f"{name}={value}".rstrip("=") for name, value in given.items())
    raise Invalid("reports.bad_rules", field="rules", given=written)


def rules_csv(study: Study, asked: Asked) -> File:
    """Every rule that meets the limits, names in place of ids; highest lift first."""
    rows = study.ask("product_rules", needless=True, by="lift", limit=MOST_SETS, **asked)
    return table_file("rules", "csv", _COLUMNS, (tuple(_rule(study, row)) for row in rows))


def _rule(study: Study, row: Row) -> Iterator[Cell]:
    yield " + ".join(study.name("product", product) for product in row["antecedent"])
    yield study.name("product", row["consequent"])
    yield row["count"]
    for name in ("support", "confidence", "lift"):
        yield Decimal(repr(round(row[name], PLACES)))


def together(figures: Figures, asked: Asked) -> Iterator[Figure]:
    """Pairs, rules, and bundles where prices are known; nothing where every sale is of one product."""
    if not figures.study.ask("product_affinity", limit=TOP):
        return
    pair = ("product_id", "with_product_id", "count", "confidence", "confidence_back", "lift")
    yield figures.plain("product_affinity", pair, limit=TOP)
    yield figures.plain("product_rules", _COLUMNS, limit=TOP, **asked)
    if not figures.study.gaps.money:
        yield figures.plain("bundle_suggestions", limit=TOP)
