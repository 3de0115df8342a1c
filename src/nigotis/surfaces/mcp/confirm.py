"""A write asks first: the first call shows what would happen, the second carries the token that the first gave.

The token is an HMAC under the caller's API key, which the program holds and its language model never sees, over the
operation, the exact ask and the time; so it cannot come out of a product name or a pasted text, stands for one ask
only, and dies after two minutes. It doubles as the idempotency key, so it acts once.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from nigotis.kernel.problems import Conflict

LASTS_IN_SECONDS = 120


def token(api_key: str, operation: str, ask: dict[str, Any], now: datetime) -> str:
    """The confirmation of this ask at this moment."""
    return _signed(api_key, operation, ask, int(now.timestamp()))


def check(given: str, api_key: str, operation: str, ask: dict[str, Any], now: datetime) -> None:
    """Raise Conflict unless `given` confirms exactly this ask and is fresh."""
    asked_at = given.partition(".")[0]
    age = int(now.timestamp()) - int(asked_at) if asked_at.isdecimal() and len(asked_at) < 13 else -1
    right = hmac.compare_digest(
        given.encode("utf-8", "replace"), _signed(api_key, operation, ask, int(asked_at) if age >= 0 else 0).encode()
    )
    if not right or not 0 <= age <= LASTS_IN_SECONDS:
        raise Conflict("mcp.confirm_again")


def _signed(api_key: str, operation: str, ask: dict[str, Any], at: int) -> str:
    text = json.dumps([operation, ask, at], sort_keys=True, ensure_ascii=False)
    return f"{at}.{hmac.new(api_key.encode(), text.encode(), hashlib.sha256).hexdigest()[:40]}"
