"""Fields that merchants add themselves: their keys, and whether a value fits its field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from nigotis.kernel.context import Context
from nigotis.kernel.fields import writable
from nigotis.kernel.problems import Invalid
from nigotis.merchants.models import CustomFieldRow
from nigotis.merchants.types import About, CustomField, plain_date, plain_number

LONGEST_TEXT = 2_000


def fields_of(ctx: Context, about: About) -> list[CustomField]:
    """The fields in use for clients, products or sales, in the order they were added."""
    query = ctx.mine(CustomFieldRow).where(CustomFieldRow.about == about, CustomFieldRow.is_active)
    return [CustomField.model_validate(row) for row in ctx.db.scalars(query.order_by(CustomFieldRow.id))]


def check_custom(ctx: Context, about: About, values: dict[str, Any]) -> dict[str, Any]:
    """`values` by field key, in the form they are kept: text, number as decimal string, ISO date, choice, true/false.

    Empty values are left out. Raises Invalid for a key that is not a field and for a value that does not fit.
    """
    if not values:
        return {}
    fields = {field.key: field for field in fields_of(ctx, about)}
    kept = {}
    for key, value in values.items():
        if key not in fields:
            raise Invalid("merchants.unknown_custom_field", field=f"custom.{key}", key=key)
        if value not in (None, ""):
            kept[key] = _checked(fields[key], value)
    return kept


def changed_custom(ctx: Context, about: About, kept: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """`kept` with the values of `given`; an empty one clears its field. Raises Invalid as `check_custom` does.

    What stays as it is kept is not checked again: its field or choice may be out of use by now.
    """
    changed = {key: value for key, value in given.items() if key not in kept or kept[key] != value}
    return {key: value for key, value in kept.items() if key not in changed} | check_custom(ctx, about, changed)


def free_key(ctx: Context, about: About, label: str) -> str:
    """A short key made from `label` that no field of the same kind of record uses yet."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40] or "field"
    taken = set(
        ctx.db.scalars(
            ctx.mine(CustomFieldRow).with_only_columns(CustomFieldRow.key).where(CustomFieldRow.about == about)
        )
    )
    return next(key for key in _candidates(base) if key not in taken)


def _candidates(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base}_{number}"
        number += 1


def _checked(field: CustomField, value: Any) -> Any:
    try:
        return _CHECKS[field.kind](field, value)
    except (ValueError, TypeError) as error:
        raise Invalid(
            f"merchants.not_{field.kind}", field=f"custom.{field.key}", label=field.label, value=value
        ) from error


def _text(field: CustomField, value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise ValueError("not a text")
    return writable(value)


def _number(field: CustomField, value: Any) -> str:
    if isinstance(value, bool | float):
        raise ValueError(value)
    return format(plain_number(str(value)), "f")


def _date(field: CustomField, value: Any) -> str:
    return plain_date(value).isoformat()


def _choice(field: CustomField, value: Any) -> str:
    if value not in field.choices:
        raise ValueError(value)
    return str(value)


def _yes_no(field: CustomField, value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


_CHECKS: dict[str, Callable[[CustomField, Any], Any]] = {
    "text": _text,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "yes_no": _yes_no,
}
