from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.deadlines import (
    DeliveryDateMissing,
    MediumKind,
    Nation,
    add_working_days,
    confirm_by,
    end_of,
    too_late,
    working_day,
)
from service.domain.purposes import Purpose

LONDON = ZoneInfo("Europe/London")
ENGLAND = Nation.ENGLAND


def london(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def due(purpose: Purpose, medium: MediumKind, sent: datetime, arrives: date | None = None) -> str:
    moment = confirm_by(purpose, medium, sent, arrives, ENGLAND)
    assert moment.tzinfo is UTC
    return moment.astimezone(LONDON).strftime("%a %d %b %Y %H:%M")


@pytest.mark.parametrize(
    ("day", "closed_in"),
    [
        (date(2026, 4, 6), {Nation.ENGLAND, Nation.WALES, Nation.NORTHERN_IRELAND}),  # Easter Monday
        (date(2026, 4, 3), set(Nation)),  # Good Friday
        (date(2026, 3, 17), {Nation.NORTHERN_IRELAND}),  # St Patrick's Day
        (date(2026, 11, 30), {Nation.SCOTLAND}),  # St Andrew's Day
        (date(2026, 1, 2), {Nation.SCOTLAND}),
        (date(2026, 8, 3), {Nation.SCOTLAND}),
        (date(2026, 8, 31), {Nation.ENGLAND, Nation.WALES, Nation.NORTHERN_IRELAND}),
        (date(2026, 12, 28), set(Nation)),  # Boxing Day, a Saturday, moved
        (date(2027, 12, 27), set(Nation)),
        (date(2027, 12, 28), set(Nation)),
        (date(2026, 5, 6), set()),
        (date(2026, 5, 9), set(Nation)),  # a Saturday
        (date(2026, 5, 10), set(Nation)),
    ],
)
def test_bank_holidays_follow_the_nation(day: date, closed_in: set[Nation]) -> None:
    assert {nation for nation in Nation if not working_day(day, nation)} == closed_in


def test_working_days_are_counted_over_easter_and_over_new_year() -> None:
    maundy_thursday = date(2026, 4, 2)
    assert add_working_days(maundy_thursday, 2, ENGLAND) == date(2026, 4, 8)
    assert add_working_days(maundy_thursday, 2, Nation.SCOTLAND) == date(2026, 4, 7)
    assert add_working_days(date(2026, 12, 31), 1, ENGLAND) == date(2027, 1, 4)
    assert add_working_days(date(2026, 5, 9), 0, ENGLAND) == date(2026, 5, 9)
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(maundy_thursday, -1, ENGLAND)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(0, 30), st.sampled_from(list(Nation)))
def test_the_nth_working_day_is_one_and_has_n_behind_it(day: date, n: int, nation: Nation) -> None:
    end = add_working_days(day, n, nation)
    passed = [day + timedelta(days=i) for i in range(1, (end - day).days + 1)]
    assert sum(working_day(each, nation) for each in passed) == n
    assert n == 0 or working_day(end, nation)


@pytest.mark.parametrize("purpose", [Purpose.APPOINTMENT, Purpose.DECISION, Purpose.GENERAL, Purpose.CONVERSATION])
@pytest.mark.parametrize("medium", [MediumKind.TEXT, MediumKind.EMAIL, MediumKind.LIVE])
def test_two_working_days_by_text_email_or_in_person(purpose: Purpose, medium: MediumKind) -> None:
    assert due(purpose, medium, london(date(2026, 5, 5))) == "Thu 07 May 2026 17:00"
    assert due(purpose, medium, london(date(2026, 5, 8))) == "Tue 12 May 2026 17:00"
    assert due(purpose, medium, london(date(2026, 5, 9))) == "Tue 12 May 2026 17:00"  # sent on a Saturday


@pytest.mark.parametrize("purpose", [Purpose.APPOINTMENT, Purpose.DECISION, Purpose.GENERAL])
def test_a_letter_has_ten_working_days_from_its_arrival(purpose: Purpose) -> None:
    sent = london(date(2026, 5, 5))
    assert due(purpose, MediumKind.LETTER, sent, date(2026, 5, 8)) == "Fri 22 May 2026 17:00"
    assert due(purpose, MediumKind.LETTER, sent, date(2026, 5, 14)) == "Fri 29 May 2026 17:00"  # over a bank holiday
    with pytest.raises(DeliveryDateMissing) as caught:
        confirm_by(purpose, MediumKind.LETTER, sent, None, ENGLAND)
    assert caught.value.code == "delivery_date_missing"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (london(date(2026, 5, 5), 9), "Tue 05 May 2026 17:00"),
        (london(date(2026, 5, 5), 14, 59), "Tue 05 May 2026 17:00"),
        (london(date(2026, 5, 5), 15), "Wed 06 May 2026 17:00"),
        (london(date(2026, 5, 8), 16), "Mon 11 May 2026 17:00"),
        (london(date(2026, 5, 9), 9), "Mon 11 May 2026 17:00"),
        (london(date(2026, 5, 2), 9), "Tue 05 May 2026 17:00"),  # the Monday is a bank holiday
        (datetime(2026, 7, 1, 14, 30, tzinfo=UTC), "Thu 02 Jul 2026 17:00"),  # 15:30 in London
        (datetime(2026, 1, 6, 14, 30, tzinfo=UTC), "Tue 06 Jan 2026 17:00"),
    ],
)
@pytest.mark.parametrize("medium", list(MediumKind))
def test_urgent_is_due_the_same_working_day_whatever_the_medium(sent: datetime, expected: str, medium: MediumKind) -> None:
    assert due(Purpose.URGENT, medium, sent) == expected


def test_seventeen_hundred_is_londons_on_both_sides_of_the_clock_change() -> None:
    friday_before = datetime(2026, 3, 27, 10, tzinfo=UTC)  # clocks go forward on 29 March
    assert confirm_by(Purpose.GENERAL, "text", friday_before, None, ENGLAND) == datetime(2026, 3, 31, 16, tzinfo=UTC)
    friday_before = datetime(2026, 10, 23, 10, tzinfo=UTC)  # and back on 25 October
    assert confirm_by(Purpose.GENERAL, "text", friday_before, None, ENGLAND) == datetime(2026, 10, 27, 17, tzinfo=UTC)
    assert end_of(date(2026, 3, 28)) == datetime(2026, 3, 28, 17, tzinfo=UTC)
    assert end_of(date(2026, 3, 29)) == datetime(2026, 3, 29, 16, tzinfo=UTC)


def test_the_day_of_sending_is_londons_not_utcs() -> None:
    just_after_midnight = datetime(2026, 5, 5, 23, 30, tzinfo=UTC)  # 00:30 on Wednesday in London
    assert due(Purpose.GENERAL, MediumKind.TEXT, just_after_midnight) == "Fri 08 May 2026 17:00"


def test_a_moment_without_a_zone_and_a_medium_without_a_rule_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        confirm_by(Purpose.GENERAL, "text", datetime(2026, 5, 5, 10), None, ENGLAND)  # noqa: DTZ001 - the point
    with pytest.raises(ValueError, match="pigeon"):
        confirm_by(Purpose.GENERAL, "pigeon", london(date(2026, 5, 5)), None, ENGLAND)


def test_too_late_is_an_event_before_the_earliest_answer() -> None:
    answer = london(date(2026, 5, 7), 17)
    assert too_late(london(date(2026, 5, 7), 16), answer)
    assert too_late(answer, answer)
    assert not too_late(london(date(2026, 5, 7), 18), answer)
