"""The how-to lists exactly the fields there are."""

from __future__ import annotations

from pathlib import Path

from nigotis.forecasting.due import Untold
from nigotis.forecasting.reasons import Reason
from nigotis.kernel.i18n import say
from nigotis.rules.fields import REASONS, STANDARD, UNTOLD

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "segments.md"


def test_the_how_to_lists_every_field_as_it_is() -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]

    def within(takes: bool) -> str:
        return "yes" if takes else ""

    assert rows == [
        f"| `{of.name}` | {say('rules.field.' + of.name, 'en')} | {of.kind.value} | {within(of.takes_within)} |"
        for of in STANDARD.values()
    ]


def test_the_reasons_are_those_that_predictions_give() -> None:
    assert tuple(Reason) == REASONS
    assert tuple(Untold) == UNTOLD
