"""Passwords and tokens: argon2id for what people choose, SHA-256 for random tokens that cannot be guessed.

Sources: OWASP Password Storage Cheat Sheet; RFC 9106 (argon2).
"""

from __future__ import annotations

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

API_KEY_START = "nig"


@cache
def _hasher() -> PasswordHasher:
    """OWASP's smallest recommended argon2id setting, for a 1 GB machine: 19 MiB, two passes, one lane."""
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """The argon2id hash to keep."""
    return _hasher().hash(password)


@cache
def nobodys_hash() -> str:
    """A hash that no password opens, so an unknown address takes as long as a known one."""
    return hash_password(secrets.token_urlsafe())


def is_password(password: str, kept: str) -> bool:
    """Whether `password` is the one behind the hash `kept`."""
    try:
        return _hasher().verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def new_token() -> str:
    """256 random bits for a session or invitation."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_api_key(merchant_id: int) -> str:
    """`nig_<merchant>_<secret>`: the merchant stands in the key, so its hash is looked up behind both fences."""
    return f"{API_KEY_START}_{merchant_id}_{new_token()}"


def merchant_of_key(key: str) -> int | None:
    """The merchant named in an API key, or None when the text is not a key of ours."""
    start, _, rest = key.partition("_")
    merchant, _, secret = rest.partition("_")
    return int(merchant) if start == API_KEY_START and secret and merchant.isdecimal() and len(merchant) < 19 else None
