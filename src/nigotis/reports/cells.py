"""Cells of metrics as people read them: by the unit of their column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nigotis.metrics import words
from nigotis.metrics.catalogue import Unit
from nigotis.places.gazetteer import place_names, region_names
from nigotis.reports.display import NOTHING, Display, hour

NUMERIC = {Unit.COUNT, Unit.QUANTITY, Unit.MONEY, Unit.SHARE, Unit.RATE, Unit.NUMBER, Unit.DAYS, Unit.SCORE}


class MetricDisplay(Display):
    """Values as people read them, with those of metrics."""

    def cell(self, value: Any, unit: Unit) -> str:
        """Any value of a metric."""
        if unit in (Unit.CLIENT, Unit.PRODUCT, Unit.BRANCH, Unit.SELLER):
            return self.name(unit.value, value) or self.text(f"without_{unit.value}_name")
        if unit is Unit.PRODUCTS:
            return " + ".join(self.cell(one, Unit.PRODUCT) for one in value)
        return NOTHING if value is None else str(self._formats[unit](value))

    @property
    def _formats(self) -> dict[Unit, Callable[[Any], str]]:
        return {
            Unit.COUNT: self.number,
            Unit.DAYS: self.number,
            Unit.SCORE: str,
            Unit.QUANTITY: self.number,
            Unit.RATE: self.number,
            Unit.NUMBER: self.number,
            Unit.MONEY: self.money,
            Unit.SHARE: self.share,
            Unit.DATE: self.day,
            Unit.MONTH: self.month,
            Unit.CALENDAR_MONTH: self.calendar_month,
            Unit.WEEKDAY: self.weekday,
            Unit.HOUR: hour,
            Unit.SEGMENT: lambda code: words.segment(code, self.language),
            Unit.CODE: lambda code: words.code(code, self.language),
            Unit.STAGE: str,
            Unit.PLACE: lambda one: place_names([one]).get(one, NOTHING),
            Unit.REGION: lambda code: region_names([code]).get(code, code),
            Unit.TEXT: str,
        }
