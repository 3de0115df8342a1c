"""One rule, written as text and read back."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nigotis.rules
from make.rules import FIELDS, rules
from nigotis.kernel.i18n import LANGUAGES, texts
from nigotis.kernel.problems import Invalid
from nigotis.metrics.limits import Limits
from nigotis.rules.checking import checked, filled
from nigotis.rules.fields import LIMITS, STANDARD
from nigotis.rules.sentence import Speaker
from nigotis.rules.text import Misread, comparison, expecting, parse, sentence_of, write
from nigotis.rules.tree import Condition, Group


def misread(text: str) -> Misread:
    with pytest.raises(Misread) as caught:
        parse(text, FIELDS)
    return caught.value


@given(rules())
def test_what_is_written_is_read_back_as_the_same_rule(rule: Group) -> None:
    assert parse(write(rule), FIELDS) == rule


@given(rules())
def test_a_rule_survives_json_and_the_check(rule: Group) -> None:
    assert checked(Group.model_validate_json(rule.model_dump_json()), FIELDS) == rule


@given(rules(), st.sampled_from(LANGUAGES))
def test_every_rule_is_a_sentence_in_every_language(rule: Group, language: str) -> None:
    said = Speaker(FIELDS, language, "AZN").sentence(rule)  # type: ignore[arg-type]
    assert said and "{" not in re.sub("“.*?”", "", said)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    try:
        parse(text, FIELDS)
    except Misread as error:
        assert 0 <= error.at <= len(text)
        assert error.line >= 1 and error.column >= 1


@pytest.mark.parametrize("word", ["a\\b", 'say "hi"', "two\nlines\tand", "\\", "and", "in", "  x  ", "ə", "saved-1 "])
def test_whatever_stands_between_quotes_comes_back(word: str) -> None:
    rule = Group(match="all", rules=(Condition(field="tags", op="in", values=(word,)),))
    assert parse(write(rule), FIELDS) == rule


def test_and_or_and_not_are_shorter_ways_to_write_groups() -> None:
    short = parse('recency > 90 days and (gender = F or tags in ("vip")) and not status = waiting', FIELDS)
    long = parse("all(recency > 90, any(gender = F, tags = vip), none(status = waiting))", FIELDS)
    assert short == long


def test_numbers_and_lists_have_one_form() -> None:
    assert parse("monetary > 100.50", FIELDS) == parse("MONETARY > 100.5".lower(), FIELDS)
    assert parse("gender in (F, F)", FIELDS) == parse("gender = F", FIELDS)


@pytest.mark.parametrize(
    ("text", "at", "length", "said"),
    [
        ("all(recencyy > 3)", 4, 8, "There is no field called “recencyy”. Did you mean “recency”?"),
        ("recency >\n x", 11, 1, "“x” is not a number"),
        ("gender in (F, G)", 14, 1, "“G” is not one of: F, M."),
        ("segment = champion", 10, 8, "Did you mean “champions”?"),
        ("all(recency > 3", 15, 1, "“)” is expected here"),
        ("recency ? 3", 8, 1, "The sign “?” has no meaning here."),
        ("recency contains 3", 0, 7, "cannot be compared by “contains”"),
        ("recency within 30 days > 3", 0, 7, "cannot be asked for the last days only"),
        ("monetary between 5 and 3", 0, 8, "“5” comes after “3”."),
        ("recency > 3 recency < 5", 12, 7, "The rule is complete before “recency”."),
        ("", 0, 1, "A field is expected here"),
        ("registered_on < 2026-02-30", 16, 10, "“2026-02-30” is not a day"),
        ("p_no_order > 33", 13, 2, "“33” is not a share from 0 to 100%"),
        ("recency > 33%", 10, 3, "“33%” is not a number"),
        ("region = Baku", 9, 4, "“Baku” is not the code of a region"),
        ("last_sale_on in last 0 days", 21, 1, "from 1 to"),
        ("phone = 5", 0, 5, "The field “phone” cannot be compared"),
        ("frequency within 0 days > 1", 17, 1, "“0” is not a number of days from 1 to 3660."),
        ("frequency within 3661 days > 1", 17, 4, "“3661” is not a number of days"),
        (f"frequency within {'1' * 5000} days > 1", 17, 5000, "is not a number of days"),
        (f'city = "{"x" * 201}"', 7, 203, "A value has at most 200 signs"),
        ('city = "a\0b"', 7, 5, "only such as can be seen"),
        (f"bought_product in ({', '.join('5' * 501)})", 1519, 1, "at most 500 values"),
        (f"gender = F and any({', '.join(['all()'] * 101)})", 15, 3, "more than 100 conditions and groups in “any”"),
        (" and ".join(["all()"] * 101), 0, 3, "more than 100 conditions and groups"),
        (" and ".join(["recency > 1"] * 61), 960, 7, "at most 60 conditions"),
        (f"{'any(' * 8}recency > 1{')' * 8}", 4, 3, "at most 6 deep"),
        (f"{'not ' * 7}recency > 1", 0, 3, "at most 6 deep"),
    ],
)
def test_a_mistake_is_shown_at_its_place_with_what_was_meant(text: str, at: int, length: int, said: str) -> None:
    error = misread(text)
    assert (error.at, error.length) == (at, length)
    assert said in sentence_of(error, "en")


def test_a_mistake_in_the_second_line_is_told_by_line_and_sign() -> None:
    error = misread("all(\n  recency > 3,\n  gendr = F)")
    assert (error.line, error.column) == (3, 3)
    assert sentence_of(error, "en").startswith("Line 3, sign 3:")
    assert {sentence_of(error, language) for language in LANGUAGES} == {
        sentence_of(error, language) for language in LANGUAGES
    }


def test_every_flaw_has_its_sentence() -> None:
    sources = "".join(file.read_text("utf-8") for file in Path(nigotis.rules.__file__).parent.glob("*.py"))
    keys = set(re.findall(r"\"(rules\.[a-z_]+)\"", sources))
    assert len(keys) > 20
    assert sorted(keys - set(texts())) == []


def test_a_rule_too_deep_or_too_long_is_refused() -> None:
    deep: Condition | Group = Condition(field="recency", op="gt", values=("1",))
    for _ in range(8):
        deep = Group(match="all", rules=(deep,))
    with pytest.raises(Invalid):
        checked(deep, FIELDS)
    with pytest.raises((Misread, Invalid)):
        parse("not " * 100 + "recency > 1", FIELDS)
    for text in ("not " * 6 + "recency > 1", " and ".join(["recency > 1"] * 60)):
        assert checked(parse(text, FIELDS), FIELDS) == parse(text, FIELDS)
    with pytest.raises(Misread):
        parse(" " * 10_001, FIELDS)


def test_a_share_of_many_places_is_rounded_to_six() -> None:
    assert parse("p_no_order > 33.33333%", FIELDS) == parse("p_no_order > 0.333333", FIELDS)
    assert parse("p_no_order >= 0.0001%", FIELDS) == parse("p_no_order >= 0.000001", FIELDS)


def test_the_merchants_limits_stand_in_the_place_of_a_number_of_their_unit() -> None:
    rule = parse("recency > inactive_after_in_days and p_no_order >= leaves_from", FIELDS)
    assert parse(write(rule), FIELDS) == rule
    limits = {name: str(value) for name, value in asdict(Limits()).items()}
    assert write(filled(rule, FIELDS, limits)) == write(parse("recency > 90 and p_no_order >= 0.33", FIELDS))
    said = Speaker(FIELDS, "en", "AZN", limits=limits).sentence(rule)
    assert "more than 90 days (your limit)" in said and "at least 33% (your limit)" in said
    for wrong in ("frequency > inactive_after_in_days", "recency > leaves_from", "city = x and age > valuable_share"):
        with pytest.raises(Misread):
            parse(wrong, FIELDS)
    assert misread("recency > inactive_after").flaw.meant == "inactive_after_in_days"
    assert misread("recency > leaves_from").flaw.meant is None, "a limit of another unit is no help here"


@pytest.mark.parametrize("language", ["az", "en", "ru", "sw"])
def test_a_limit_that_is_offered_says_which_it_is(language: str) -> None:
    limits = dict.fromkeys(LIMITS, "0.25")
    says = Speaker(FIELDS, language, "AZN", limits=limits)
    offered = [says.limit(FIELDS["p_no_order"], name) for name in FIELDS["p_no_order"].limits]
    assert len(set(offered)) == 2, offered


def test_every_limit_may_be_named_and_no_other() -> None:
    assert set(LIMITS) == set(asdict(Limits()))


@pytest.mark.parametrize("name", sorted(FIELDS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_name(name: str, language: str) -> None:
    title = Speaker(FIELDS, language, "AZN").title(FIELDS[name])
    assert title[0].isupper()


def test_the_sentence_says_what_a_negation_includes() -> None:
    rule = parse("gender != F and tags not in (vip) and recency != 3", FIELDS)
    said = Speaker(FIELDS, "en", "AZN").sentence(rule)
    assert said.count("(or") == 3


@pytest.mark.parametrize(
    ("text", "times"),
    [("none(gender = F)", 1), ("none(any(age < 30), frequency > 3)", 1), ("none(gender is unknown)", 0),
     ("none(gender != F)", 0), ("none(frequency > 3)", 0), ("none(none(gender = F))", 1)],
)  # fmt: skip
def test_what_none_lets_in_is_said(text: str, times: int) -> None:
    assert Speaker(FIELDS, "en", "AZN").sentence(parse(text, FIELDS)).count("or is known") == times


def test_a_share_is_written_in_either_way() -> None:
    assert parse("p_no_order > 33%", FIELDS) == parse("p_no_order > 0.33", FIELDS)
    assert "more than 33%" in Speaker(FIELDS, "en", "AZN").sentence(parse("p_no_order > 33%", FIELDS))


def test_today_and_regions_are_called_by_their_names() -> None:
    says = Speaker(FIELDS, "en", "AZN", lambda about, code: {"AZ.09": "Baku"}.get(code))
    said = says.sentence(parse('birthday in next 0 days and region in ("AZ.09", "KE.05") and phone is known', FIELDS))
    assert said == "Clients whose birthday is today and whose region is Baku or KE.05 and whose phone number is known"


def test_sentences_read_as_people_write_them() -> None:
    rule = parse("recency > 21 and any(frequency >= 2, average_check < 50) and birthday in next 7 days", FIELDS)
    said = {language: Speaker(FIELDS, language, "AZN").sentence(rule) for language in LANGUAGES}
    assert said["en"] == (
        "Clients whose time since the last purchase is more than 21 days and (whose number of purchases is at least 2"
        " or whose average check is less than ₼50) and whose birthday is within the next 7 days"
    )
    assert said["ru"].startswith("Клиенты, у которых время с последней покупки больше 21 дня и (число покупок")
    assert said["az"].startswith("Son alışdan keçən vaxt 21 gündən çox olan və (alış sayı ən azı 2 olan")
    assert said["sw"].startswith("Wateja wanaotimiza haya: muda tangu ununuzi wa mwisho ni zaidi ya siku 21; na")


@pytest.mark.parametrize(
    ("number", "said"),
    [("3", "3-dən"), ("6", "6-dan"), ("9", "9-dan"), ("10", "10-dan"), ("20", "20-dən"), ("40", "40-dan"),
     ("50", "50-dən"), ("100", "100-dən"), ("1000", "1.000-dən"), ("1000000", "1.000.000-dan"), ("0", "0-dan")],
)  # fmt: skip
def test_azerbaijani_numbers_take_the_ending_they_are_spoken_with(number: str, said: str) -> None:
    assert said in Speaker(FIELDS, "az", "AZN").sentence(parse(f"frequency > {number}", FIELDS))


def test_rules_of_the_how_to_are_read() -> None:
    page = Path(__file__).parents[2] / "docs" / "how-to" / "segments.md"
    blocks = re.findall(r"```rule\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    assert len(blocks) >= 3
    for block in blocks:
        parse(block, FIELDS)


@pytest.mark.parametrize(
    ("text", "kind", "begun", "words"),
    [
        ("", "field", "", ()),
        ("rec", "field", "rec", ()),
        ("all(recency > 90, ", "field", "", ()),
        ("not ", "field", "", ()),
        ("recency ", "comparison", "", ()),
        ("recency bet", "comparison", "bet", ()),
        ("monetary within 30 days ", "comparison", "", ()),
        ("monetary within ", "nothing", "", ()),
        ("monetary within 30 ", "word", "", ("days",)),
        ("gender = ", "value", "", ()),
        ('city in ("Baku", "Gan', "value", '"Gan', ()),
        ("tags in (vip ", "word", "", (",", ")")),
        ("recency between 3 ", "word", "", ("and",)),
        ("first_sale_on in ", "word", "", ("last", "next")),
        ("birthday in ", "word", "", ("next",)),
        ("gender in ", "word", "", ("(",)),
        ("city not ", "word", "", ("in", "contains")),
        ("recency is ", "word", "", ("known", "unknown")),
        ("recency > 90 ", "word", "", ("and", "or")),
        ("any(recency > 90 ", "word", "", (",", ")")),
        ("happiness > 3 and ", "nothing", "", ()),
        ("recency ? ", "nothing", "", ()),
    ],
)
def test_what_may_come_next_is_told_by_the_parser_itself(
    text: str, kind: str, begun: str, words: tuple[str, ...]
) -> None:
    told = expecting(text, STANDARD)
    assert (told.kind, told.begun, told.words) == (kind, begun, words)


@pytest.mark.parametrize("name", STANDARD)
def test_every_operator_is_begun_as_the_parser_reads_it(name: str) -> None:
    for op in STANDARD[name].operators:
        told = expecting(f"{name} {comparison(op)} ", STANDARD)
        assert told.kind != "comparison" or op in ("last", "next"), (op, told)
        assert told.kind != "nothing" or op == "ago" or op in ("last", "next"), (op, told)
