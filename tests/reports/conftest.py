"""A business whose figures are known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from make.reports import Watched, watched
from nigotis.kernel.context import House


@pytest.fixture
def shop(house: House) -> Iterator[Watched]:
    """A new business; nothing has happened in it yet."""
    with watched(house) as business:
        yield business
