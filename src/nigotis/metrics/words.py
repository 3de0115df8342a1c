"""What metrics, their columns and their codes are called, in the reader's language."""

from __future__ import annotations

from nigotis.kernel.i18n import say, translation
from nigotis.metrics.catalogue import Metric


def title(metric: Metric, language: str) -> str:
    """A short heading: "Top clients"."""
    return say(f"metrics.title.{metric.name}", language)


def definition(metric: Metric, language: str) -> str:
    """The sentence shown beside the number."""
    return translation(f"metrics.{metric.name}", language, metric.definition)


def column(name: str, language: str) -> str:
    """The heading of a column; one column name has one heading in all metrics."""
    return say(f"metrics.column.{name}", language)


def parameter(metric: Metric, name: str, language: str) -> str:
    """What a parameter of a metric means."""
    english = metric.parameters.model_fields[name].description or name
    return translation(f"metrics.parameter.{name}", language, english)


def code(word: str, language: str) -> str:
    """A value of a column whose unit is CODE: "growing", "A"."""
    return say(f"metrics.code.{word}", language)


def segment(name: str, language: str) -> str:
    """The name of one of the ten segments."""
    return say(f"metrics.segment.{name}", language)
