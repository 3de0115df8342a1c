"""Lines that are money but no goods: postage, bank charges, adjustments, vouchers, tips."""

from __future__ import annotations

import re
from functools import cache

from nigotis.kernel.text import fold
from nigotis.reading.words import cell_words

_CODE_SHAPES = re.compile(r"^gift_\d+_\d+$", re.IGNORECASE)
_VOUCHERS = ("gift voucher", "gift card", "подарочный сертификат", "hədiyyə kartı", "kadi ya zawadi")


def is_nonproduct(code: str | None, name: str | None) -> bool:
    """Whether a product's code or usual name says that it is no goods."""
    if code is not None and (code.upper() in _codes() or _CODE_SHAPES.match(code)):
        return True
    folded = fold(name) if name else ""
    return folded in _names() or any(f" {voucher} " in f" {folded} " for voucher in _vouchers())


@cache
def _codes() -> frozenset[str]:
    return frozenset(cell_words("nonproduct_code"))


@cache
def _names() -> frozenset[str]:
    return frozenset(map(fold, cell_words("nonproduct_name")))


@cache
def _vouchers() -> tuple[str, ...]:
    return tuple(map(fold, _VOUCHERS))
