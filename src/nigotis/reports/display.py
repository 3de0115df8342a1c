"""Values as people read them: numbers, money, days and words in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from babel.dates import format_date, get_day_names, get_month_names
from babel.numbers import format_compact_decimal, format_decimal, format_percent

from nigotis.kernel.i18n import Language, Shown, say
from nigotis.kernel.money import format_money, grouped

NOTHING = "–"
WHOLE_FROM = 1000  # from here on people read whole money; the exact figures stand in summary.json


@dataclass(frozen=True)
class Display:
    """How one reader wants to see things. `name` gives the name of a client, product, branch or seller by id."""

    language: Language
    currency: str | None
    name: Callable[[str, int | None], str]

    def text(self, key: str, **values: Any) -> str:
        """A sentence of this room."""
        return say(f"reports.{key}", self.language, **values)

    def number(self, value: int | float | Decimal) -> Shown:
        """At most two decimal places."""
        return Shown.of(grouped(str(format_decimal(value, "#,##0.##", locale=self.language)), self.language), value)

    def share(self, value: float) -> str:
        """A percentage with one decimal place."""
        pattern = "#,##0.0 %" if self.language in ("az", "ru") else "#,##0.0%"
        return grouped(str(format_percent(value, pattern, locale=self.language)), self.language)

    def money(self, value: Decimal) -> str:
        """Whole money from a thousand on, else to the smallest coin; with the currency's sign where it is known."""
        shown = value.quantize(Decimal(1), ROUND_HALF_UP) if abs(value) >= WHOLE_FROM else value
        return format_money(shown, self.currency, self.language)

    def compact(self, value: float) -> str:
        """A figure beside an axis: 1.5M."""
        # The locale data abbreviates Swahili thousands by words longer than the figure
        locale = "en" if self.language == "sw" else self.language
        return str(format_compact_decimal(value, locale=locale, fraction_digits=1))

    def day(self, value: date) -> str:
        """9 December 2011."""
        return str(format_date(value, "long" if self.language != "en" else "d MMMM y", locale=self.language))

    def month(self, value: date) -> str:
        """December 2011."""
        return f"{_month_names('wide', self.language)[value.month]} {value.year}"

    def calendar_month(self, value: int) -> str:
        """1 is January."""
        return str(_month_names("wide", self.language)[value])

    def short_month(self, value: date) -> str:
        """Dec."""
        return str(_month_names("abbreviated", self.language)[value.month]).rstrip(".")

    def weekday(self, value: int) -> str:
        """1 is Monday."""
        return str(get_day_names("wide", "stand-alone", self.language)[value - 1])

    def short_weekday(self, value: int) -> str:
        """Mon."""
        width = "wide" if self.language == "sw" else "abbreviated"
        return str(get_day_names(width, "stand-alone", self.language)[value - 1])


def hour(value: int) -> str:
    """14:00."""
    return f"{value:02d}:00"


def _month_names(width: str, language: str) -> Any:
    # The locale data has no Swahili stand-alone names, and Russian needs them: "декабрь", not "декабря".
    return get_month_names(width, "format" if language == "sw" else "stand-alone", language)
