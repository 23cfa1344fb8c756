"""When a letter should arrive: the cut-off, the day it is printed, and working days in transit (DOMAIN.md §5).

Saturdays and bank holidays count as no working day, although some post is delivered on a Saturday: an expected day that
is too early would raise a flag about a letter that is still on its way.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
CUT_OFF = time(17, 30)
"""Handed over at this minute or later, a letter counts as handed over on the next working day."""
_SATURDAY = 5


class Postage(StrEnum):
    """Classes of UK post, by the words of the manifest."""

    FIRST = "first"
    SECOND = "second"
    ECONOMY = "economy"


_TRANSIT = {Postage.FIRST: (1, 1), Postage.SECOND: (3, 4), Postage.ECONOMY: (3, 6)}
_SUBDIVISION = {"england": "ENG", "scotland": "SCT", "wales": "WLS", "northern_ireland": "NIR"}


def expected_delivery(handed_over: datetime, postage: str, nation: str) -> tuple[date, date]:
    """The earliest and the latest day it should be on the mat, as days in London.

    ``handed_over`` is when the batch reaches the print room, aware. ``nation`` is ``england``, ``scotland``, ``wales`` or
    ``northern_ireland``: whose bank holidays count. Raises ``ValueError`` for another nation or postage.
    """
    if handed_over.tzinfo is None:
        raise ValueError("handed_over must be aware")
    if nation not in _SUBDIVISION:
        raise ValueError("not a nation of the United Kingdom")
    local = handed_over.astimezone(LONDON)
    return _delivered(local.date(), Postage(postage), nation, late=local.time() >= CUT_OFF)


@lru_cache(maxsize=256)
def _delivered(accepted: date, postage: Postage, nation: str, *, late: bool) -> tuple[date, date]:
    """A day's letters all arrive on the same days: every message asks for them."""
    shortest, longest = _TRANSIT[postage]
    if late or not _working_day(accepted, nation):
        accepted = _after(accepted, 1, nation)
    printed = _after(accepted, 1, nation)
    return _after(printed, shortest, nation), _after(printed, longest, nation)


def _after(day: date, working_days: int, nation: str) -> date:
    while working_days:
        day += timedelta(days=1)
        working_days -= _working_day(day, nation)
    return day


def _working_day(day: date, nation: str) -> bool:
    return day.weekday() < _SATURDAY and day not in _bank_holidays(day.year, nation)


@lru_cache(maxsize=64)
def _bank_holidays(year: int, nation: str) -> frozenset[date]:
    # A year at a time and frozen: the library's own calendar fills itself while other threads read it.
    return frozenset(holidays.country_holidays("GB", subdiv=_SUBDIVISION[nation], years=year, expand=False))
