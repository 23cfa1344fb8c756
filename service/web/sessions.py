"""What a session cookie holds: who, since when, and by how many factors. Signed, never secret: ids and moments alone.

A session ends 8 hours after signing in, a working day, whatever is done in it, and 60 minutes after its last request. The
usual 15 to 30 minutes would throw out a worker in the middle of one long call, with the first-contact page open before them.
It ends at once when the account's ``session_epoch`` moves: signing out, a new password, deactivation.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

LONGEST = timedelta(hours=8)
IDLE = timedelta(minutes=60)
_TOUCH_AFTER = timedelta(minutes=1)

Cookie = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    staff_id: str
    epoch: int
    second_factor: bool


def begin(cookie: Cookie, staff_id: UUID, epoch: int, now: datetime, *, second_factor: bool) -> None:
    """Start afresh: nothing that was in the cookie before signing in outlives it (session fixation)."""
    cookie.clear()
    stamp = int(now.timestamp())
    cookie.update(staff=str(staff_id), epoch=epoch, second=second_factor, since=stamp, seen=stamp)


def held(cookie: Cookie, now: datetime) -> Held | None:
    """What the cookie claims, if it is in time; a cookie past its time is emptied."""
    if "staff" not in cookie:
        return None
    if now - _moment(cookie["since"]) >= LONGEST or now - _moment(cookie["seen"]) >= IDLE:
        cookie.clear()
        return None
    return Held(cookie["staff"], cookie["epoch"], cookie["second"])


def touch(cookie: Cookie, now: datetime) -> None:
    """Note that the session is in use, at most once a minute, so that most answers set no cookie."""
    if now - _moment(cookie["seen"]) >= _TOUCH_AFTER:
        cookie["seen"] = int(now.timestamp())


def _moment(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)
