"""What a backtest says: how each prediction did on the merchant's own past, beside the naive rule. Plain data only."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Bin:
    """One step of a calibration curve: `clients` were given `predicted` on average, a share of `actual` stayed away."""

    predicted: float
    actual: float
    clients: int


@dataclass(frozen=True)
class ChurnReceipt:
    """P(no order within the horizon) against what happened; pooled over the origins, scores are means over them.

    `called_lost` clients had a probability of at least `lost_from`; `stayed_away` of them did not order. AUC, Brier
    score and ECE (ten equal bins) as usual; `naive_*` is the rule "silent for longer than the horizon", given the share
    of such clients who stayed away before. `bins` is the curve to look at, with sparse bins joined
    (`scores.calibration`). Everything is None or 0 where there was no past to try it on.
    """

    origins: tuple[str, ...] = ()
    clients: int = 0
    lost_from: float = 0.8
    called_lost: int = 0
    stayed_away: int = 0
    auc: float | None = None
    brier: float | None = None
    ece: float | None = None
    naive_auc: float | None = None
    naive_brier: float | None = None
    bins: tuple[Bin, ...] = ()
    beats_naive: bool = False


@dataclass(frozen=True)
class NextOrderReceipt:
    """Days from the client's last known order to the next against what happened.

    `naive_mae_in_days` is the error of "the client's own mean gap". `coverage` is the share of orders that fell into
    their 80 % window, `median_width_in_days` the middle width of those windows.
    """

    origins: tuple[str, ...] = ()
    cases: int = 0
    mae_in_days: float | None = None
    naive_mae_in_days: float | None = None
    coverage: float | None = None
    median_width_in_days: float | None = None
    beats_naive: bool = False


@dataclass(frozen=True)
class AmountReceipt:
    """Orders (or money) per client over the horizon against what happened.

    `mae` is the mean absolute error per client; `predicted` and `actual` are sums over all clients, `sum_error` is
    predicted / actual - 1. `naive_*` is "the same rate as before". For money, `coverage` is the share of clients whose
    spend fell into the interval, `claimed` the share the interval itself promised (80 % or more, because nothing at
    all is a likely outcome for many).
    """

    origins: tuple[str, ...] = ()
    clients: int = 0
    predicted: float | None = None
    actual: float | None = None
    naive_predicted: float | None = None
    mae: float | None = None
    naive_mae: float | None = None
    sum_error: float | None = None
    naive_sum_error: float | None = None
    coverage: float | None = None
    claimed: float | None = None
    beats_naive: bool = False

    @property
    def without_sums(self) -> AmountReceipt:
        """How far off it was, without telling from what."""
        return replace(self, predicted=None, actual=None, naive_predicted=None)


@dataclass(frozen=True)
class OfferReceipt:
    """Products offered to a client on an origin against the client's first basket after it, within the horizon.

    `hits` of `cases` baskets held at least one of the `shown` products offered; `naive_hits` is the rule "what most
    clients buy, for everybody".
    """

    origins: tuple[str, ...] = ()
    cases: int = 0
    shown: int = 0
    hits: int = 0
    naive_hits: int = 0
    beats_naive: bool = False


@dataclass(frozen=True)
class Receipts:
    """The backtest of one merchant as of one day; without `origins`, a prediction could not be tried yet."""

    as_of: str
    horizon_in_days: int
    churn: ChurnReceipt = field(default_factory=ChurnReceipt)
    next_order: NextOrderReceipt = field(default_factory=NextOrderReceipt)
    orders: AmountReceipt = field(default_factory=AmountReceipt)
    value: AmountReceipt = field(default_factory=AmountReceipt)
    offers: OfferReceipt = field(default_factory=OfferReceipt)

    def plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)
