"""The boards that come with Nigotis. Their titles stand in `texts.toml` as `boards.ready_<name>`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nigotis.boards.types import COLUMNS, Card, OwnFilters, Visual

_YEAR = OwnFilters(period="12m")


@dataclass(frozen=True)
class ReadyBoard:
    """A board by its name."""

    name: str
    cards: tuple[Card, ...]


def _card(figure: str, visual: Visual, columns: str, w: int, h: int, **more: Any) -> Card:
    """A card without its place; `columns` are names, parted by spaces."""
    return Card(id="-", figure=figure, visual=visual, columns=tuple(columns.split()), w=w, h=h, **more)


def _kpi(figure: str, columns: str, h: int = 4) -> Card:
    return _card(figure, "kpi", columns, 3, h, compare="previous")


def _board(name: str, *rows: tuple[Card, ...]) -> ReadyBoard:
    """Cards row by row, each row beginning at the left, as high as its highest card."""
    placed: list[Card] = []
    top = 0
    for row in rows:
        left = 0
        for card in row:
            placed.append(card.model_copy(update={"id": f"{name}-{len(placed) + 1}", "x": left, "y": top}))
            left += card.w
        assert left <= COLUMNS, name
        top += max(card.h for card in row)
    return ReadyBoard(name, tuple(placed))


_BOARDS = (
    _board(
        "owner",
        (
            _kpi("revenue", "net"),
            _kpi("revenue", "sales"),
            _kpi("revenue", "average_check"),
            _kpi("client-activity", "active_clients"),
        ),
        (
            _card("revenue-by-day", "line", "net", 8, 8, compare="previous"),
            _card("branch-shares", "progress", "share", 4, 8),
        ),
        (
            _card("months", "bar", "net net_year_before", 6, 6, filters=_YEAR),
            _card("client-growth-groups", "bar", "clients", 6, 6),
        ),
        (
            _card("top-clients", "table", "net share sales", 6, 7, params={"limit": "6"}),
            _card("top-mover", "table", "change units_per_day units_per_day_before", 6, 7),
        ),
    ),
    _board(
        "sales",
        (
            _kpi("revenue", "gross"),
            _kpi("revenue", "returns"),
            _kpi("revenue", "net"),
            _kpi("revenue", "units"),
        ),
        (_card("revenue-by-day", "line", "net", 12, 6, compare="previous"),),
        (_card("sales-forecast", "line", "net expected", 12, 6),),
        (
            _card("weekday-hour", "heatmap", "sales", 8, 8),
            _card("branch-shares", "pie", "net", 4, 8),
        ),
        (
            _card("months", "bar", "net net_year_before", 6, 6, filters=_YEAR),
            _card("product-popularity", "bar", "net", 6, 6, params={"by": "net", "limit": "8"}),
        ),
    ),
    _board(
        "products",
        (
            _card("abc-classes", "pie", "value", 5, 6),
            _card("product-popularity", "bar", "net", 7, 6, params={"by": "net", "limit": "10"}),
        ),
        (
            _card("top-mover", "table", "change units_per_day units_per_day_before", 6, 8),
            _card("slow-movers", "table", "slow_for_days last_sold_on stock stock_value", 6, 8),
        ),
        (_card("abc", "table", "abc value share", 12, 8),),
    ),
    _board(
        "clients",
        (
            _kpi("client-activity", "active_clients"),
            _kpi("client-activity", "new_clients"),
            _kpi("client-activity", "returning_clients"),
            _kpi("client-activity", "returning_share"),
        ),
        (
            _card("recency-and-spend", "scatter", "recency_in_days monetary segment", 7, 10),
            _card("rfm-segments", "pie", "clients", 5, 10),
        ),
        (
            _card("client-growth-groups", "bar", "clients", 6, 6),
            _card("inactive-clients", "progress", "share", 6, 6),
        ),
        (
            _card("predicted-orders", "kpi", "orders_expected", 4, 4),
            _card("predicted-orders", "kpi", "clv", 4, 4),
            _card("predicted-orders", "kpi", "clv_365", 4, 4),
        ),
        (
            _card("churn-risk", "table", "clients share clv_365", 6, 6),
            _card("reorder-due", "table", "clients orders_expected clv_365", 6, 6),
        ),
        (
            _card("top-clients", "table", "net share sales", 6, 8, params={"limit": "10"}),
            _card("inactive-client-list", "table", "days_away sales net", 6, 8),
        ),
    ),
    _board(
        "team",
        (
            _kpi("revenue", "net", h=6),
            _kpi("win-rate", "rate won", h=6),
            _kpi("active-sellers", "sale_share activity_share", h=6),
            _kpi("sales-velocity", "velocity open_deals", h=6),
        ),
        (
            _card("deal-funnel", "funnel", "entered rate rate_low rate_high", 5, 8, filters=_YEAR),
            _card("target-actual", "table", "share target actual expected_share", 7, 8),
        ),
        (
            _card("seller-growth", "bar", "net", 6, 7),
            _card("seller-win-rate", "table", "rate rate_low rate_high won lost rank", 6, 7, filters=_YEAR),
        ),
        (
            _card("seller-consistency", "table", "weeks mean_per_week variation rank", 6, 8, filters=_YEAR),
            _card("seller-weeks", "scatter", "activities net", 6, 8, params={"lag_weeks": "1"}, filters=_YEAR),
        ),
        (
            _card("activity-outcome", "kpi", "correlation weeks", 6, 4, filters=_YEAR),
            _card("seller-growth", "pie", "sales", 6, 7),
        ),
    ),
)

READY: dict[str, ReadyBoard] = {board.name: board for board in _BOARDS}
