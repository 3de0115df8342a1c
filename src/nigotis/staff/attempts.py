"""Failed sign-ins slow down the account first, whatever addresses they come from, and then the address.

Sources: NIST SP 800-63B section 5.2.2 (at most 100 consecutive failures per account); OWASP ASVS 5.0 V6.3.1.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from nigotis.kernel.problems import Limit
from nigotis.staff.models import SignInAttemptRow

FREE = {"account": 5, "address": 50}
LONGEST_WAIT = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)


def subjects(email: str, address: str) -> dict[str, str]:
    """What is counted for one try: kind -> hash, so no address of an unknown person is kept."""
    return {
        kind: hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()
        for kind, value in (("account", email), ("address", address))
    }


def refuse_when_locked(db: Session, who: dict[str, str], now: datetime) -> None:
    """Raise Limit while the account or the address has to wait."""
    rows = db.scalars(select(SignInAttemptRow).where(SignInAttemptRow.subject.in_(who.values())))
    until = max((row.locked_until for row in rows if row.locked_until), default=now)
    if until > now:
        raise Limit("staff.too_many_attempts", minutes=int((until - now).total_seconds() // 60) + 1)


def note(db: Session, who: dict[str, str], now: datetime, *, failed: bool) -> None:
    """Count a failure, or forget the account's failures after a success."""
    if not failed:
        db.execute(delete(SignInAttemptRow).where(SignInAttemptRow.subject == who["account"]))
        return
    db.execute(delete(SignInAttemptRow).where(SignInAttemptRow.last_at < now - FORGOTTEN_AFTER))
    for kind, subject in who.items():
        failures = db.scalar(
            insert(SignInAttemptRow)
            .values(subject=subject, failures=1, last_at=now)
            .on_conflict_do_update(
                index_elements=[SignInAttemptRow.subject],
                set_={"failures": SignInAttemptRow.failures + 1, "last_at": now},
            )
            .returning(SignInAttemptRow.failures)
        )
        row = db.get_one(SignInAttemptRow, subject, populate_existing=True)
        row.locked_until = now + _wait(failures or 1, FREE[kind])
    db.flush()


def _wait(failures: int, free: int) -> timedelta:
    """Nothing for the first few, then doubling from 30 seconds to an hour."""
    over = failures - free
    return timedelta() if over < 0 else min(timedelta(seconds=30) * 2 ** min(over, 20), LONGEST_WAIT)
