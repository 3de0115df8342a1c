"""A list of the team: who is new, and what is known of office, team, manager and employment."""

from __future__ import annotations

from typing import Any

from nigotis.imports.loading.run import Run
from nigotis.staff.bulk import revise_sellers, sellers_named

_SAME = ("office", "team", "employed_from", "employed_to")


def load_sellers(run: Run) -> None:
    """Enter the sellers of a reading, and what it says of those who are known. Managers it names join as managers who
    do not sign in."""
    rows = run.reading.table.to_pylist()
    found = sellers_named(run.ctx, [row["name"] for row in rows], import_id=run.id)
    managers = sellers_named(
        run.ctx, sorted({row["manager"] for row in rows if row["manager"]}), import_id=run.id, role="manager"
    )
    wanted: dict[int, dict[str, Any]] = {}
    for row in rows:
        said: dict[str, Any] = {name: str(row[name]) for name in _SAME if row[name] is not None}
        if row["manager"]:
            said["manager_id"] = managers.ids[row["manager"]]
        wanted[found.ids[row["name"]]] = said
    revisions = revise_sellers(run.ctx, wanted)
    new = set(found.new)
    run.revisions["sellers"] = [revision for revision in revisions if revision.id not in new]
    run.outcome.sellers_added += found.added + managers.added
    run.outcome.sellers_updated += len(run.revisions["sellers"])
    run.outcome.sellers_unchanged += len(wanted) - len(new) - len(run.revisions["sellers"])
