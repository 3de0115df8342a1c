"""Lines that are money but no goods: postage, bank charges, adjustments, vouchers, tips."""

from __future__ import annotations

import re

from nigotis.kernel.text import fold

# Codes of service lines in common exports, as whole codes.
_CODES = {
    "POST", "DOT", "M", "D", "S", "B", "C2", "CRUK", "BANK CHARGES", "AMAZONFEE", "ADJUST", "ADJUST2", "TEST001", "TEST002",
    "SHIPPING", "DELIVERY", "DISCOUNT", "TIP", "GIFTCARD", "FREIGHT",
}  # fmt: skip
_CODE_SHAPES = re.compile(r"^gift_\d+_\d+$", re.IGNORECASE)
_NAMES = (
    "postage", "dotcom postage", "shipping", "shipping fee", "delivery", "delivery fee", "delivery charge", "carriage", "next day carriage", "freight",
    "bank charges", "bank charge", "bank fee", "amazon fee", "manual", "discount", "samples", "adjust bad debt", "bad debt", "adjustment",
    "gift voucher", "gift card", "gift certificate", "commission", "cruk commission", "tip", "tips", "service charge", "service fee", "rounding", "deposit refund",
    "доставка", "услуга доставки", "стоимость доставки", "почтовые расходы", "банковская комиссия", "комиссия", "комиссия банка", "скидка", "чаевые", "корректировка",
    "подарочный сертификат", "подарочная карта", "сервисный сбор", "обслуживание", "плата за обслуживание", "округление",
    "çatdırılma", "çatdırılma haqqı", "kuryer", "kuryer xidməti", "göndərmə", "bank komissiyası", "komissiya", "endirim", "bəxşiş", "çaypulu", "hədiyyə kartı", "hədiyyə sertifikatı",
    "xidmət haqqı", "servis haqqı", "düzəliş", "kargo",
    "usafirishaji", "gharama za usafirishaji", "uwasilishaji", "ada ya benki", "kamisheni", "punguzo", "bakshishi", "kadi ya zawadi", "vocha ya zawadi", "ada ya huduma",
)  # fmt: skip
_FOLDED = {fold(name) for name in _NAMES}
_VOUCHER = re.compile(
    rf"\b(?:{'|'.join(fold(w) for w in ('gift voucher', 'gift card', 'подарочный сертификат', 'hədiyyə kartı'))})\b"
)


def is_nonproduct(code: str | None, name: str | None) -> bool:
    """Whether a product's code or usual name says that it is no goods."""
    if code is not None and (code.upper() in _CODES or _CODE_SHAPES.match(code)):
        return True
    folded = fold(name) if name else ""
    return folded in _FOLDED or bool(_VOUCHER.search(folded))
