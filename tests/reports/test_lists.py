"""Lists that other programs take up."""

from __future__ import annotations

import re

import pytest

from nigotis.reports.literals import LONGEST_TEXT, quoted

AS_MYSQL_READS_IT = re.compile(r"'(?:[^'\\\\]|\\\\.|'')*'", re.DOTALL)
AS_ANSI_READS_IT = re.compile(r"'(?:[^']|'')*'", re.DOTALL)


@pytest.mark.parametrize("name", ["O'Brien", "\\", "\\'; DROP TABLE x; --", "a\nb\u2028c\0", "'" * 300, "\\'" * 300])
def test_no_name_ends_its_literal_in_any_dialect(name: str) -> None:
    literal = quoted(name)
    assert AS_MYSQL_READS_IT.fullmatch(literal) and AS_ANSI_READS_IT.fullmatch(literal)
    assert len(literal[1:-1].replace("''", "'")) <= LONGEST_TEXT and len(literal.splitlines()) == 1
