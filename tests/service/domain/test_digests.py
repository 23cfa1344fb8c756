"""When the morning's list is due, and what it says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from service.domain.cover import Calendar
from service.domain.deadlines import LONDON, Nation
from service.domain.digests import Digest, content, due_on, end_of_day
from service.domain.flags import FlagKind

MONDAY = date(2026, 11, 23)
PUBLIC = "https://bothways.example/"


def at(day: date, hour: int, minute: int = 0, calendar: Calendar | None = None) -> date | None:
    return due_on(calendar or Calendar(), datetime.combine(day, time(hour, minute), tzinfo=LONDON).astimezone(UTC))


def test_it_is_due_from_eight_until_noon() -> None:
    assert at(MONDAY, 7, 59) is None
    assert at(MONDAY, 8) == at(MONDAY, 11, 59) == MONDAY
    assert at(MONDAY, 12) is None
    assert at(MONDAY, 0) is None


@pytest.mark.parametrize("day", [date(2026, 11, 28), date(2026, 11, 29), date(2026, 12, 25), date(2026, 12, 28)])
def test_not_at_a_weekend_nor_on_a_bank_holiday(day: date) -> None:
    assert at(day, 9) is None


def test_the_bank_holidays_are_those_of_the_nation_and_the_council_has_days_of_its_own() -> None:
    saint_andrew = date(2026, 11, 30)
    assert at(saint_andrew, 9) == saint_andrew
    assert at(saint_andrew, 9, calendar=Calendar(Nation.SCOTLAND)) is None
    assert at(MONDAY, 9, calendar=Calendar(closing=frozenset({MONDAY}))) is None


def test_eight_is_eight_in_london_on_either_side_of_the_clocks_going_forward_and_back() -> None:
    assert due_on(Calendar(), datetime(2026, 3, 27, 7, 59, tzinfo=UTC)) is None
    assert due_on(Calendar(), datetime(2026, 3, 27, 8, 0, tzinfo=UTC)) == date(2026, 3, 27)
    assert due_on(Calendar(), datetime(2026, 3, 30, 7, 0, tzinfo=UTC)) == date(2026, 3, 30)
    assert due_on(Calendar(), datetime(2026, 3, 30, 11, 0, tzinfo=UTC)) is None
    assert due_on(Calendar(), datetime(2026, 10, 23, 7, 0, tzinfo=UTC)) == date(2026, 10, 23)
    assert due_on(Calendar(), datetime(2026, 10, 26, 7, 0, tzinfo=UTC)) is None
    assert due_on(Calendar(), datetime(2026, 10, 26, 11, 59, tzinfo=UTC)) == date(2026, 10, 26)


def test_a_day_ends_at_midnight_in_london() -> None:
    assert end_of_day(datetime(2026, 7, 1, 8, tzinfo=UTC)) == datetime(2026, 7, 1, 23, tzinfo=UTC)
    assert end_of_day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == datetime(2026, 7, 2, 23, tzinfo=UTC)
    assert end_of_day(datetime(2026, 10, 24, 23, 30, tzinfo=UTC)) == datetime(2026, 10, 26, 0, tzinfo=UTC)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        due_on(Calendar(), datetime(2026, 11, 23, 9))  # noqa: DTZ001 - the point


def test_the_words_are_numbers_by_the_names_of_the_work_list_the_most_urgent_first() -> None:
    digest = Digest({FlagKind.NOT_RECEIVED: 3, FlagKind.ASKED_FOR_A_PERSON: 2, FlagKind.RISK: 0}, due_today=1)
    said = content(digest, PUBLIC)
    assert said.subject == "Bothways: what needs the team today"
    assert said.text == (
        "5 people need the team today.\n\n- Asked for a person: 2\n- No answer: 3\n\n1 answer is due today.\n\n"
        "Sign in: https://bothways.example/work\n"
    )
    assert "<ul><li>Asked for a person: 2</li><li>No answer: 3</li></ul><p>1 answer is due today.</p>" in said.html
    assert '<a href="https://bothways.example/work">Sign in</a>' in said.html


def test_with_nobody_to_see_to_only_the_deadlines_are_told() -> None:
    said = content(Digest({}, due_today=4), PUBLIC)
    assert said.text == "4 answers are due today.\n\nSign in: https://bothways.example/work\n"
    assert "<ul>" not in said.html


def test_what_is_empty() -> None:
    assert Digest({}, 0).empty
    assert Digest({FlagKind.RISK: 0}, 0).empty
    assert not Digest({FlagKind.RISK: 1}, 0).empty
    assert not Digest({}, 1).empty
