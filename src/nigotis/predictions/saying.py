"""Predictions in words: why, when, and how sure, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from babel.numbers import format_decimal, format_percent

from nigotis.forecasting.reasons import Reason
from nigotis.forecasting.receipts import AmountReceipt, ChurnReceipt, NextOrderReceipt, OfferReceipt, Receipts
from nigotis.kernel.i18n import Shown, say, short_day
from nigotis.kernel.money import format_money, grouped
from nigotis.predictions.models import PredictionRow
from nigotis.predictions.types import Said
from nigotis.rules.fields import UNTOLD

Verdict = Literal["model", "naive", "untested"]


def why(row: PredictionRow, reason: str, days_away: int, language: str) -> str:
    """The reason for the probability of no order."""
    if reason == Reason.RECENT and days_away == 0:
        return say("predictions.why_today", language)
    return say(
        f"predictions.why_{reason}",
        language,
        days=days_away,
        horizon=row.horizon_in_days,
        usual=row.usual_gap_in_days,
        late=row.late_after_in_days,
        lately=row.orders_lately,
        before=row.orders_before,
    )


def when(row: PredictionRow | None, today: date, language: str) -> str:
    """Where the next order stands, with its window."""
    if row is None or row.next_order_from is None or row.next_order_to is None:
        return say(f"predictions.when_{row.untold if row and row.untold else 'cannot_tell'}", language)
    days = {"since": short_day(row.next_order_from, language), "until": short_day(row.next_order_to, language)}
    return told_on(row, today, say(f"predictions.when_{row.due}", language, **days), language)


def told_on(row: PredictionRow, today: date, sentence: str, language: str) -> str:
    """A sentence as of the last day of sales; where that was before yesterday it says so: "now" and "ago" mean then."""
    if row.predicted_on >= today - timedelta(days=1):
        return sentence
    return say("predictions.told_on", language, day=short_day(row.predicted_on, language), sentence=sentence)


def untold(clients: Mapping[str, int], language: str) -> list[str]:
    """Why it cannot be told when some clients order next: a sentence for each reason, most clients first."""
    codes = sorted((code for code in UNTOLD if clients[code]), key=lambda code: -clients[code])
    return [
        say(f"predictions.untold_{code}", language, clients=_number(clients[code], language, places=0))
        for code in codes
    ]


def said(receipts: Receipts, language: str, currency: str | None) -> list[Said]:
    """The receipts, a sentence each; without a `currency` money is a bare number. Of money nothing is said where orders
    could be tried and it could not: there are no amounts; so with products."""
    horizon = receipts.horizon_in_days
    has_amounts = bool(receipts.value.origins) or not receipts.orders.origins
    told = [
        _said("churn", receipts.churn, receipts.churn.clients, language, _churn(receipts.churn, horizon, language)),
        _said("next_order", receipts.next_order, receipts.next_order.cases, language,
              _next_order(receipts.next_order, language)),
        _said("orders", receipts.orders, receipts.orders.clients, language,
              _amount("orders", receipts.orders, horizon, language, None)),
        _said("value", receipts.value, receipts.value.clients, language,
              _amount("value", receipts.value, horizon, language, currency)),
    ]  # fmt: skip
    has_products = receipts.offers.cases or not receipts.orders.origins
    told = told if has_amounts else told[:-1]
    offers = _said("offers", receipts.offers, receipts.offers.cases, language, _offers(receipts.offers, language))
    return [*told, offers] if has_products else told


def _said(about: Any, receipt: Any, cases: int, language: str, sentence: str) -> Said:
    verdict: Verdict = "untested" if not receipt.origins else "model" if receipt.beats_naive else "naive"
    return Said(
        about=about,
        verdict=verdict,
        cases=cases,
        sentence=sentence if receipt.origins else say("predictions.said_untested", language),
        verdict_text=say(f"predictions.verdict_{verdict}", language),
    )


def _churn(receipt: ChurnReceipt, horizon: int, language: str) -> str:
    key = "churn" if receipt.called_lost else "churn_nobody"
    called = say(
        f"predictions.said_{key}",
        language,
        called=_number(receipt.called_lost, language),
        stayed=_number(receipt.stayed_away, language),
        cases=_number(receipt.clients, language),
        tries=len(receipt.origins),
        horizon=horizon,
    )
    error, naive = _apart(receipt.brier, receipt.naive_brier, language, places=3)
    cases = _number(receipt.clients, language)
    return f"{called} {say('predictions.said_brier', language, cases=cases, error=error, naive=naive)}"


def _next_order(receipt: NextOrderReceipt, language: str) -> str:
    error, naive = _apart(receipt.mae_in_days, receipt.naive_mae_in_days, language)
    return say(
        "predictions.said_next_order",
        language,
        cases=_number(receipt.cases, language),
        share=_share(receipt.coverage, language),
        error=error,
        naive=naive,
    )


def _offers(receipt: OfferReceipt, language: str) -> str:
    cases = receipt.cases or 1
    return say(
        "predictions.said_offers",
        language,
        cases=_number(receipt.cases, language),
        shown=receipt.shown,
        share=_share(receipt.hits / cases, language),
        naive=_share(receipt.naive_hits / cases, language),
    )


def _amount(about: str, receipt: AmountReceipt, horizon: int, language: str, currency: str | None) -> str:
    if receipt.actual is None:
        return say(
            "predictions.said_sums",
            language,
            error=_off(receipt.sum_error, language),
            naive=_off(receipt.naive_sum_error, language),
            tries=len(receipt.origins),
            horizon=horizon,
        )
    return say(
        f"predictions.said_{about}",
        language,
        predicted=_whole(receipt.predicted, language, currency),
        actual=_whole(receipt.actual, language, currency),
        naive=_whole(receipt.naive_predicted, language, currency),
        tries=len(receipt.origins),
        horizon=horizon,
    )


def _number(value: float | None, language: str, places: int = 1) -> str:
    if value is None:
        return "–"
    rounded = round(value, places)
    pattern = f"#,##0.{'#' * places}" if places else "#,##0"
    return Shown.of(grouped(str(format_decimal(rounded, pattern, locale=language)), language), rounded)


def _apart(one: float | None, other: float | None, language: str, places: int = 1) -> tuple[str, str]:
    """Two errors with as many places as it takes to see which is the smaller, up to four."""
    while places < 4 and one is not None and other is not None and round(one, places) == round(other, places):
        places += 1
    return _number(one, language, places), _number(other, language, places)


def _whole(value: float | None, language: str, currency: str | None) -> str:
    if value is None or currency is None:
        return _number(value, language, places=0)
    return format_money(Decimal(round(value)), currency, language)


def _off(error: float | None, language: str) -> str:
    """By how much a sum was off, whichever way."""
    return _share(None if error is None else abs(error), language)


def _share(value: float | None, language: str) -> str:
    return "–" if value is None else str(format_percent(value, locale=language))
