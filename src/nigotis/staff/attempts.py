"""Failed sign-ins slow down the account first, whatever addresses they come from, and then the address.

Sources: NIST SP 800-63B section 5.2.2 (at most 100 consecutive failures per account); OWASP ASVS 5.0 V6.3.1.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, update
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


def claim(db: Session, who: dict[str, str], now: datetime) -> None:
    """Count a try before it is checked, so that tries made at once are counted one after the other.

    Raises Limit while the account or the address has to wait; such a try is neither checked nor counted.
    """
    db.execute(delete(SignInAttemptRow).where(SignInAttemptRow.last_at < now - FORGOTTEN_AFTER))
    for kind, subject in who.items():
        counted = (
            insert(SignInAttemptRow)
            .values(subject=subject, failures=1, last_at=now)
            .on_conflict_do_update(
                index_elements=[SignInAttemptRow.subject],
                set_={"failures": SignInAttemptRow.failures + 1, "last_at": now},
            )
            .returning(SignInAttemptRow)
        )
        row = db.scalars(counted, execution_options={"populate_existing": True}).one()
        if row.locked_until is not None and row.locked_until > now:
            minutes = int((row.locked_until - now).total_seconds() // 60) + 1
            raise Limit("staff.too_many_attempts", minutes=minutes)
        row.locked_until = now + _wait(row.failures, FREE[kind])


def succeeded(db: Session, who: dict[str, str]) -> None:
    """The try was right: the account starts afresh, and the address is as it was before."""
    db.execute(delete(SignInAttemptRow).where(SignInAttemptRow.subject == who["account"]))
    db.execute(
        update(SignInAttemptRow)
        .where(SignInAttemptRow.subject == who["address"])
        .values(failures=SignInAttemptRow.failures - 1, locked_until=None)
    )


def _wait(failures: int, free: int) -> timedelta:
    """Nothing for the first few, then doubling from 30 seconds to an hour."""
    over = failures - free
    return timedelta() if over < 0 else min(timedelta(seconds=30) * 2 ** min(over, 20), LONGEST_WAIT)
