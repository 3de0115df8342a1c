"""The benchmark of dashboards asks what dashboards ask."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not (ROOT / "web" / "node_modules").exists(), reason="the packages of the web app are not here")
def test_cards_are_asked_for_by_the_rule_of_the_web_app(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from bench.serving import _of_cards

    questions = [asked for _, asked in _of_cards()]
    assert ("revenue", {"compare": "previous"}) in questions  # key figures share one answer
    assert ("top-clients", {"limit": "6", "columns": "net,share,sales"}) in questions
