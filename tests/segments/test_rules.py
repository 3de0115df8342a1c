"""Segments by rules: kept, edited, looked into, followed through time, used as filters."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from make.clock import Clock
from make.reports import Watched, said, watched
from nigotis.clients import operations as clients
from nigotis.clients.types import EditClient
from nigotis.clients.types import WhichClient as OneClient
from nigotis.kernel.context import House
from nigotis.kernel.door import enter
from nigotis.kernel.files import File
from nigotis.kernel.problems import Conflict, Invalid, NotFound
from nigotis.kernel.work import Register
from nigotis.merchants import operations as merchants
from nigotis.merchants.register import find_merchant
from nigotis.merchants.types import AddCustomField, EditCustomField
from nigotis.reports import operations as reports
from nigotis.reports.types import ReadFigure
from nigotis.segments import operations as segments
from nigotis.segments import snapshots
from nigotis.segments.ready import READY
from nigotis.segments.types import (
    CompareDays,
    CompleteRule,
    CopySegment,
    EditSegment,
    ExportMembers,
    FindChanges,
    FindMembers,
    FindMovers,
    FindSizes,
    ListSegments,
    MembershipChange,
    OnDay,
    PreviewRule,
    RemoveSegment,
    RulePreview,
    SaveSegment,
    Segment,
    WhichClient,
    WhichSegment,
    WhyIn,
)


def save(shop: Watched, text: str, name: str = "Mine", **said: object) -> Segment:
    ask = SaveSegment.model_validate({"name": name, "text": text, **said})
    return segments.save.serve(shop.house, shop.owner, ask)


def edit(shop: Watched, segment: Segment, **said: object) -> Segment:
    return segments.edit.serve(
        shop.house, shop.owner, EditSegment.model_validate({"segment_id": int(segment.id), **said})
    )


def inside(shop: Watched, segment: str, **said: object) -> list[int]:
    ask = FindMembers.model_validate({"segment": segment, **said})
    return [member.client_id for member in segments.clients.serve(shop.house, shop.owner, ask).items]


def preview(shop: Watched, **said: object) -> RulePreview:
    return segments.preview.serve(shop.house, shop.owner, PreviewRule.model_validate(said))


def changes(shop: Watched, segment: Segment) -> list[MembershipChange]:
    """Since the day it was saved on."""
    ask = FindChanges(segment=segment.id, since=segment.kept_on)
    return segments.changes.serve(shop.house, shop.owner, ask).items


def keep(shop: Watched, segment: Segment) -> None:
    segments.keep.serve(shop.house, shop.owner, WhichSegment(segment_id=int(segment.id)))


def two(shop: Watched) -> tuple[int, int]:
    """One who bought yesterday, one who bought 100 days ago."""
    near, far = shop.client(name="Near", gender="F", tags=["vip"]), shop.client(name="Far")
    shop.sale(near, 1, "30")
    shop.sale(far, 100, "5")
    shop.settle()
    return near, far


def test_a_rule_being_written_shows_its_three_forms_and_whom_it_names(shop: Watched) -> None:
    near, _ = two(shop)
    never = shop.client(name="Never")
    shop.settle()
    shown = preview(shop, text="recency < 10 and tags = vip")
    assert (shown.clients, shown.share) == (1, pytest.approx(1 / 3))
    assert shown.text == "all(\n  recency < 10,\n  tags = vip\n)"
    assert shown.sentence is not None and "tags include “vip”" in shown.sentence
    assert [one.client_id for one in shown.sample] == [near]
    assert shown.rule is not None
    assert preview(shop, rule=shown.rule.model_dump()).text == shown.text
    assert [one.client_id for one in preview(shop, text="frequency = 0").sample] == [never]


def test_whether_there_is_a_phone_can_be_asked_and_the_number_stays_at_home(shop: Watched) -> None:
    reached, silent = shop.client(phone="0501234567", note="likes tea"), shop.client(email="a@b.az")
    shop.settle()
    assert [one.client_id for one in preview(shop, text="phone is known").sample] == [reached]
    assert [one.client_id for one in preview(shop, text="email is known and note is unknown").sample] == [silent]
    kept = save(shop, "phone is known")
    why = segments.why.serve(shop.house, shop.owner, WhyIn(segment=kept.id, client_id=reached))
    assert why.is_in and why.reasons[0].value == "recorded"


def test_regions_and_towns_are_offered_by_their_names(shop: Watched) -> None:
    shop.client(city="Баку")
    shop.client(city="Sumqayıt")
    shop.settle()
    found = {one.name: one for one in segments.fields.serve(shop.house, shop.owner, ListSegments())}
    assert ("AZ.09", "Baki") in {(one.value, one.title) for one in found["region"].choices}
    assert "Baku" in {one.value for one in found["city"].choices}
    shown = preview(shop, text='region = "AZ.09"')
    assert shown.clients == 1 and "region is Baki" in (shown.sentence or "")


def test_a_text_that_is_no_rule_yet_is_told_with_its_place(shop: Watched) -> None:
    shown = preview(shop, text="recency < 10 and tgas = vip")
    assert shown.rule is None and shown.clients is None
    assert shown.problem is not None and (shown.problem.at, shown.problem.length) == (17, 4)
    assert "Did you mean “tags”?" in shown.problem.message
    with pytest.raises(Invalid, match="Line 1, sign 18"):
        save(shop, "recency < 10 and tgas = vip")


def test_what_may_come_next_is_offered_by_name_and_by_title(shop: Watched) -> None:
    two(shop)

    def offered(text: str) -> list[str]:
        told = segments.complete.serve(shop.house, shop.owner, CompleteRule(text=text))
        return [one.text for one in told.items]

    assert "recency" in offered("purchase") and offered("freq")[0] == "frequency"
    assert offered("gender = ") == ["F", "M"]
    assert offered("tags in (v") == ["vip"]
    assert offered("segment = cham") == ["champions"]
    assert offered("recency > 90 ") == ["and", "or"]
    assert "between" in offered("recency ") and "contains" not in offered("recency ")
    own = segments.complete.serve(shop.house, replace(shop.owner, language="ru"), CompleteRule(text="gender = жен"))
    assert [(one.text, one.title) for one in own.items] == [("F", "женский")]


def test_a_saved_rule_lists_buyers_first_and_then_who_never_bought(shop: Watched) -> None:
    near, far = two(shop)
    never = shop.client(name="Never")
    shop.settle()
    mine = save(shop, "frequency <= 1")
    assert inside(shop, mine.id) == inside(shop, mine.code) == [near, far, never]
    assert (mine.clients, mine.share) == (3, None)
    first = segments.clients.serve(shop.house, shop.owner, FindMembers(segment=mine.id, limit=2))
    rest = segments.clients.serve(shop.house, shop.owner, FindMembers(segment=mine.id, limit=2, after=first.next))
    assert [one.client_id for one in rest.items] == [never]
    assert first.items[0].average_check == 30 and first.items[0].sources
    assert (rest.items[0].recency_in_days, rest.items[0].frequency, rest.items[0].sources) == (None, 0, [])


def test_own_fields_can_be_asked_until_they_are_out_of_use(shop: Watched) -> None:
    field = merchants.add_custom_field.serve(
        shop.house, shop.owner, AddCustomField(about="clients", label="Size", kind="number")
    )
    tall = shop.client(custom={"size": "44"})
    shop.client(custom={"size": "36"})
    shop.settle()
    mine = save(shop, "custom.size >= 40")
    assert inside(shop, mine.id) == [tall]
    assert "Size" in mine.sentence
    merchants.edit_custom_field.serve(shop.house, shop.owner, EditCustomField(field_id=field.id, is_active=False))
    (listed,) = [one for one in segments.groups.serve(shop.house, shop.owner, ListSegments()) if one.kind == "saved"]
    assert listed.problem and listed.clients == 0
    with pytest.raises(Invalid, match=said("segments.field_gone")):
        inside(shop, mine.id)


def test_a_saved_segment_may_stand_in_another_but_not_in_itself(shop: Watched) -> None:
    near, far = two(shop)
    away = save(shop, "recency > 50", "Away")
    other = save(shop, f"none(segment = {away.code})", "Not away")
    assert inside(shop, other.id) == [near]
    assert "“Away”" in other.sentence
    with pytest.raises(Invalid, match=said("segments.contains_itself")):
        edit(shop, away, text=f"segment in (champions, {other.code})")
    assert inside(shop, away.id) == [far]


def test_no_number_of_saved_segments_breaks_their_list(shop: Watched) -> None:
    two(shop)
    for number in range(3):
        asked = (f"frequency within {60 * number + days} days >= 1" for days in range(1, 31))
        save(shop, f"any({', '.join(asked)})", f"Often {number}")
    listed = segments.groups.serve(shop.house, shop.owner, ListSegments())
    assert [(one.problem, one.clients) for one in listed if one.kind == "saved"] == [(None, 1), (None, 1), (None, 2)]


def test_segments_inside_one_another_are_refused_where_they_become_too_many(shop: Watched) -> None:
    two(shop)
    first = save(shop, " and ".join(f"recency > {days}" for days in range(1, 60)), "Wide")
    with pytest.raises(Invalid, match=said("segments.too_much_inside")):
        save(shop, " or ".join([f"segment = {first.code}"] * 5), "Too wide")
    inner = save(shop, "recency > 1", "0")
    deep = [inner]
    with pytest.raises(Invalid, match=said("segments.too_much_inside")):
        while True:
            deep.append(save(shop, f"segment = {deep[-1].code}", str(len(deep))))
    assert len(deep) > 10
    edit(shop, inner, text="all(recency > 1, any(recency > 2, all(recency > 3, recency > 4)))")
    listed = {one.name: one for one in segments.groups.serve(shop.house, shop.owner, ListSegments())}
    assert listed[deep[-1].name].problem and not listed["1"].problem


def test_two_edits_at_once_do_not_close_a_circle(shop: Watched) -> None:
    two(shop)
    one, other = save(shop, "recency > 1", "One"), save(shop, "recency > 2", "Other")
    with ThreadPoolExecutor(1) as pool:
        with enter(shop.house, shop.owner) as ctx:
            segments.edit(ctx, EditSegment(segment_id=int(one.id), text=f"segment = {other.code}"))
            second = pool.submit(edit, shop, other, text=f"segment = {one.code}")
            with pytest.raises(TimeoutError):
                second.result(1)
        with pytest.raises(Invalid, match=said("segments.contains_itself")):
            second.result(60)


def test_what_is_not_here_cannot_be_asked_for(shop: Watched, house: House) -> None:
    two(shop)
    theirs = save(shop, "recency > 50")
    with watched(house) as other:
        for text in (f"segment = {theirs.code}", "branch = 999999", "bought_product = 999999"):
            with pytest.raises(NotFound):
                save(other, text)
            with pytest.raises(NotFound):
                preview(other, text=text)


def test_a_segment_is_renamed_recoloured_and_given_another_rule(shop: Watched, clock: Clock) -> None:
    near, far = two(shop)
    mine = save(shop, "recency > 50", description="Away", colour="#0a7d5b")
    assert (mine.description, mine.colour) == ("Away", "#0a7d5b")
    day_after(shop, clock)
    changed = edit(shop, mine, name="Here", text="recency < 50", description=None)
    assert (changed.name, changed.description, changed.colour) == ("Here", None, "#0a7d5b")
    assert inside(shop, mine.id) == [near]
    assert {(one.client_id, one.kind, one.cause) for one in changes(shop, mine)} == {
        (near, "joined", "rule"),
        (far, "left", "rule"),
    }
    save(shop, "recency > 50", "Taken")
    with pytest.raises(Conflict, match=said("segments.name_taken")):
        edit(shop, mine, name="Taken")
    with pytest.raises(Invalid, match=said("segments.empty_rule")):
        edit(shop, mine, text="all()")


@pytest.mark.parametrize("code", [*READY, "champions"])
def test_what_is_there_from_the_first_day_can_be_copied_and_edited(shop: Watched, code: str) -> None:
    two(shop)
    copies = [segments.copy.serve(shop.house, shop.owner, CopySegment(segment=code)) for _ in range(2)]
    assert copies[0].kind == "saved" and copies[0].name != copies[1].name
    assert inside(shop, copies[0].id) == inside(shop, code)


def test_many_segments_are_counted_alike_however_many_are_asked_at_once(shop: Watched) -> None:
    near, far = two(shop)
    never = shop.client(name="Never")
    shop.settle()
    wide = " or ".join(f"recency between {days} and {days + 1}" for days in range(0, 110, 2))
    for name, text in (("Wide", wide), ("Wide too", wide), ("Never", "recency is unknown"), ("All", "age is unknown")):
        save(shop, text, name)
    found = {one.name: one for one in segments.groups.serve(shop.house, shop.owner, ListSegments())}
    assert [(found[name].clients, found[name].monetary, found[name].share) for name in ("Wide", "Wide too")] == [
        (2, 35, 1.0)
    ] * 2
    assert (found["Never"].clients, found["Never"].monetary, found["Never"].share) == (1, 0, None)
    assert (found["All"].clients, found["All"].monetary, found["All"].share) == (3, 35, None)
    assert near and far and never


def test_the_ready_segments_name_the_right_clients(shop: Watched, clock: Clock) -> None:
    near, far = two(shop)
    soon = (clock.now + timedelta(days=3)).date()
    born = shop.client(birthday=f"1990-{soon:%m-%d}")
    shop.settle()
    assert inside(shop, "inactive_90") == [far]
    assert inside(shop, "new_30") == [near]
    assert inside(shop, "birthday_soon") == [born]
    assert inside(shop, "spends_little") == [far]


def test_why_a_client_is_in_or_not_is_told_condition_by_condition(shop: Watched) -> None:
    near, far = two(shop)
    mine = save(shop, "recency > 50 and any(gender = F, tags = vip)")
    for client, is_in, passes in ((near, False, [False, True]), (far, False, [True, False])):
        told = segments.why.serve(shop.house, shop.owner, WhyIn(segment=mine.id, client_id=client))
        assert (told.is_in, [reason.passes for reason in told.reasons]) == (is_in, passes)
    assert told.reasons[0].value == "100 days"
    assert told.reasons[0].sentence == "Time since the last purchase is more than 50 days"
    assert [inner.value for inner in told.reasons[1].reasons] == ["not known", "not known"]
    with pytest.raises(NotFound):
        segments.why.serve(shop.house, shop.owner, WhyIn(segment=mine.id, client_id=10**15))


def test_a_client_knows_her_segments_and_since_when(shop: Watched, clock: Clock) -> None:
    near, _ = two(shop)
    mine = save(shop, "recency < 50", colour="#0a7d5b")
    found = segments.of_client.serve(shop.house, shop.owner, WhichClient(client_id=near))
    kinds = {one.kind: one for one in found}
    assert set(kinds) == {"rfm", "ready", "saved"}
    assert (kinds["saved"].id, kinds["saved"].since, kinds["saved"].colour) == (mine.id, clock.now.date(), "#0a7d5b")


def day_after(shop: Watched, clock: Clock, days: int = 1) -> date:
    """So many days later, with the mirror caught up."""
    clock.forward(days=days)
    shop.settle()
    return clock.now.date()


def on(shop: Watched, segment: Segment, day: date) -> tuple[str, list[int]]:
    told = segments.on_day.serve(shop.house, shop.owner, OnDay(segment=segment.id, day=day))
    return told.source, [one.client_id for one in told.items]


def nights(shop: Watched, clock: Clock, days: int = 1) -> None:
    for _ in range(days):
        day_after(shop, clock)
        snapshots.nightly(shop.house)


def test_the_night_looks_again_at_a_day_that_was_kept_while_it_lasted(shop: Watched, clock: Clock) -> None:
    late, lasting = shop.client(name="Late"), shop.client(name="Lasting")
    shop.sale(late, 40)
    shop.sale(lasting, 4)
    shop.settle()
    mine = save(shop, "recency <= 5")
    saved_on = clock.now.date()
    clock.forward(hours=2)
    shop.sale(late, 0)
    nights(shop, clock)
    assert on(shop, mine, saved_on) == ("kept", [late, lasting])
    assert changes(shop, mine) == []

    nights(shop, clock)
    keep(shop, mine)
    early = shop.client(name="Early")
    clock.forward(hours=2)
    shop.sale(early, 0)
    looked_at = clock.now.date()
    nights(shop, clock, 2)
    assert on(shop, mine, looked_at) == ("kept", [late, early])
    went, came = changes(shop, mine)
    assert (came.client_id, came.day, came.cause) == (early, looked_at, "conditions")
    assert (went.client_id, went.day, went.after) == (lasting, saved_on + timedelta(days=2), None)


def test_nights_that_did_not_run_are_told_as_computed(shop: Watched, clock: Clock) -> None:
    lapsing = shop.client()
    shop.sale(lapsing, 3)
    shop.settle()
    mine = save(shop, "recency <= 5")
    saved_on = clock.now.date()
    nights(shop, clock)
    day_after(shop, clock, 8)
    nights(shop, clock)
    found = [on(shop, mine, saved_on + timedelta(days=days)) for days in range(10)]
    assert found == [("kept", [lapsing]), *[("computed", [lapsing])] * 2, *[("computed", [])] * 6, ("kept", [])]
    (left,) = changes(shop, mine)
    assert (left.kind, left.after, left.day) == ("left", saved_on, saved_on + timedelta(days=9))
    since = saved_on + timedelta(days=4)
    grown = segments.size.serve(shop.house, shop.owner, FindSizes(segment=mine.id, since=since))
    assert (grown.source, grown.sizes[0].clients) == ("computed", 0)


def test_weeks_in_which_a_segment_was_removed_are_told_as_computed(shop: Watched, clock: Clock) -> None:
    lapsing = shop.client()
    shop.sale(lapsing, 3)
    shop.settle()
    mine = save(shop, "recency <= 5")
    saved_on = clock.now.date()
    segments.remove.serve(shop.house, shop.owner, RemoveSegment(segment_id=int(mine.id)))
    nights(shop, clock, 20)
    segments.restore.serve(shop.house, shop.owner, WhichSegment(segment_id=int(mine.id)))
    assert on(shop, mine, saved_on + timedelta(days=10)) == ("computed", [])
    nights(shop, clock)
    found = [on(shop, mine, saved_on + timedelta(days=days)) for days in (0, 2, 3, 19, 20)]
    assert found == [("kept", [lapsing]), ("computed", [lapsing]), *[("computed", [])] * 2, ("kept", [])]


def test_who_joined_and_left_is_kept_with_the_values_before_and_after(shop: Watched, clock: Clock) -> None:
    near, far = two(shop)
    began = clock.now.date()
    mine = save(shop, "recency > 4")
    assert changes(shop, mine) == []  # who was there from the first day did not come
    joined = day_after(shop, clock, 4)
    keep(shop, mine)
    left = day_after(shop, clock)
    shop.sale(far, 0)
    shop.settle()
    keep(shop, mine)
    told = {(one.client_id, one.kind): one for one in changes(shop, mine)}
    assert set(told) == {(near, "joined"), (far, "left")}
    assert (told[near, "joined"].day, told[far, "left"].day) == (joined, left)
    (why,) = told[near, "joined"].conditions
    assert (why.before, why.after, why.holds) == ("1 day", "5 days", True)
    (why,) = told[far, "left"].conditions
    assert (why.before, why.after, why.holds) == ("104 days", "0 days", False)
    grown = segments.size.serve(shop.house, shop.owner, FindSizes(segment=mine.id, since=began))
    assert grown.source == "kept"
    assert [(one.day, one.clients, one.joined, one.left) for one in grown.sizes] == [
        (began, 1, 0, 0),
        (joined, 2, 1, 0),
        (left, 1, 0, 1),
    ]


def test_coming_and_going_within_one_day_leaves_no_trace(shop: Watched, clock: Clock) -> None:
    near, far = two(shop)
    mine = save(shop, "tags = vip")
    day_after(shop, clock)
    for tags in ([], ["vip"], [], ["vip"]):
        clients.edit.serve(shop.house, shop.owner, EditClient(client_id=near, tags=tags))
        shop.settle()
        keep(shop, mine)
    for tags in (["vip"], []):  # the other one is in it for an hour
        clients.edit.serve(shop.house, shop.owner, EditClient(client_id=far, tags=tags))
        shop.settle()
        keep(shop, mine)
    assert changes(shop, mine) == []
    clients.edit.serve(shop.house, shop.owner, EditClient(client_id=near, tags=[]))
    shop.settle()
    keep(shop, mine)
    (left,) = changes(shop, mine)
    assert (left.kind, left.cause, left.conditions[0].before) == ("left", "conditions", None)


def test_a_client_who_leaves_the_directory_leaves_her_segments(shop: Watched, clock: Clock) -> None:
    near, _ = two(shop)
    mine = save(shop, "recency < 50")
    day_after(shop, clock)
    clients.remove.serve(shop.house, shop.owner, OneClient(client_id=near))
    shop.settle()
    keep(shop, mine)
    (left,) = changes(shop, mine)
    assert (left.client_id, left.kind, left.cause) == (near, "left", "gone")


def test_who_was_in_it_on_a_day_is_looked_up_or_computed_again_and_says_which(shop: Watched, clock: Clock) -> None:
    near, far = two(shop)
    began = clock.now.date()
    mine, tagged = save(shop, "recency < 50"), save(shop, "recency < 50 and tags = vip", "Tagged")

    def on(segment: Segment, day: date) -> tuple[list[int], str, list[str]]:
        was = segments.on_day.serve(shop.house, shop.owner, OnDay(segment=segment.id, day=day))
        return [one.client_id for one in was.items], was.source, was.as_now

    day_after(shop, clock)
    keep(shop, mine)
    assert on(mine, began) == ([near], "kept", [])
    assert on(mine, began - timedelta(days=99)) == ([far], "computed", [])
    assert on(tagged, began - timedelta(days=1)) == ([near], "partly", ["Tags"])


def test_every_night_keeps_the_saved_segments(shop: Watched, clock: Clock) -> None:
    shop.house.ports.fill(Register, Register(find_merchant))
    near, _ = two(shop)
    mine = save(shop, "recency > 2")
    day_after(shop, clock, 3)
    snapshots.nightly(shop.house)
    (joined,) = changes(shop, mine)
    assert (joined.client_id, joined.day) == (near, clock.now.date() - timedelta(days=1))


def test_moves_between_any_segments_and_the_clients_behind_them(shop: Watched, clock: Clock) -> None:
    near, far = two(shop)
    here, away = save(shop, "recency < 50", "Here"), save(shop, "recency >= 50", "Away")
    since = clock.now.date()
    until = day_after(shop, clock)
    shop.sale(far, 0)
    shop.settle()
    for one in (here, away):
        keep(shop, one)
    between: dict[str, Any] = {"since": since, "until": until, "segments": [here.code, away.code]}
    moved = segments.movement.serve(shop.house, shop.owner, CompareDays.model_validate(between))
    assert {(move.before, move.after, move.clients) for move in moved.moves} == {
        (here.code, here.code, 1),
        (away.code, here.code, 1),
    }
    assert (moved.source, moved.names) == ("kept", {here.code: "Here", away.code: "Away"})
    ask = FindMovers.model_validate({**between, "before": away.code, "to": here.code})
    behind = segments.movers.serve(shop.house, shop.owner, ask)
    assert ([one.client_id for one in behind.items], behind.total) == ([far], 1)
    assert near


def test_a_saved_or_ready_segment_filters_every_figure(shop: Watched) -> None:
    two(shop)
    mine = save(shop, "recency > 50")

    def net(*codes: str) -> str:
        ask = ReadFigure.model_validate({"name": "revenue", "since": "2026-01-01", "segment": list(codes)})
        figure = reports.read.serve(shop.house, shop.owner, ask)
        at = [column.name for column in figure.columns].index("net")
        return str(figure.rows[0][at])

    assert (net(), net(mine.code), net("inactive_90"), net("new_30")) == ("35", "5", "5", "30")
    assert net(mine.code, "new_30") == "35"
    with pytest.raises(NotFound):
        net("saved-999999")
    with pytest.raises(Invalid):
        net("nonsense")


def test_the_file_has_the_columns_that_were_chosen(shop: Watched) -> None:
    two(shop)
    ask = ExportMembers(segment="inactive_90", columns=("name", "sources", "average_check"), format="csv")
    file: File = segments.export.serve(shop.house, shop.owner, ask)
    assert isinstance(file.body, bytes)
    header, row = csv.reader(io.StringIO(file.body.decode("utf-8-sig")))
    assert header == ["Name", "Sources of purchases", "Average check"]
    assert (row[0], row[2]) == ("Far", "5")
    with pytest.raises(Invalid, match=said("segments.unknown_column")):
        segments.export.serve(shop.house, shop.owner, ask.model_copy(update={"columns": ("secret",)}))


def test_the_fields_come_with_operators_and_values(shop: Watched) -> None:
    two(shop)
    found = {one.name: one for one in segments.fields.serve(shop.house, shop.owner, ListSegments())}
    assert [one.value for one in found["tags"].choices] == ["vip"]
    assert [one.title for one in found["gender"].choices] == ["female", "male"]
    assert found["monetary"].takes_within and found["monetary"].is_replayable
    assert "known" not in {one.value for one in found["frequency"].operators}
    assert [one.value for one in found["phone"].operators] == ["known", "unknown"]
    assert not found["tags"].is_replayable


def test_a_segment_that_asks_for_a_removed_one_can_be_renamed_and_says_which_it_lacks(shop: Watched) -> None:
    shop.settle()
    inner = save(shop, "recency < 9", "Inner")
    outer = save(shop, f"segment in ({inner.code}) and frequency >= 1", "Outer")
    segments.remove.serve(shop.house, shop.owner, RemoveSegment(segment_id=int(inner.id)))
    assert edit(shop, outer, name="Renamed").name == "Renamed"
    named = edit(shop, outer, name="By the form", rule=outer.rule.model_dump(mode="json"))
    assert (named.name, named.problem) == ("By the form", str(NotFound("segments.removed", name="Inner")))
    assert edit(shop, outer, name="By text", text=outer.text, colour="#0a7d5b").name == "By text"
    with pytest.raises(NotFound, match="The segment “Inner” was removed"):
        edit(shop, outer, text=f"segment in ({inner.code}) and frequency >= 2")
    assert edit(shop, outer, text="frequency >= 2").problem is None
