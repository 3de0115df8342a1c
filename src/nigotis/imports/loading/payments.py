"""How a receipt was paid, from the word in a file."""

from __future__ import annotations

from nigotis.kernel.text import fold

_WORDS = {
    "cash": "cash nağd nagd наличные наличными нал нақд taslimu naqd fedha kesh nakit",
    "card": "card kart karta карта картой безнал visa mastercard credit debit kadi pos эквайринг terminal",
    "transfer": "transfer bank wire köçürmə перевод перечисление банк uhamisho benki havale iban",
    "mobile_money": "mpesa m-pesa pesa tigopesa airtel mobile kaspi каспи qr m10 halopesa payme click humo",
    "points": "points bonus bonuses bal баллы бонусы бонус pointi loyalty",
}
_KINDS = {word: kind for kind, words in _WORDS.items() for each in words.split() for word in fold(each).split()}


def payment_kind(word: str) -> str:
    """cash, card, transfer, mobile_money, points, or other for a word that says none of them."""
    return next((_KINDS[part] for part in fold(word).split() if part in _KINDS), "other")
