"""When an answer is due: working days of the team's nation, ending at 17:00 in London (DOMAIN.md §2, DESIGN.md §3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from service.domain.purposes import Purpose

LONDON = ZoneInfo("Europe/London")
CLOSE_OF_BUSINESS = time(17, 0)
LAST_URGENT_START = time(15, 0)
"""An urgent message sent later than this is due the next working day: two hours are the least for a call and a visit."""
WORKING_DAYS_TO_ANSWER = 2
WORKING_DAYS_TO_ANSWER_A_LETTER = 10

_SATURDAY = 5


class Nation(StrEnum):
    """Whose bank holidays count."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


class MediumKind(StrEnum):
    """How long an answer takes to come back. ``LIVE`` is a call, a visit or any other task for a worker."""

    TEXT = "text"
    EMAIL = "email"
    LETTER = "letter"
    LIVE = "live"


class DeliveryDateMissing(ValueError):
    """A letter's deadline runs from the day it is expected to arrive, and none was given."""

    code = "delivery_date_missing"


_SUBDIVISION = {
    Nation.ENGLAND: "ENG",
    Nation.WALES: "WLS",
    Nation.SCOTLAND: "SCT",
    Nation.NORTHERN_IRELAND: "NIR",
}


@lru_cache(maxsize=256)
def bank_holidays(year: int, nation: Nation) -> frozenset[date]:
    # A year at a time and frozen: the library's own lazy calendar is filled while other threads read it.
    return frozenset(holidays.country_holidays("GB", subdiv=_SUBDIVISION[nation], years=year, expand=False))


def working_day(day: date, nation: Nation) -> bool:
    """Monday to Friday, and not a bank holiday in ``nation``."""
    return day.weekday() < _SATURDAY and day not in bank_holidays(day.year, nation)


@lru_cache(maxsize=256)
def add_working_days(day: date, n: int, nation: Nation) -> date:
    """The ``n``-th working day after ``day``, which itself is never counted; ``n`` of 0 gives ``day`` as it is."""
    if n < 0:
        raise ValueError("working days are counted forwards")
    while n:
        day += timedelta(days=1)
        n -= working_day(day, nation)
    return day


@lru_cache(maxsize=256)
def end_of(day: date) -> datetime:
    """17:00 in London on ``day``, as aware UTC."""
    return datetime.combine(day, CLOSE_OF_BUSINESS, tzinfo=LONDON).astimezone(UTC)


def confirm_by(
    purpose: Purpose, medium_kind: MediumKind | str, sent_at: datetime, expected_delivery: date | None, nation: Nation
) -> datetime:
    """The moment, in aware UTC, after which silence is a flag. ``sent_at`` is aware.

    The defaults of DOMAIN.md §2: two working days after the day of sending, ten after a letter's expected arrival, for
    every other message too. Urgent runs to 17:00 of the same working day whatever the medium, because its answer is a
    human call; sent at 15:00 or later in London, or on no working day, it runs to 17:00 of the next one. Raises
    ``DeliveryDateMissing`` for a letter that is not urgent without ``expected_delivery``.
    """
    if sent_at.tzinfo is None:
        raise ValueError("sent_at must be aware")
    local = sent_at.astimezone(LONDON)
    if purpose is Purpose.URGENT:
        in_time = working_day(local.date(), nation) and local.time() < LAST_URGENT_START
        due = local.date() if in_time else add_working_days(local.date(), 1, nation)
    elif MediumKind(medium_kind) is MediumKind.LETTER:
        if expected_delivery is None:
            raise DeliveryDateMissing("delivery_date_missing")
        due = add_working_days(expected_delivery, WORKING_DAYS_TO_ANSWER_A_LETTER, nation)
    else:
        due = add_working_days(local.date(), WORKING_DAYS_TO_ANSWER, nation)
    return end_of(due)


def from_sending(
    purpose: Purpose,
    medium_kind: MediumKind | str,
    sent_at: datetime,
    expected_delivery: date | None,
    nation: Nation,
    event_at: datetime | None,
) -> datetime:
    """``confirm_by``, and never later than what the message is about, where that is still to come."""
    due = confirm_by(purpose, medium_kind, sent_at, expected_delivery, nation)
    return min(due, event_at) if event_at is not None and event_at > sent_at else due


def too_late(event_at: datetime, earliest_answer: datetime) -> bool:
    """Whether what the message is about happens before an answer can be back. Both aware.

    ``earliest_answer`` is delivery plus the time to reply: what ``confirm_by`` gives.
    """
    return event_at <= earliest_answer
