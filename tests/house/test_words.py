"""Every sentence in four languages, with the same places in it; every sentence that code says exists."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from babel import Locale

import nigotis
from nigotis.kernel.i18n import LANGUAGES, PLACE, categories, texts
from nigotis.kernel.registry import OPERATIONS
from nigotis.metrics.catalogue import metrics
from nigotis.rooms import ROOMS

WEB_TEXTS = Path(__file__).parents[2] / "web" / "src" / "i18n"
SOURCES = sorted(Path(nigotis.__file__).parent.rglob("*.py"))
PROBLEM = re.compile(
    r"\b(?:Problem|Invalid|Unauthenticated|Forbidden|NotFound|Conflict|Limit|Unavailable)\(\s*\"([a-z_]+\.[a-z_.]+)\""
)
BY_HAND = ("metrics.", "front_desk.")
IN_CODE = {op.name for op in OPERATIONS.values()} if ROOMS else set()


def in_code(key: str) -> bool:
    """Whether English for `key` is a docstring or a field's description."""
    name = key.rpartition(".")[0]
    return {key, name} & IN_CODE != set() or (name.isidentifier() and name[0].isupper()) or key.startswith(BY_HAND)


@pytest.mark.parametrize("key", sorted(texts()))
def test_a_sentence_stands_in_all_languages_with_the_same_places(key: str) -> None:
    entry = texts()[key]
    missing = [language for language in LANGUAGES if not entry.get(language, "").strip()]
    assert missing in ([], ["en"] if in_code(key) else [])
    places = {language: sorted({name for name, _ in PLACE.findall(text)}) for language, text in entry.items()}
    assert len({tuple(found) for found in places.values()}) == 1, places


def forms_of_words() -> list[tuple[str, str, str]]:
    """Every word that takes its form from a number: where it stands, the language, its forms."""
    return [
        (key, language, forms)
        for key, entry in texts().items()
        for language, text in entry.items()
        for _, forms in PLACE.findall(text)
        if forms
    ]


def test_a_word_beside_a_number_has_a_form_for_every_whole_number() -> None:
    whole = {one: {Locale(one).plural_form(number) for number in range(200)} for one in LANGUAGES}
    found = forms_of_words()
    assert len(found) > 50
    wrong = [
        (key, language, forms)
        for key, language, forms in found
        if not len(whole[language]) <= forms.count("|") <= len(categories(language))
    ]
    assert wrong == []


def test_no_brace_is_left_outside_of_a_place() -> None:
    left = [key for key, entry in texts().items() for text in entry.values() if set("{}") & set(PLACE.sub("", text))]
    assert left == []


def test_every_refusal_has_a_sentence() -> None:
    keys = {key for source in SOURCES for key in PROBLEM.findall(source.read_text("utf-8"))}
    assert len(keys) > 30
    assert sorted(keys - set(texts())) == []


@pytest.mark.parametrize("name", sorted(IN_CODE))
def test_an_operation_and_its_fields_are_translated(name: str) -> None:
    operation = OPERATIONS[name]
    keys = [name, *(f"{name}.{field}" for field in operation.ask.model_fields)]
    assert [key for key in keys if key not in texts()] == []


@pytest.mark.parametrize("name", sorted(metrics()))
def test_a_metric_is_translated(name: str) -> None:
    assert {"az", "ru", "sw"} <= set(texts()[f"metrics.{name}"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_a_figure_may_hold_has_a_word_in_the_web_too(language: str) -> None:
    """The web shows figures as they come; a code it has no word for would stand there as it is written here."""
    words = json.loads((WEB_TEXTS / f"{language}.json").read_text("utf-8"))["code"]
    prefix = "metrics.code."
    assert [key for key in texts() if key.startswith(prefix) and key.removeprefix(prefix) not in words] == []
