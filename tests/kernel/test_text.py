"""Search keys: one spelling for all scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nigotis.kernel.text import fold


@pytest.mark.parametrize(
    "spellings",
    [
        ("Алиев", "Əliyev", "Aliyev", "ƏLİYEV", "ALIYEV", "aliev"),
        ("Cavid", "Джавид", "Javid"),
        ("Елена", "Yelena", "Elena"),
        ("Xəlil", "Халил", "Khalil"),
        ("Quliyev", "Гулиев", "Guliyev"),
        ("Şıxəli", "ŞIXƏLİ", "sixeli".replace("s", "ş")),
        ("Müştəri", "MÜŞTƏRİ", "müşteri"),
        ("Ёлкин", "Елкин"),
        ("Gʻani", "G'ani", "Ғани"),
        ("Мұхаммед", "Muhammed"),
    ],
)
def test_spellings_of_one_name_meet(spellings: tuple[str, ...]) -> None:
    assert len({fold(s) for s in spellings}) == 1


@pytest.mark.parametrize(("a", "b"), [("Aliyev", "Valiyev"), ("Nigar", "Nizami"), ("Иван", "Ивана"), ("12", "112")])
def test_different_names_stay_apart(a: str, b: str) -> None:
    assert fold(a) != fold(b)


def test_doubled_digits_are_kept() -> None:
    assert fold("№ 1100-22") == "no 1100 22"


@given(st.text())
def test_a_key_searched_by_its_own_key_is_found(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="abvgdeəçşöüğıiйяшжыв '-", max_size=30))
def test_case_never_matters(text: str) -> None:
    assert fold(text.upper()) == fold(text)
