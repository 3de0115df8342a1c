"""Metrics as people read them: a heading, a definition, a chart where looking beats reading, and always a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from nigotis.kernel.i18n import say
from nigotis.metrics import words
from nigotis.metrics.catalogue import Metric, Unit, find
from nigotis.metrics.products import SLOW_DAYS
from nigotis.metrics.scoring import FEWEST_CLIENTS, SEGMENTS, say_little
from nigotis.metrics.window import is_month_end
from nigotis.predictions.saying import said
from nigotis.reports import charts
from nigotis.reports.cells import NUMERIC, MetricDisplay
from nigotis.reports.charts import Bar, Cell
from nigotis.reports.display import hour
from nigotis.reports.study import Row, Study


@dataclass(frozen=True)
class Table:
    """Headings, whether each column is of numbers, and the cells as text."""

    head: tuple[str, ...]
    is_numeric: tuple[bool, ...]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True)
class Figure:
    """One thing to look at. `is_folded`: the table is behind a click, since the chart says the same."""

    title: str
    definition: str
    table: Table
    chart: Markup | None = None
    is_folded: bool = False
    note: str = ""


class Figures:
    """Makes the figures of a study."""

    def __init__(self, study: Study, show: MetricDisplay) -> None:
        self.study, self.show = study, show

    def table(self, name: str, rows: Sequence[Row], columns: Sequence[str] = ()) -> Table:
        """Rows of a metric as text; money is left out where the file has none."""
        units = {column.name: column.unit for column in find(name).columns}
        known = [column for column in columns or units if not self._is_unknown(column, units[column])]
        chosen = [column for column in known if not rows or any(row[column] is not None for row in rows)]
        return Table(
            tuple(words.column(column, self.show.language) for column in chosen),
            tuple(units[column] in NUMERIC for column in chosen),
            [tuple(self.show.cell(row[column], units[column]) for column in chosen) for row in rows],
        )

    def _is_unknown(self, column: str, unit: Unit) -> bool:
        """Whether the file cannot tell it: a column of zeros would read as an answer."""
        gaps = self.study.gaps
        return (gaps.money and unit is Unit.MONEY) or (gaps.clients and column == "clients")

    def plain(self, name: str, columns: Sequence[str] = (), *, shown: int = 1000, **params: Any) -> Figure:
        """A metric as a table of at most `shown` rows; the rest is counted."""
        metric, rows = find(name), self.study.ask(name, **params)
        note = self.show.text("more_rows", count=self.show.number(len(rows) - shown)) if len(rows) > shown else ""
        return self._figure(metric, self.table(name, rows[:shown], columns), note=note)

    def months(self, rows: Sequence[Row]) -> Figure:
        """Net revenue by month, or sales where there is no money; the last month is paler while it is not whole."""
        measure = "sales" if self.study.gaps.money else "net"
        values = [float(row[measure]) for row in rows]
        scale = [(step, self.show.compact(step)) for step in charts.scale(values)]
        data = [self._month_bar(row, value, measure) for row, value in zip(rows, values, strict=True)]
        chart = charts.bars(words.column(measure, self.show.language), data, scale)
        columns = ("month", "sales", "net", "change_on_month", "change_on_year")
        table = self.table("months", rows, columns)
        note = self.show.text("partial_month") if data and data[-1].is_partial else ""
        return self._figure(find("months"), table, chart, is_folded=True, note=note)

    def weekday_hour(self) -> Figure:
        """Sales by weekday and hour as a map of colours."""
        rows = self.study.ask("weekday_hour")
        hours = range(min(row["hour"] for row in rows), max(row["hour"] for row in rows) + 1)
        cells = [Cell(row["hour"] - hours.start, row["weekday"] - 1, row["sales"], self._hour_tip(row)) for row in rows]
        days = [self.show.short_weekday(number) for number in range(1, 8)]
        title = words.title(find("weekday_hour"), self.show.language)
        chart = charts.field(title, [str(number) for number in hours], days, cells, cell_height=28, left=76)
        return self._figure(find("weekday_hour"), self.table("weekday_hour", rows), chart, is_folded=True)

    def rfm_map(self) -> Figure:
        """The 25 cells: recency to the right, frequency upwards, clients in each, coloured by their number."""
        rows = self.study.ask("rfm_map")
        cells = [
            Cell(row["r"] - 1, 5 - row["f"], row["clients"], self._cell_tip(row), self._cell_lines(row)) for row in rows
        ]
        axes = (self.show.text("axis_recency"), self.show.text("axis_frequency"))
        scores = [str(score) for score in range(1, 6)]
        title = words.title(find("rfm_map"), self.show.language)
        chart = charts.field(title, scores, scores[::-1], cells, cell_height=66, left=44, axes=axes)
        table = self.table("rfm_map", rows, ("r", "f", "segment", "clients", "sales", "monetary"))
        return self._figure(find("rfm_map"), table, chart, is_folded=True)

    def branches(self) -> Figure:
        """What each branch brings, as bars."""
        rows = self.study.ask("branch_shares")[:20]
        data = [
            Bar(
                self.show.cell(row["branch_id"], Unit.BRANCH),
                row["share"] or 0,
                self.show.cell(row["share"], Unit.SHARE),
            )
            for row in rows
        ]
        chart = charts.across(words.title(find("branch_shares"), self.show.language), data)
        return self._figure(find("branch_shares"), self.table("branch_shares", rows), chart, is_folded=True)

    def slow_movers(self, limit: int) -> Figure:
        """Slow movers that once sold best, first: what brought most over the whole file and hardly sells now."""
        value = {row["product_id"]: row["value"] for row in self.study.ask("abc")}
        found = self.study.ask("slow_movers")
        rows = sorted(found, key=lambda row: -value.get(row["product_id"], 0))
        table = self.table(
            "slow_movers", rows[:limit], ("product_id", "slow_for_days", "units_90_days", "last_sold_on")
        )
        counts = {f"days{days}": sum(row["slow_for_days"] >= days for row in rows) for days in SLOW_DAYS}
        note = self.show.text("slow_movers_counts", **{key: self.show.number(count) for key, count in counts.items()})
        order = "" if self.study.gaps.money else self.show.text("slow_movers_order")
        return self._figure(find("slow_movers"), table, note=f"{note} {order}".strip())

    def segments(self) -> Figure:
        """The ten segments with what their clients spent."""
        rows = self.study.ask("rfm_segments")
        few = say_little(row["clients"] for row in rows)
        note = self.show.text("few_to_compare", fewest=FEWEST_CLIENTS) if few else ""
        return self._figure(find("rfm_segments"), self.table("rfm_segments", rows), note=note)

    def receipts(self) -> Figure:
        """How the same reckoning did on the past of the file, a sentence each, and what is shown because of it."""
        language = self.show.language
        rows: list[tuple[str, ...]] = [
            (say(f"predictions.about_{one.about}", language), one.sentence, one.verdict_text)
            for one in said(self.study.outlook.receipts, language, self.study.currency)
            if not (self.study.gaps.money and one.about in ("value", "year"))
        ]
        head = tuple(self.show.text(f"receipts_{name}") for name in ("about", "past", "verdict"))
        table = Table(head, (False, False, False), rows)
        return Figure(self.show.text("receipts_title"), self.show.text("receipts_definition"), table)

    def calibration(self) -> Figure:
        """Of those who were given some probability of no order, how many did stay away."""
        bins = self.study.outlook.receipts.churn.bins
        rows = [tuple(self.show.share(value) for value in (one.predicted, one.actual)) for one in bins]
        data = [
            Bar(self.show.share(one.predicted), one.actual, f"{said_} → {seen}")
            for one, (said_, seen) in zip(bins, rows, strict=True)
        ]
        counts = [(*row, self.show.number(one.cases)) for row, one in zip(rows, bins, strict=True)]
        head = tuple(self.show.text(f"calibration_{name}") for name in ("said", "seen", "cases"))
        title = self.show.text("calibration_title")
        chart = charts.bars(title, data, [(step / 4, self.show.share(step / 4)) for step in range(5)])
        table = Table(head, (True, True, True), counts)
        return Figure(title, self.show.text("calibration_definition"), table, chart, is_folded=True)

    def _month_bar(self, row: Row, value: float, measure: str) -> Bar:
        unit = Unit.COUNT if measure == "sales" else Unit.MONEY
        tip = f"{self.show.month(row['month'])}: {self.show.cell(row[measure], unit)}"
        month, last = row["month"], self.study.last_day
        is_partial = (month.year, month.month) == (last.year, last.month) and not is_month_end(last)
        short = self.show.short_month(month)
        label = f"{short} {month:%y}" if month.month == 1 else short
        return Bar(label, value, tip, is_partial)

    def _hour_tip(self, row: Row) -> str:
        return f"{self.show.weekday(row['weekday'])}, {hour(row['hour'])}: {self.show.number(row['sales'])}"

    def _cell_tip(self, row: Row) -> str:
        spent = "" if self.study.gaps.money else f", {self.show.money(row['monetary'])}"
        return f"R{row['r']} F{row['f']} · {self._segment(row)}: {self.show.number(row['clients'])}{spent}"

    def _cell_lines(self, row: Row) -> tuple[str, ...]:
        return (*charts.wrapped(self._segment(row), 17), self.show.number(row["clients"]))

    def _segment(self, row: Row) -> str:
        return words.segment(row["segment"], self.show.language)

    def _figure(
        self, metric: Metric, table: Table, chart: Markup | None = None, *, is_folded: bool = False, note: str = ""
    ) -> Figure:
        language = self.show.language
        return Figure(words.title(metric, language), words.definition(metric, language), table, chart, is_folded, note)


def slipping() -> tuple[str, ...]:
    """Segments whose clients used to come often and no longer do."""
    return tuple(
        name for name, cells in SEGMENTS.items() if all(cell[0] in "12" and cell[1] in "345" for cell in cells)
    )
