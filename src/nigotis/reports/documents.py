"""Templates filled: pages that need nothing but themselves, in four languages."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from nigotis.reports.display import Display


def page(template: str, show: Display, **values: Any) -> str:
    """The page `template` for one reader. Everything that is not our own markup is escaped."""
    return _templates().get_template(template).render(show=show, t=show.text, lang=show.language, **values)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("nigotis.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
