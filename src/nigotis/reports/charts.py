"""Charts as SVG, drawn here: no script, no font and no picture from elsewhere, so that a saved page stays whole.

Colours are classes of `templates/style.css` (`h0` .. `h6` from nothing to most), so that light, dark and paper differ.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

LEVELS = 6
WIDTH = 720


@dataclass(frozen=True)
class Bar:
    """One bar: what stands under it, how high it is, what a reader sees when pointing at it."""

    label: str
    value: float
    tip: str
    is_partial: bool = False


@dataclass(frozen=True)
class Cell:
    """One field of a map: `weight` decides its colour, `lines` stand in it."""

    column: int
    row: int
    weight: float
    tip: str
    lines: tuple[str, ...] = ()


def bars(title: str, data: Sequence[Bar], ticks: Sequence[tuple[float, str]]) -> Markup:
    """Upright bars over a quiet scale. `ticks` are positions and texts of the scale, from `scale`."""
    left, right, top, bottom = 56, 8, 12, 28
    height = 240
    low, high = ticks[0][0], ticks[-1][0]
    plot_width, plot_height = WIDTH - left - right, height - top - bottom

    def y(value: float) -> float:
        return top + plot_height * (high - value) / (high - low)

    step = plot_width / max(len(data), 1)
    every = math.ceil(len(data) / 18)
    parts = [_tick(left, WIDTH - right, y(value), text) for value, text in ticks]
    for index, bar in enumerate(data):
        x = left + step * index
        parts.append(_bar(bar, x + step * 0.15, step * 0.7, y(bar.value), y(0)))
        if index % every == 0:
            parts.append(_text(x + step / 2, height - 9, bar.label, "axis", "middle"))
    return _svg(title, WIDTH, height, parts)


def across(title: str, data: Sequence[Bar]) -> Markup:
    """Lying bars, one row each, for names that need room."""
    row_height, left = 30, 240
    most = max((bar.value for bar in data), default=0) or 1
    parts: list[Markup] = []
    for index, bar in enumerate(data):
        y = index * row_height
        width = max((WIDTH - left - 130) * max(bar.value, 0) / most, 1)
        parts.append(_text(left - 10, y + 20, _cut(bar.label, 34), "label", "end"))
        parts.append(
            Markup('<rect class="bar" x="{}" y="{}" width="{:.1f}" height="18" rx="3"><title>{}</title></rect>').format(
                left, y + 6, width, bar.tip
            )
        )
        parts.append(_text(left + width + 8, y + 20, bar.tip, "axis", "start"))
    return _svg(title, WIDTH, row_height * len(data) + 4, parts)


def field(
    title: str,
    columns: Sequence[str],
    rows: Sequence[str],
    cells: Sequence[Cell],
    *,
    cell_height: int,
    left: int,
    axes: tuple[str, str] = ("", ""),
) -> Markup:
    """A map of coloured cells. Rows go downwards, columns to the right; `axes` name what columns and rows are."""
    width = (WIDTH - left) / len(columns)
    top = 8
    height = top + cell_height * len(rows) + (40 if axes[0] else 22)
    most = max((cell.weight for cell in cells), default=0)
    parts: list[Markup] = [
        _text(left - 8, top + cell_height * (i + 0.5) + 4, name, "axis", "end") for i, name in enumerate(rows)
    ]
    for i, name in enumerate(columns):
        parts.append(_text(left + width * (i + 0.5), top + cell_height * len(rows) + 15, name, "axis", "middle"))
    parts += [
        _cell(cell, left + width * cell.column, top + cell_height * cell.row, width, cell_height, most)
        for cell in cells
    ]
    if axes[0]:
        parts.append(_text(left + (WIDTH - left) / 2, height - 4, axes[0], "axis strong", "middle"))
        middle = top + cell_height * len(rows) / 2
        parts.append(
            Markup(
                '<text class="axis strong" text-anchor="middle" transform="translate(12 {:.0f}) rotate(-90)">{}</text>'
            ).format(middle, axes[1])
        )
    return _svg(title, WIDTH, height, parts)


def scale(values: Sequence[float]) -> list[float]:
    """Four or five round steps from zero (or the lowest) to at least the highest value."""
    high, low = max([*values, 0.0]), min([*values, 0.0])
    if high == low:
        return [0.0, 1.0]
    rough = (high - low) / 4
    power: float = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [step * index for index in range(first, last + 1)]


def level(weight: float, most: float) -> int:
    """Colour of a cell: 0 for nothing, then 1 .. 6 by the square root, so that small ones still differ."""
    if weight <= 0 or most <= 0:
        return 0
    return max(1, math.ceil(LEVELS * math.sqrt(weight / most)))


def wrapped(text: str, width: int) -> tuple[str, ...]:
    """`text` in lines of about `width` letters, broken at blanks."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return tuple(lines)


def _tick(left: float, right: float, y: float, text: str) -> Markup:
    line = Markup('<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(left, right, y, y)
    return line + _text(left - 8, y + 4, text, "axis", "end")


def _bar(bar: Bar, x: float, width: float, y: float, zero: float) -> Markup:
    top, height = min(y, zero), max(abs(zero - y), 0.5)
    kind = "bar partial" if bar.is_partial else "bar"
    return Markup(
        '<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2"><title>{}</title></rect>'
    ).format(kind, x, top, width, height, bar.tip)


def _cell(cell: Cell, x: float, y: float, width: float, height: int, most: float) -> Markup:
    number = level(cell.weight, most)
    box = Markup(
        '<g class="cell"><rect class="h{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}" rx="4"/><title>{}</title>'
    ).format(number, x + 1.5, y + 1.5, width - 3, height - 3, cell.tip)
    start = y + height / 2 + 4 - 7.5 * (len(cell.lines) - 1)
    for index, line in enumerate(cell.lines):
        kind = f"t{number}" + (" strong" if index == len(cell.lines) - 1 and len(cell.lines) > 1 else "")
        box += _text(x + width / 2, start + 15 * index, line, kind, "middle")
    return box + Markup("</g>")


def _text(x: float, y: float, text: str, kind: str, anchor: str) -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(kind, x, y, anchor, text)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _svg(title: str, width: float, height: float, parts: Sequence[Markup]) -> Markup:
    opening = Markup('<svg viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}">').format(
        width, height, escape(title)
    )
    return opening + Markup("").join(parts) + Markup("</svg>")
