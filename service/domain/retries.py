"""When something may be tried again by itself: only what certainly did not arrive, with jitter and a bound (DOMAIN §7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

MOST_TRIES: Final = {
    "handset_unreachable": 3,
    "carrier_congested": 3,
    "carrier_fault": 3,
    # The carrier gives no reason: once more, then a person.
    "carrier_unexplained": 2,
}
"""Tries in all, by what the report said. What is not here (stale, consent, address, content, account) needs a person."""

STALE_AFTER = timedelta(hours=4)
"""A report that comes later than this after sending leads to no other try: the words may be true no longer."""
_FIRST_PAUSE = timedelta(seconds=30)
_FIRST_PAUSE_AFTER_REPORT = timedelta(minutes=10)
_GROWS = 6


def pause(tries: int, jitter: float) -> timedelta:
    """The wait after the ``tries``-th refusal: 30 s, then twice as long each time, ± 25 %. ``jitter`` is in [0, 1)."""
    return _FIRST_PAUSE * (1 << (tries - 1)) * (0.75 + jitter / 2)


def again(code: str | None, tries: int, now: datetime, jitter: float, event_at: datetime | None = None) -> datetime | None:
    """When to try again after the report that the ``tries``-th try failed, or ``None`` where a person decides.

    A phone that was off is off for a while: 10 to 15 minutes after the first try, an hour to one and a half after the
    second. ``jitter`` is in [0, 1). ``event_at`` is what the message is about: nothing is tried again after it.
    """
    if code is None or tries >= MOST_TRIES.get(code, 0):
        return None
    due = now + _FIRST_PAUSE_AFTER_REPORT * _GROWS ** (tries - 1) * (1 + jitter / 2)
    return None if event_at is not None and event_at <= due else due
