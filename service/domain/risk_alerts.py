"""Who is told of an urgent reply next, and when: one after the other, and then everybody, until somebody takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from service.domain.cover import Contact

WAIT = timedelta(minutes=5)
"""How long somebody who was told has to take it before the next is told."""
AGAIN = timedelta(minutes=15)
"""Between one call to everybody and the next: a phone that rings without end is switched off."""
CALL_LASTS = timedelta(seconds=60)
"""A call whose outcome nobody recorded for so long is lost: whoever made it died."""
LOOK_AGAIN = timedelta(minutes=1)
"""Where nobody is on duty, or nobody could be reached."""


class Outcome(StrEnum):
    """What a call came to. ``UNKNOWN``: nobody can tell, so the next is told at once: twice is better than never."""

    CALLING = "calling"
    ACCEPTED = "accepted"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Told:
    """One call that was begun at ``at``. Several of one ``step`` were made together."""

    step: int
    value: str
    at: datetime
    outcome: Outcome

    def reached(self, now: datetime) -> bool:
        """Whether somebody may have it now, or is being told."""
        return self.outcome is Outcome.ACCEPTED or (self.outcome is Outcome.CALLING and now < self.at + CALL_LASTS)


@dataclass(frozen=True, slots=True)
class Next:
    """Whom to tell now; nobody before ``look_at`` where it is empty."""

    contacts: tuple[Contact, ...]
    look_at: datetime


def next_step(told: Sequence[Told], on_duty: Sequence[Contact], now: datetime) -> Next:
    """Each who is on duty in their order, then all of them together, again and again.

    ``on_duty`` names each number or mailbox once. Who comes on duty meanwhile is told before it begins again.
    """
    if not on_duty:
        return Next((), now + LOOK_AGAIN)
    known = {each.value for each in told}
    fresh = tuple(each for each in on_duty if each.value not in known)
    wait_until = _wait_until(told, now, fresh=bool(fresh))
    if now < wait_until:
        return Next((), wait_until)
    return Next(fresh[:1] or tuple(on_duty), now + CALL_LASTS)


def _wait_until(told: Sequence[Told], now: datetime, *, fresh: bool) -> datetime:
    if not told:
        return now
    newest = max(each.step for each in told)
    last = [each for each in told if each.step == newest]
    at = max(each.at for each in last)
    before = {each.value for each in told if each.step < newest}
    again = any(each.value in before for each in last)
    if not any(each.reached(now) for each in last):
        return at + LOOK_AGAIN if again and not fresh else now
    if all(each.outcome is not Outcome.ACCEPTED for each in last):
        return at + CALL_LASTS
    return at + (AGAIN if again and not fresh else WAIT)
