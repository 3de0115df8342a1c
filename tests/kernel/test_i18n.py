"""Sentences: places filled, words beside numbers in their form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from nigotis.kernel import i18n
from nigotis.kernel.i18n import Shown, categories, say


@pytest.fixture(autouse=True)
def sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences of a test alone."""
    spoken = {
        "ago": {
            "en": "{days} {days|day|days} ago",
            "ru": "{days} {days|день|дня|дней} назад",
            "az": "{days} gün əvvəl",
            "sw": "{days|mteja|wateja} {days}",
        },
        "off": {"en": "off by {days} {days|day|days}", "ru": "ошибка {days} {days|день|дня|дней|дня}"},
        "by": {"en": "by {day}", "ru": "до {day}", "az": "{day} tarixinədək", "sw": "kufikia {day}"},
        "two": {"en": "{name} bought {what}"},
    }
    monkeypatch.setattr(i18n, "texts", lambda: spoken)


@pytest.mark.parametrize(
    ("days", "en", "ru", "az", "sw"),
    [
        (0, "0 days ago", "0 дней назад", "0 gün əvvəl", "wateja 0"),
        (1, "1 day ago", "1 день назад", "1 gün əvvəl", "mteja 1"),
        (2, "2 days ago", "2 дня назад", "2 gün əvvəl", "wateja 2"),
        (5, "5 days ago", "5 дней назад", "5 gün əvvəl", "wateja 5"),
        (11, "11 days ago", "11 дней назад", "11 gün əvvəl", "wateja 11"),
        (21, "21 days ago", "21 день назад", "21 gün əvvəl", "wateja 21"),
    ],
)
def test_a_word_takes_the_form_of_its_number(days: int, en: str, ru: str, az: str, sw: str) -> None:
    assert [say("ago", language, days=days) for language in ("en", "ru", "az", "sw")] == [en, ru, az, sw]


def test_a_number_written_for_readers_still_gives_the_form() -> None:
    assert say("ago", "en", days=Shown.of("1,001", 1001)) == "1,001 days ago"
    assert say("ago", "ru", days=Shown.of("1 001", 1001)) == "1 001 день назад"


def test_fractions_have_a_form_of_their_own_and_one_point_nought_is_one() -> None:
    assert say("off", "ru", days=Shown.of("2,5", 2.5)) == "ошибка 2,5 дня"
    assert say("off", "en", days=Shown.of("1", Decimal("1.0"))) == "off by 1 day"
    assert say("off", "en", days=Shown.of("0.5", 0.5)) == "off by 0.5 days"


def test_what_is_no_number_takes_the_last_form() -> None:
    assert say("off", "en", days="–") == "off by – days"


def test_a_value_is_never_read_as_a_place() -> None:
    assert say("two", "en", name="{what}", what="{name|a|b}") == "{what} bought {name|a|b}"


def test_forms_stand_in_the_order_of_the_plural_categories() -> None:
    assert categories("ru") == ("one", "few", "many", "other")
    assert [categories(language) for language in ("az", "en", "sw")] == [("one", "other")] * 3


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "by 24 Dec 2026"),
        ("ru", "до 24 дек. 2026"),
        ("az", "24 dek 2026 tarixinədək"),
        ("sw", "kufikia 24 Des 2026"),
    ],
)
def test_a_day_is_written_as_its_readers_write_it(language: str, said: str) -> None:
    assert say("by", language, day=date(2026, 12, 24)) == said
