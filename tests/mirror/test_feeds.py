"""The rooms' own feeds keep the contract of the facts."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from nigotis.feeds import FEEDS
from nigotis.kernel.context import House
from nigotis.metrics.facts import SCHEMAS
from nigotis.mirror.extract import extract
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


def test_a_feed_with_other_columns_is_refused(here: House) -> None:
    short = Feed("clients", "client_id", (), FEEDS[2].select)
    with here.database.tenant(1) as session, pytest.raises(ValueError, match="the feed of clients"):
        list(extract(session, short, 1, None))


def test_a_watch_names_its_key_or_the_columns_that_matter() -> None:
    with pytest.raises(ValueError, match="branch"):
        Watch("branch", None)
