"""A client file: who is new, of whom more is known now."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from nigotis.imports.loading.own_fields import OwnFields
from nigotis.imports.loading.people import NAMED_BY, Directory, Slot, Values, settle
from nigotis.imports.loading.run import Run

_SAME = ("external_id", "name", "phone", "email", "birthday", "gender", "city", "note")
# What another system had counted before; kept as the merchant's own fields, since sales of ours count for themselves.
_COUNTED = ("total_spent", "visits")
_BETWEEN_TAGS = re.compile(r"\s*[,;|\n]\s*")
LONGEST_TAG, MOST_TAGS = 64, 50


def load_clients(run: Run) -> None:
    """Enter the clients of a reading, or what it says beyond the directory. A later row of the same person adds to an
    earlier one."""
    reading = run.reading
    counted = {name: reading.columns[name] for name in _COUNTED if name in reading.columns}
    own = OwnFields(run, "clients", [*counted.values(), *reading.custom], counted.values())
    run.progress(0.3, "imports.matching_clients")
    rows = [(row["row"], _person(run, own, counted, row)) for row in reading.table.to_pylist()]
    directory = Directory(run.ctx, [person for _, person in rows])
    for number, person in rows:
        if NAMED_BY.isdisjoint(person):  # an unclear phone was all there was
            run.reject(number, "", "reading.nobody", is_row=True)
        else:
            _say(directory.place(person, partial(_clash, run, number)), person)
    run.progress(0.6, "imports.writing_clients", count=len(directory.new))
    settle(run, directory, Slot.changes)


def _person(run: Run, own: OwnFields, counted: dict[str, str], row: dict[str, Any]) -> Values:
    found = {name: row[name] for name in _SAME if row.get(name) is not None}
    if "email" in found:
        found["email"] = found["email"].lower()
    if row.get("registered") is not None:
        found["registered_on"] = row["registered"]
    if row.get("tags"):
        tags = [tag[:LONGEST_TAG] for tag in _BETWEEN_TAGS.split(row["tags"].strip()) if tag]
        found["tags"] = list(dict.fromkeys(tags))[:MOST_TAGS]
    cells = {header: _text(row[name]) for name, header in counted.items()}
    custom = own.read(row["row"], cells | {name: row[name] for name in run.reading.custom})
    return found | ({"custom": custom} if custom else {})


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _say(slot: Slot, person: Values) -> None:
    earlier = slot.values
    slot.values = earlier | person
    for name, join in (("tags", lambda a, b: list(dict.fromkeys([*a, *b]))), ("custom", lambda a, b: a | b)):
        if name in earlier and name in person:
            slot.values[name] = join(earlier[name], person[name])


def _clash(run: Run, row: int, mark: str, value: str) -> None:
    run.reject(row, mark, f"imports.{mark}_of_another", value=value)
