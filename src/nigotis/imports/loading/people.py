"""Who the persons in a file are: clients known by number, phone or e-mail, by name where that is all there is, or new.

Consent is never read from a file and never changed by one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from nigotis.clients.bulk import copy_clients
from nigotis.clients.revising import MARKS, Mark, cards_of, clients_marked, clients_named, revise_clients
from nigotis.imports.loading.run import Run
from nigotis.kernel.context import Context

Values = dict[str, Any]
"""What a file says of a person, by client column, with nothing empty; tags as a list, own fields as an object."""

Clash = Callable[[Mark, str], None]
_TEXTS = ("phone", "email", "external_id", "gender", "city", "note")
_BEST_NAME = ("name", "external_id", "phone", "email")
NAMED_BY = frozenset(_BEST_NAME)
"""A person has at least one of these."""


@dataclass(eq=False)
class Slot:
    """One person: `client_id` and `card` (as the directory has it) where known, and what the file says."""

    client_id: int | None
    card: Values
    values: Values = field(default_factory=dict)

    def says(self, name: str) -> Any:
        """What is known by now, the file first."""
        return self.values.get(name, self.card.get(name))

    def changes(self) -> Values:
        """What to set in the row of a known client; tags and own fields are added to, nothing is cleared."""
        found = {name: _plain(value) for name, value in self.values.items() if name != "registered_on"}
        if self.card["external_id"] is not None:
            found.pop("external_id", None)
        if "tags" in found:
            found["tags"] = list(dict.fromkeys([*self.card["tags"], *found["tags"]]))
        if "custom" in found:
            found["custom"] = self.card["custom"] | found["custom"]
        return found

    def gaps(self) -> Values:
        """What of it the directory lacks; a number or phone standing in for a name counts as none."""
        stood_in = self.card["name"] in {self.card[mark] for mark in MARKS}
        return {n: _plain(v) for n, v in self.values.items() if self.card.get(n) is None or (n == "name" and stood_in)}


class Directory:
    """The clients that the persons of a file may be, and the new ones among them."""

    def __init__(self, ctx: Context, persons: list[Values]) -> None:
        unmarked = [person for person in persons if not any(mark in person for mark in MARKS)]
        ids: dict[str, dict[str, int]] = {mark: clients_marked(ctx, mark, _all(persons, mark)) for mark in MARKS}
        ids["name"] = clients_named(ctx, _all(unmarked, "name"))
        cards = cards_of(ctx, sorted({client_id for found in ids.values() for client_id in found.values()}))
        known = {client_id: Slot(client_id, card) for client_id, card in cards.items()}
        self._owners = {mark: {v: known[i] for v, i in found.items() if i in known} for mark, found in ids.items()}
        self._met: dict[Slot, None] = {}

    def place(self, values: Values, clash: Clash) -> Slot:
        """The slot of a person. `clash` hears of a mark that is somebody else's; the person goes without it."""
        slot = self._find(values) or Slot(None, {})
        self._met[slot] = None
        for mark in MARKS:
            value = values.get(mark)
            if value is not None and self._owners[mark].setdefault(value, slot) is not slot:
                clash(mark, values.pop(mark))
        slot.values = {mark: values[mark] for mark in MARKS if mark in values} | slot.values
        if "name" in values and not any(slot.says(mark) for mark in MARKS):
            self._owners["name"].setdefault(values["name"], slot)
        return slot

    @property
    def new(self) -> list[Slot]:
        """Who is not in the directory yet, in the order they were met."""
        return [slot for slot in self._met if slot.client_id is None]

    @property
    def known(self) -> list[Slot]:
        """Who was there already."""
        return [slot for slot in self._met if slot.client_id is not None]

    def _find(self, values: Values) -> Slot | None:
        marks = [mark for mark in MARKS if mark in values]
        if not marks:
            slot = self._owners["name"].get(values.get("name", ""))
            return slot if slot is None or _agree(slot, values, "birthday") else None
        found = {mark: slot for mark in marks if (slot := self._owners[mark].get(values[mark])) is not None}
        if "external_id" in found:  # the survivor of a merge is known by the other's number too
            return found["external_id"]
        # A phone or e-mail may be shared in a family; another number in the other system is another person.
        return next((slot for slot in found.values() if _agree(slot, values, "external_id")), None)


def settle(run: Run, directory: Directory, changes: Callable[[Slot], Values]) -> None:
    """Enter the new clients and change the known ones by `changes`; every slot has its client afterwards."""
    new, known = directory.new, directory.known
    if new:
        for slot, client_id in zip(new, copy_clients(run.ctx, _table(run.ctx, new), import_id=run.id), strict=True):
            slot.client_id = client_id
    wanted = {slot.client_id: change for slot in known if slot.client_id is not None and (change := changes(slot))}
    revisions = revise_clients(run.ctx, wanted)
    run.revisions["clients"] = revisions
    run.outcome.clients_added += len(new)
    run.outcome.clients_updated += len(revisions)
    run.outcome.clients_unchanged += len(known) - len(revisions)


def _agree(slot: Slot, values: Values, name: str) -> bool:
    said, known = values.get(name), slot.says(name)
    return said is None or known is None or said == known


def _all(persons: Iterable[Values], name: str) -> list[str]:
    return sorted({person[name] for person in persons if name in person})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _table(ctx: Context, slots: list[Slot]) -> pa.Table:
    said = [slot.values for slot in slots]
    columns = {name: pa.array([values.get(name) for values in said], pa.string()) for name in _TEXTS}
    columns["name"] = pa.array([next(v[n] for n in _BEST_NAME if n in v) for v in said], pa.string())
    columns["birthday"] = pa.array([values.get("birthday") for values in said], pa.date32())
    columns["registered_on"] = pa.array([values.get("registered_on", ctx.today) for values in said], pa.date32())
    columns["tags"] = pa.array([json.dumps(values.get("tags", [])) for values in said], pa.string())
    columns["custom"] = pa.array([json.dumps(values.get("custom", {})) for values in said], pa.string())
    return pa.table(columns)
