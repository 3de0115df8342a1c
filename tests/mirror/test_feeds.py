"""The rooms' own feeds keep the contract of the facts."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from nigotis.feeds import FEEDS
from nigotis.kernel.context import House
from nigotis.metrics.facts import SCHEMAS
from nigotis.mirror.extract import MANY_KEYS, extract, statement
from nigotis.mirror.feed import Feed, Watch


def test_every_fact_table_has_one_feed() -> None:
    assert sorted(feed.entity for feed in FEEDS) == sorted(SCHEMAS)


@pytest.mark.parametrize("feed", FEEDS, ids=[feed.entity for feed in FEEDS])
@pytest.mark.parametrize("keys", [None, [1, 2]])
def test_a_feed_gives_exactly_the_columns_of_its_facts(here: House, feed: Feed, keys: list[int] | None) -> None:
    with here.database.tenant(1) as session:
        assert list(extract(session, feed, 1, keys)) == []


@pytest.mark.parametrize("feed", FEEDS, ids=[feed.entity for feed in FEEDS])
def test_the_schema_has_the_triggers_of_every_watch(here: House, feed: Feed) -> None:
    with here.database.owner() as session:
        found = session.execute(text("select tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal"))
        names = {(table, name) for table, name in found}
    for watch in feed.watches:
        events = ("insert", "update", "delete") if watch.key else ("update",)
        for event in events:
            assert (watch.table, f"mirror_{feed.entity}_{watch.table}_{event}") in names


@pytest.mark.parametrize("keys", [None, list(range(MANY_KEYS + 1))], ids=["all", "many"])
def test_lines_of_many_sales_are_not_looked_up_one_by_one_however_old_the_statistics(
    here: House, keys: list[int] | None
) -> None:
    lines = next(feed for feed in FEEDS if feed.entity == "sale_lines")
    with here.database.tenant(1) as session:
        list(extract(session, lines, 1, keys))
        sql, params = statement(lines.select(1, keys))
        plan = "\n".join(session.connection().exec_driver_sql(f"explain {sql}", params).scalars())
    assert "Join" in plan and "Nested Loop" not in plan


def test_a_feed_with_other_columns_is_refused(here: House) -> None:
    short = Feed("clients", "client_id", (), FEEDS[-1].select)
    with here.database.tenant(1) as session, pytest.raises(ValueError, match="the feed of clients"):
        list(extract(session, short, 1, None))


def test_a_watch_names_its_key_or_the_columns_that_matter() -> None:
    with pytest.raises(ValueError, match="branch"):
        Watch("branch", None)
