"""Columns of a file that are none of ours, kept as fields that the merchant added; missing ones are added."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from nigotis.imports.loading.run import Run
from nigotis.kernel.problems import Invalid
from nigotis.merchants.custom_fields import check_custom, fields_of
from nigotis.merchants.operations import add_custom_field
from nigotis.merchants.types import AddCustomField, CustomField, FieldKind

LONGEST_LABEL = 120


class OwnFields:
    """Fields by the header of their column; `numbers` are the columns that hold numbers if they are new."""

    def __init__(
        self, run: Run, about: Literal["clients", "products"], columns: Iterable[str], numbers: Iterable[str] = ()
    ) -> None:
        self._run, self._about = run, about
        self._fields = {column: self._field(column, "number" if column in numbers else "text") for column in columns}
        self._checked: dict[tuple[str, Any], Any] = {}

    def read(self, row: int, cells: dict[str, Any]) -> dict[str, Any]:
        """What the cells {column: value} say, by field key. A value that does not fit its field is listed."""
        found = {}
        for column, value in cells.items():
            if value is not None and (kept := self._kept(row, column, value)) is not None:
                found[self._fields[column].key] = kept
        return found

    def _field(self, column: str, kind: FieldKind) -> CustomField:
        label = " ".join(column.split())[:LONGEST_LABEL]
        ctx = self._run.ctx
        known = {field.label.casefold(): field for field in fields_of(ctx, self._about)}
        ask = AddCustomField(about=self._about, label=label, kind=kind)
        added: CustomField = known.get(label.casefold()) or add_custom_field(ctx, ask)
        return added

    def _kept(self, row: int, column: str, value: Any) -> Any:
        field = self._fields[column]
        if field.kind == "text" and isinstance(value, str):
            return value
        if (column, value) not in self._checked:
            try:
                self._checked[column, value] = check_custom(self._run.ctx, self._about, {field.key: value})[field.key]
            except Invalid as problem:
                self._checked[column, value] = problem
        kept = self._checked[column, value]
        if isinstance(kept, Invalid):
            self._run.reject(row, column, kept.key, **kept.values)
            return None
        return kept
