"""Who is on duty when: days, hours over midnight, closing days, and whether nobody is at any hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.contact_points import PointKind
from service.domain.cover import (
    CLOSING_DAY,
    EVERY_DAY,
    WORKING_WEEK,
    Calendar,
    Contact,
    Cover,
    ReadingTimes,
    Window,
    closing_days,
    faults_of,
    gapless,
)
from service.domain.deadlines import LONDON
from service.domain.errors import Invalid

DESK = Window(WORKING_WEEK, time(9), time(17))
NIGHT = Window(WORKING_WEEK, time(17), time(9))
WEEKEND = Window(frozenset({5, 6, CLOSING_DAY}))


ALWAYS = Window()


def contact(value: str, window: Window = ALWAYS) -> Contact:
    return Contact(f"Holder of {value}", PointKind.EMAIL, value, window)


def on(cover: Cover, year: int, month: int, day: int, hour: int, minute: int = 0) -> list[str]:
    at = datetime(year, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)
    return [each.value for each in cover.on_duty(at)]


def test_the_desk_by_day_and_the_others_by_night_in_their_order() -> None:
    cover = Cover((contact("desk", DESK), contact("night", NIGHT), contact("night", WEEKEND), contact("always")))
    assert on(cover, 2026, 11, 23, 9) == ["desk", "always"]
    assert on(cover, 2026, 11, 23, 17) == ["night", "always"]
    assert on(cover, 2026, 11, 24, 8, 59) == ["night", "always"]
    assert on(cover, 2026, 11, 28, 3) == ["night", "always"]
    assert on(cover, 2026, 11, 28, 12) == ["night", "always"]


def test_a_bank_holiday_and_a_closing_day_take_the_place_of_their_weekday() -> None:
    cover = Cover((contact("desk", DESK), contact("weekend", WEEKEND)), Calendar(closing=frozenset({date(2026, 11, 24)})))
    assert on(cover, 2026, 11, 24, 12) == ["weekend"]
    assert on(cover, 2026, 12, 25, 12) == ["weekend"]
    assert on(cover, 2026, 11, 25, 12) == ["desk"]


def test_hours_are_those_of_london_in_summer_too() -> None:
    at = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    assert [each.value for each in Cover((contact("desk", DESK),)).on_duty(at)] == ["desk"]


@pytest.mark.parametrize(
    ("windows", "whole"),
    [
        ((Window(),), True),
        ((DESK, NIGHT, WEEKEND), False),  # Monday before nine: the weekend ended at midnight
        ((DESK, Window(EVERY_DAY, time(17), time(9)), WEEKEND), True),
        ((Window(frozenset(range(7))),), False),  # nobody on a bank holiday
        ((DESK,), False),
        ((), False),
    ],
)
def test_a_cover_without_a_gap(windows: tuple[Window, ...], whole: bool) -> None:
    assert gapless(windows) is whole


_TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
_WINDOWS = st.lists(st.builds(Window, st.frozensets(st.integers(0, 7)), _TIMES, _TIMES), max_size=4)


@given(_WINDOWS, st.sets(st.integers(0, 13), max_size=3))
def test_without_a_gap_somebody_is_on_duty_at_any_moment(windows: list[Window], closed: set[int]) -> None:
    start = date(2026, 11, 2)
    calendar = Calendar(closing=frozenset(start + timedelta(days=day) for day in closed))
    cover = Cover(tuple(contact(str(number), window) for number, window in enumerate(windows)), calendar)
    moments = [datetime(2026, 11, 3, tzinfo=UTC) + timedelta(minutes=30 * step) for step in range(48 * 12)]
    if gapless(windows):
        assert all(cover.on_duty(moment) for moment in moments)
    elif not closed and not any(cover.on_duty(moment) for moment in moments):
        assert not gapless(windows)


@given(_WINDOWS)
def test_a_gap_is_a_moment_of_some_week(windows: list[Window]) -> None:
    """Every pair of neighbouring kinds of day occurs where each day in turn is a closing day, and where none is."""
    start = date(2026, 11, 2)
    pairs = [frozenset({start + timedelta(days=7 + first), start + timedelta(days=8 + first)}) for first in range(7)]
    weeks = [frozenset[date](), *(frozenset({start + timedelta(days=7 + day)}) for day in range(7)), *pairs]
    contacts = tuple(contact(str(number), window) for number, window in enumerate(windows))
    moments = [datetime(2026, 11, 8, tzinfo=UTC) + timedelta(minutes=30 * step) for step in range(48 * 10)]
    held = all(Cover(contacts, Calendar(closing=week)).on_duty(moment) for week in weeks for moment in moments)
    assert gapless(windows) is held


def test_what_must_be_mended() -> None:
    nobody = Contact("", PointKind.EMAIL, "x@example.com", Window(frozenset()))
    reads = ReadingTimes(WORKING_WEEK, time(17), time(9), "ring us")
    assert [(fault.code, fault.field) for fault in faults_of([("contacts-0", nobody)], reads)] == [
        ("cover_name_missing", "contacts-0-name"),
        ("cover_days_missing", "contacts-0-days"),
        ("reading_hours_end_before_start", "reads_start"),
        ("emergency_phone_not_valid", "emergency_phone"),
    ]
    assert faults_of([("contacts-0", contact("a"))], ReadingTimes()) == []


def test_closing_days_a_line_each() -> None:
    assert closing_days("24/12/2026\r\n\n 29-12-2026 ") == {date(2026, 12, 24), date(2026, 12, 29)}
    for typed in ("Christmas", "31/02/2026", "24/12"):
        with pytest.raises(Invalid):
            closing_days(typed)
