"""Limits a merchant may move: from when on a client counts as inactive, as leaving, as gone, as most valuable."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Shares are 0 .. 1. The names are those by which a rule of the segment language may ask for them."""

    inactive_after_in_days: int = 90  # silent for longer than this
    leaves_from: float = 0.33  # probability of no order within the horizon, from which on a client may leave
    gone_after_in_days: int = 365  # silent for this long, a client is gone already
    valuable_share: float = 0.2  # so large a part of the clients, those with the most value expected

    @property
    def gone_from(self) -> float:
        """From this probability on a client is likely gone: halfway between `leaves_from` and certainty."""
        return (1 + self.leaves_from) / 2


USUAL = Limits()
"""As delivered."""
