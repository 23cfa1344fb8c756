"""A team's cover: whom an urgent reply is told to, in order, by days and hours in London; and when replies are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from service.domain.contact_points import PointKind
from service.domain.deadlines import LONDON, Nation, bank_holidays
from service.domain.errors import Invalid

CLOSING_DAY = 7
"""Beside 0 (Monday) to 6: a bank holiday, or a day on which the council closes. It takes the place of its weekday."""
EVERY_DAY = frozenset(range(8))
WORKING_WEEK = frozenset(range(5))
MOST_CONTACTS = 8
LONGEST_NAME = 60
LONGEST_NUMBER = 20
EMERGENCY = "999"
_MINUTES = 24 * 60
_NUMBER = re.compile(r"\+?[0-9][0-9 ()-]*")


@dataclass(frozen=True, slots=True)
class Window:
    """Days with hours. What ends before it starts goes on into the next morning; equal times are the whole day."""

    days: frozenset[int] = EVERY_DAY
    start: time = time(0)
    end: time = time(0)

    @property
    def over_midnight(self) -> bool:
        return self.end <= self.start


@dataclass(frozen=True, slots=True)
class Contact:
    """A duty phone or mailbox of the council's own, by a name or role; ``value`` in normal form."""

    name: str
    kind: PointKind
    value: str
    window: Window = Window()


@dataclass(frozen=True, slots=True)
class ReadingTimes:
    """When a team reads replies, as messages say it. Without days nobody said when: then messages say "not always"."""

    days: frozenset[int] = frozenset()
    start: time = time(9)
    end: time = time(17)
    emergency_phone: str = EMERGENCY
    in_texts: bool = False


NOT_SAID = ReadingTimes()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days count as closing days."""

    nation: Nation = Nation.ENGLAND
    closing: frozenset[date] = frozenset()

    def kind_of(self, day: date) -> int:
        closed = day in self.closing or day in bank_holidays(day.year, self.nation)
        return CLOSING_DAY if closed else day.weekday()


@dataclass(frozen=True, slots=True)
class Cover:
    """Contacts in the order in which they are told."""

    contacts: tuple[Contact, ...] = ()
    calendar: Calendar = Calendar()

    def on_duty(self, now: datetime) -> tuple[Contact, ...]:
        """Those whose hours it is, each number or mailbox once."""
        local = now.astimezone(LONDON)
        today = self.calendar.kind_of(local.date())
        yesterday = self.calendar.kind_of(local.date() - timedelta(days=1))
        holding = (each for each in self.contacts if _holds(each.window, today, yesterday, local.time()))
        return one_each(holding)


def one_each(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """The first of each number or mailbox."""
    first: dict[str, Contact] = {}
    for each in contacts:
        first.setdefault(each.value, each)
    return tuple(first.values())


def _holds(window: Window, today: int, yesterday: int, at: time) -> bool:
    if not window.over_midnight:
        return today in window.days and window.start <= at < window.end
    return (today in window.days and at >= window.start) or (yesterday in window.days and at < window.end)


def gapless(windows: Sequence[Window]) -> bool:
    """Whether somebody is on duty at every minute of every week, whichever of its days are closing days."""
    own, into_next = [0] * 8, [0] * 8
    for window in windows:
        for day in window.days:
            own[day] |= _minutes(window.start, None if window.over_midnight else window.end)
            if window.over_midnight:
                into_next[day] |= _minutes(time(0), window.end)
    whole = (1 << _MINUTES) - 1
    neighbours = {(day, (day + 1) % 7) for day in range(7)}
    neighbours |= {(CLOSING_DAY, day) for day in range(8)} | {(day, CLOSING_DAY) for day in range(8)}
    return all(own[day] | into_next[before] == whole for before, day in neighbours)


def _minutes(start: time, end: time | None) -> int:
    first = start.hour * 60 + start.minute
    last = _MINUTES if end is None else end.hour * 60 + end.minute
    return (1 << last) - (1 << first)


def faults_of(contacts: Sequence[tuple[str, Contact]], reads: ReadingTimes) -> list[Invalid]:
    """What must be mended before it is kept; each contact with the prefix of its fields."""
    faults = []
    if len(contacts) > MOST_CONTACTS:
        faults.append(Invalid("cover_too_many"))
    for place, each in contacts:
        if not each.name:
            faults.append(Invalid("cover_name_missing", field=f"{place}-name"))
        if len(each.name) > LONGEST_NAME:
            faults.append(Invalid("cover_name_long", field=f"{place}-name"))
        if not each.window.days:
            faults.append(Invalid("cover_days_missing", field=f"{place}-days"))
    if reads.days and reads.end <= reads.start:
        faults.append(Invalid("reading_hours_end_before_start", field="reads_start"))
    number = reads.emergency_phone
    if not number or len(number) > LONGEST_NUMBER or not _NUMBER.fullmatch(number):
        faults.append(Invalid("emergency_phone_not_valid", field="emergency_phone"))
    return faults


def closing_days(typed: str) -> frozenset[date]:
    """A day a line, 24/12/2026. Raises ``Invalid``."""
    found = set()
    for line in typed.split("\n"):
        if not line.strip():
            continue
        try:
            day, month, year = (int(part) for part in re.split(r"[/. -]+", line.strip()))
            found.add(date(year, month, day))
        except ValueError:
            raise Invalid("closing_day_not_valid", field="closing_days") from None
    return frozenset(found)
