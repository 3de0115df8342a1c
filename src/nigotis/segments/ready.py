"""Segments that are there from the first day, beside the ten: shown, used as filters, copied and edited."""

from __future__ import annotations

from nigotis.rules.fields import STANDARD
from nigotis.rules.text import parse
from nigotis.rules.tree import Group

READY: dict[str, Group] = {
    code: parse(text, STANDARD)
    for code, text in {
        "buys_often": "all(score_f >= 4)",
        "buys_sometimes": "all(score_f between 2 and 3)",
        "buys_rarely": "all(score_f = 1)",
        "spends_much": "all(score_m >= 4)",
        "spends_little": "all(score_m <= 2)",
        "new_30": "all(first_sale_on in last 30 days)",
        "inactive_90": "all(recency > 90)",
        "birthday_soon": "all(birthday in next 7 days)",
    }.items()
}
"""Rule by code; their names stand in `texts.toml` under `segments.ready.<code>`."""
