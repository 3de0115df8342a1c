"""Predictions in words: why, when, and how sure, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from babel.numbers import format_decimal, format_percent

from nigotis.forecasting.backtest import YEAR
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
    told = [
        _said("churn", receipts.churn, language, _churn(receipts.churn, horizon, language)),
        _said("next_order", receipts.next_order, language, _next_order(receipts.next_order, language)),
        _said("orders", receipts.orders, language, _amount("orders", receipts.orders, horizon, language, None)),
    ]
    if receipts.value.origins or not receipts.orders.origins:
        told.append(_said("value", receipts.value, language,
                          _amount("value", receipts.value, horizon, language, currency)))  # fmt: skip
        if horizon != YEAR:
            told.append(_said("year", receipts.year, language,
                              _amount("value", receipts.year, YEAR, language, currency)))  # fmt: skip
    if receipts.offers.cases or not receipts.orders.origins:
        told.append(_said("offers", receipts.offers, language, _offers(receipts.offers, language)))
    return told


def _said(about: Any, receipt: Any, language: str, sentence: str) -> Said:
    verdict: Verdict = "untested" if not receipt.origins else "model" if receipt.beats_naive else "naive"
    untested = "said_year_untested" if about == "year" else "said_untested"
    return Said(
        about=about,
        verdict=verdict,
        cases=receipt.cases,
        sentence=sentence if receipt.origins else say(f"predictions.{untested}", language),
        verdict_text=say(f"predictions.verdict_{verdict}", language),
    )


def _churn(receipt: ChurnReceipt, horizon: int, language: str) -> str:
    """The newest day in clients, as people count them; the errors over all days, on which a client is a case each."""
    if not receipt.origins:
        return ""
    key = "churn" if receipt.called_lost else "churn_nobody"
    called = say(
        f"predictions.said_{key}",
        language,
        called=_number(receipt.called_lost, language),
        stayed=_number(receipt.stayed_away, language),
        clients=_number(receipt.clients, language),
        day=short_day(date.fromisoformat(receipt.origins[0]), language),
        horizon=horizon,
    )
    errors = _errors(receipt, receipt.brier, receipt.naive_brier, language, places=3)
    cases = _number(receipt.cases, language)
    return f"{called} {say('predictions.said_brier', language, cases=cases, tries=len(receipt.origins), **errors)}"


def _next_order(receipt: NextOrderReceipt, language: str) -> str:
    """Of the windows only those count that would have been shown."""
    key = "next_order" if receipt.told_coverage is not None else "next_order_few"
    return say(
        f"predictions.said_{key}",
        language,
        cases=_number(receipt.cases, language),
        told=_number(receipt.told, language),
        share=_share(receipt.told_coverage, language),
        **_errors(receipt, receipt.mae_in_days, receipt.naive_mae_in_days, language),
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
    """Sums of whichever is shown, its error by client beside the other's, which decided, and what intervals held."""
    beats = receipt.beats_naive
    sums = say(
        f"predictions.said_{'sums' if receipt.actual is None else about}",
        language,
        predicted=_whole(receipt.predicted if beats else receipt.naive_predicted, language, currency),
        actual=_whole(receipt.actual, language, currency),
        off=_off(receipt.sum_error if beats else receipt.naive_sum_error, language),
        tries=len(receipt.origins),
        horizon=horizon,
    )
    errors = _errors(receipt, receipt.mae, receipt.naive_mae, language, places=2)
    told = [sums, say("predictions.said_by_client", language, **errors)]
    if receipt.coverage is not None:
        shares = {"share": _share(receipt.coverage, language), "claimed": _share(receipt.claimed, language)}
        told.append(say("predictions.said_held", language, **shares))
    return " ".join(told)


def _errors(receipt: Any, ours: float | None, naive: float | None, language: str, places: int = 1) -> dict[str, str]:
    """The error of whichever is shown, the other's, and which that is."""
    error, than = _apart(ours, naive, language, places)
    if receipt.beats_naive:
        return {"error": error, "other": say("predictions.other_naive", language), "than": than}
    return {"error": than, "other": say("predictions.other_model", language), "than": error}


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
