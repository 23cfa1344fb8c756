"""Leave to go out: every reason against it, the hours over clock changes, answers in a thread, and neutral words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Clearance, Content, EmailContent, LetterContent, TextContent
from service.domain.contact_points import LineType, PointKind
from service.domain.purposes import Purpose
from service.domain.safe_contact import (
    ANSWER_AT_ONCE,
    ANSWER_WITHIN,
    CLEARANCE_LASTS,
    LONDON,
    Answer,
    ContactHours,
    PointFacts,
    PointStatus,
    Refusal,
    Refused,
    SafeStatus,
    may_leave,
    usable,
)

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
POINT = PointFacts(
    point_id=UUID(int=1),
    kind=PointKind.PHONE,
    value="+447700900123",
    line_type=LineType.MOBILE,
    person_status=SafeStatus.SAFE,
    status=PointStatus.SAFE,
    others_may_read=Answer.NO,
)
MAILBOX = replace(POINT, kind=PointKind.EMAIL, value="ann@example.com", line_type=LineType.NOT_A_LINE)
HOUSE = replace(POINT, kind=PointKind.ADDRESS, value="1 A Road\nTown\nSW1A 1AA", line_type=LineType.NOT_A_LINE)
WORDS = TextContent("See you on Thursday at 10:00.")
TELLING = TextContent("Your social worker will visit on Thursday.")
LETTER = LetterContent(b"%PDF", 1)
MONDAYS = ContactHours(frozenset({0}), time(9, 0), time(12, 0))


def test_leave_is_for_this_point_this_content_and_a_short_time() -> None:
    leave = may_leave(POINT, Purpose.GENERAL, WORDS, NOW)
    assert leave == Clearance(POINT.point_id, POINT.value, WORDS.digest(), NOW, NOW + CLEARANCE_LASTS)


@pytest.mark.parametrize(
    ("point", "content", "reason"),
    [
        (replace(POINT, person_status=SafeStatus.DO_NOT_CONTACT), WORDS, Refused.DO_NOT_CONTACT),
        (replace(POINT, person_status=SafeStatus.PERSON_CONTACTS_US), WORDS, Refused.PERSON_CONTACTS_US),
        (replace(POINT, person_status=SafeStatus.NOT_ASKED), WORDS, Refused.NOT_ASKED_IF_SAFE),
        (replace(POINT, status=PointStatus.NOT_ASKED), WORDS, Refused.NOT_ASKED_IF_SAFE),
        (replace(POINT, status=PointStatus.NOT_SAFE), WORDS, Refused.NOT_SAFE),
        (replace(POINT, safe_until=NOW), WORDS, Refused.SAFETY_EXPIRED),
        (replace(POINT, check_again_by=NOW), WORDS, Refused.SAFETY_STALE),
        (replace(POINT, declined=True), WORDS, Refused.DECLINED),
        (replace(POINT, dead=True), WORDS, Refused.DEAD),
        (replace(POINT, opted_out=True), WORDS, Refused.OPTED_OUT),
        (replace(POINT, wrong_person=True), WORDS, Refused.WRONG_PERSON),
        (replace(POINT, line_type=LineType.LANDLINE), WORDS, Refused.LANDLINE),
        (replace(POINT, line_type=LineType.OTHER), WORDS, Refused.LANDLINE),
        (POINT, LETTER, Refused.CONTENT_DOES_NOT_FIT),
        (MAILBOX, WORDS, Refused.CONTENT_DOES_NOT_FIT),
        (HOUSE, WORDS, Refused.CONTENT_DOES_NOT_FIT),
        (replace(POINT, others_may_read=Answer.YES), TELLING, Refused.NOT_NEUTRAL),
        (replace(POINT, hours=ContactHours(frozenset({1}))), WORDS, Refused.OUTSIDE_HOURS),
    ],
)
@pytest.mark.parametrize("purpose", [purpose for purpose in Purpose if purpose is not Purpose.CONVERSATION])
def test_every_reason_stands_whatever_the_purpose(
    point: PointFacts, content: Content, reason: Refused, purpose: Purpose
) -> None:
    refusal = may_leave(point, purpose, content, NOW)
    assert isinstance(refusal, Refusal)
    assert refusal.reason is reason


def test_every_reason_is_proved_above() -> None:
    marks = getattr(test_every_reason_stands_whatever_the_purpose, "pytestmark", [])
    table = next(mark for mark in marks if mark.args[0] == ("point", "content", "reason"))
    assert {reason for _, _, reason in table.args[1]} == set(Refused)


def test_the_gravest_reason_is_told_first() -> None:
    everything = replace(
        POINT, person_status=SafeStatus.DO_NOT_CONTACT, status=PointStatus.NOT_SAFE, dead=True, opted_out=True
    )
    assert usable(everything, Purpose.GENERAL, NOW) is Refused.DO_NOT_CONTACT
    assert usable(replace(everything, person_status=SafeStatus.SAFE), Purpose.GENERAL, NOW) is Refused.NOT_SAFE


def test_safety_stands_until_its_moment_and_not_after() -> None:
    moment = timedelta(seconds=1)
    assert usable(replace(POINT, safe_until=NOW + moment), Purpose.GENERAL, NOW) is None
    assert usable(replace(POINT, check_again_by=NOW + moment), Purpose.GENERAL, NOW) is None


# Points that came over from another system

IMPORTED = replace(
    POINT,
    person_status=SafeStatus.NOT_ASKED,
    status=PointStatus.NOT_ASKED,
    others_may_read=Answer.NOT_ASKED,
    imported=True,
    imported_for=frozenset({Purpose.GENERAL}),
)


def test_what_the_council_lets_go_to_an_imported_point_goes_in_neutral_words() -> None:
    assert isinstance(may_leave(IMPORTED, Purpose.GENERAL, WORDS, NOW), Clearance)
    assert may_leave(IMPORTED, Purpose.GENERAL, TELLING, NOW) == Refusal(Refused.NOT_NEUTRAL)
    assert not IMPORTED.writing_may_confirm


def test_nothing_goes_to_an_imported_point_unless_the_council_says_so() -> None:
    silent = replace(IMPORTED, imported_for=frozenset())
    assert {may_leave(silent, purpose, WORDS, NOW) for purpose in Purpose} == {Refusal(Refused.NOT_ASKED_IF_SAFE)}


@pytest.mark.parametrize(
    ("change", "purpose", "reason"),
    [
        ({}, Purpose.APPOINTMENT, Refused.NOT_ASKED_IF_SAFE),
        ({}, Purpose.URGENT, Refused.NOT_ASKED_IF_SAFE),
        ({"imported": False}, Purpose.GENERAL, Refused.NOT_ASKED_IF_SAFE),
        ({"restricted_record": True}, Purpose.GENERAL, Refused.NOT_ASKED_IF_SAFE),
        ({"person_status": SafeStatus.SAFE}, Purpose.GENERAL, Refused.NOT_ASKED_IF_SAFE),
        ({"person_status": SafeStatus.RESTRICTED}, Purpose.GENERAL, Refused.NOT_ASKED_IF_SAFE),
        ({"person_status": SafeStatus.DO_NOT_CONTACT}, Purpose.GENERAL, Refused.DO_NOT_CONTACT),
        ({"status": PointStatus.NOT_SAFE}, Purpose.GENERAL, Refused.NOT_SAFE),
        ({"declined": True}, Purpose.GENERAL, Refused.DECLINED),
        ({"line_type": LineType.LANDLINE}, Purpose.GENERAL, Refused.LANDLINE),
        ({"opted_out": True}, Purpose.GENERAL, Refused.OPTED_OUT),
        ({"wrong_person": True}, Purpose.GENERAL, Refused.WRONG_PERSON),
        ({"dead": True}, Purpose.GENERAL, Refused.DEAD),
        ({"check_again_by": NOW}, Purpose.GENERAL, Refused.SAFETY_STALE),
    ],
)
def test_the_councils_setting_lifts_nothing_else(change: dict[str, Any], purpose: Purpose, reason: Refused) -> None:
    assert may_leave(replace(IMPORTED, **change), purpose, WORDS, NOW) == Refusal(reason)


@given(
    purpose=st.sampled_from(Purpose),
    allowed=st.frozensets(st.sampled_from(Purpose)),
    status=st.sampled_from(PointStatus),
    person_status=st.sampled_from(SafeStatus),
    line=st.sampled_from(LineType),
    marks=st.fixed_dictionaries(
        {name: st.booleans() for name in ("imported", "restricted_record", "declined", "dead", "opted_out", "wrong_person")}
    ),
    stale=st.booleans(),
)
def test_the_setting_answers_one_question_alone_and_only_where_nobody_was_asked(
    purpose: Purpose,
    allowed: frozenset[Purpose],
    status: PointStatus,
    person_status: SafeStatus,
    line: LineType,
    marks: dict[str, Any],
    *,
    stale: bool,
) -> None:
    known = replace(POINT, status=status, person_status=person_status, line_type=line, **marks)
    known = replace(known, check_again_by=NOW if stale else None)
    without = usable(known, purpose, NOW)
    with_setting = usable(replace(known, imported_for=allowed), purpose, NOW)
    if with_setting is not without:
        assert without is Refused.NOT_ASKED_IF_SAFE
        assert marks["imported"]
        assert not marks["restricted_record"]
        assert purpose in allowed
        assert (status, person_status) == (PointStatus.NOT_ASKED, SafeStatus.NOT_ASKED)


# An answer in a thread that the other side began


def test_whoever_wrote_to_us_is_answered_though_nobody_asked_if_it_is_safe() -> None:
    stranger = replace(
        POINT, person_status=SafeStatus.NOT_ASKED, status=PointStatus.NOT_ASKED, others_may_read=Answer.NOT_ASKED
    )
    wrote = replace(stranger, wrote_at=NOW - ANSWER_WITHIN)
    assert isinstance(may_leave(wrote, Purpose.CONVERSATION, WORDS, NOW), Clearance)
    too_long_ago = replace(wrote, wrote_at=NOW - ANSWER_WITHIN - timedelta(seconds=1))
    assert may_leave(too_long_ago, Purpose.CONVERSATION, WORDS, NOW) == Refusal(Refused.NOT_ASKED_IF_SAFE)
    assert may_leave(wrote, Purpose.APPOINTMENT, WORDS, NOW) == Refusal(Refused.NOT_ASKED_IF_SAFE)
    assert may_leave(stranger, Purpose.CONVERSATION, WORDS, NOW) == Refusal(Refused.NOT_ASKED_IF_SAFE)


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        (replace(POINT, status=PointStatus.NOT_SAFE), Refused.NOT_SAFE),
        (replace(POINT, person_status=SafeStatus.DO_NOT_CONTACT), Refused.DO_NOT_CONTACT),
        (replace(POINT, person_status=SafeStatus.PERSON_CONTACTS_US), Refused.PERSON_CONTACTS_US),
        (replace(POINT, wrong_person=True), Refused.WRONG_PERSON),
        (replace(POINT, opted_out=True), Refused.OPTED_OUT),
        (replace(POINT, safe_until=NOW), Refused.SAFETY_EXPIRED),
    ],
)
def test_an_answer_goes_nowhere_that_they_said_no_to(point: PointFacts, reason: Refused) -> None:
    assert may_leave(replace(point, wrote_at=NOW), Purpose.CONVERSATION, WORDS, NOW) == Refusal(reason)


def test_an_answer_at_once_is_not_bound_by_the_hours_a_later_one_is() -> None:
    evening = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
    point = replace(POINT, hours=MONDAYS, wrote_at=evening - ANSWER_AT_ONCE)
    assert isinstance(may_leave(point, Purpose.CONVERSATION, WORDS, evening), Clearance)
    later = may_leave(point, Purpose.CONVERSATION, WORDS, evening + timedelta(seconds=1))
    assert isinstance(later, Refusal)
    assert later.reason is Refused.OUTSIDE_HOURS


def test_an_answer_too_must_give_nothing_away() -> None:
    point = replace(POINT, others_may_read=Answer.YES, wrote_at=NOW)
    assert may_leave(point, Purpose.CONVERSATION, TELLING, NOW) == Refusal(Refused.NOT_NEUTRAL)


# Neutral words


@pytest.mark.parametrize(
    ("others", "status", "must"),
    [
        (Answer.NO, SafeStatus.SAFE, False),
        (Answer.YES, SafeStatus.SAFE, True),
        (Answer.NOT_ASKED, SafeStatus.SAFE, True),
        (Answer.NO, SafeStatus.RESTRICTED, True),
    ],
)
def test_words_must_be_neutral_unless_it_is_known_that_nobody_else_reads(
    others: Answer, status: SafeStatus, *, must: bool
) -> None:
    point = replace(POINT, others_may_read=others, person_status=status)
    assert isinstance(may_leave(point, Purpose.GENERAL, TELLING, NOW), Refusal) is must
    assert isinstance(may_leave(point, Purpose.GENERAL, WORDS, NOW), Clearance)


def test_an_email_is_read_by_its_subject_too() -> None:
    point = replace(MAILBOX, others_may_read=Answer.YES)
    telling = EmailContent("Your social worker", "Hello", "<p>Hello</p>")
    assert may_leave(point, Purpose.GENERAL, telling, NOW) == Refusal(Refused.NOT_NEUTRAL)


def test_a_letter_is_sealed_and_bound_by_no_hours() -> None:
    point = replace(HOUSE, others_may_read=Answer.YES, hours=ContactHours(frozenset({5})))
    assert isinstance(may_leave(point, Purpose.GENERAL, LETTER, NOW), Clearance)


# Hours, in London, over the changes of the clock


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        (datetime(2026, 11, 23, 8, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 11, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 12, 1, tzinfo=UTC), False),
        (datetime(2026, 11, 24, 9, 30, tzinfo=UTC), False),
        (datetime(2026, 6, 22, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 6, 22, 11, 30, tzinfo=UTC), False),
        (datetime(2026, 6, 21, 23, 30, tzinfo=UTC), False),
    ],
)
def test_hours_are_hours_in_london(now: datetime, *, allowed: bool) -> None:
    assert MONDAYS.allows(now) is allowed


@pytest.mark.parametrize(
    ("hours", "now", "start"),
    [
        # The clocks go forward on Sunday 29 March 2026 at 01:00 and back on Sunday 25 October 2026 at 02:00.
        (MONDAYS, datetime(2026, 3, 23, 13, 0, tzinfo=UTC), datetime(2026, 3, 30, 8, 0, tzinfo=UTC)),
        (MONDAYS, datetime(2026, 10, 19, 12, 0, tzinfo=UTC), datetime(2026, 10, 26, 9, 0, tzinfo=UTC)),
        (MONDAYS, datetime(2026, 11, 23, 8, 0, tzinfo=UTC), datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
        (
            ContactHours(frozenset({6}), time(1, 30), time(3, 0)),
            datetime(2026, 3, 28, 12, 0, tzinfo=UTC),
            datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        ),
    ],
)
def test_waiting_ends_when_the_hours_begin_over_a_change_of_the_clock(
    hours: ContactHours, now: datetime, start: datetime
) -> None:
    refusal = may_leave(replace(POINT, hours=hours), Purpose.GENERAL, WORDS, now)
    assert refusal == Refusal(Refused.OUTSIDE_HOURS, start)
    assert hours.allows(start)


def test_without_any_day_there_is_nothing_to_wait_for() -> None:
    point = replace(POINT, hours=ContactHours(frozenset()))
    assert may_leave(point, Purpose.GENERAL, WORDS, NOW) == Refusal(Refused.OUTSIDE_HOURS, None)


def test_leave_ends_with_the_hours() -> None:
    closing = datetime(2026, 11, 23, 11, 57, tzinfo=UTC)
    leave = may_leave(replace(POINT, hours=MONDAYS), Purpose.GENERAL, WORDS, closing)
    assert isinstance(leave, Clearance)
    assert leave.expires_at <= datetime(2026, 11, 23, 12, 1, tzinfo=UTC)


_MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
_CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(
    now=_MOMENTS,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    span=st.tuples(_CLOCKS, _CLOCKS).filter(lambda span: span[0] < span[1]),
)
def test_the_next_start_is_to_come_and_begins_a_day_of_theirs(
    now: datetime, weekdays: frozenset[int], span: tuple[time, time]
) -> None:
    start = ContactHours(weekdays, *span).next_start(now)
    assert start is not None
    assert now < start <= now + timedelta(days=8, hours=1)
    assert start.utcoffset() == timedelta(0)
    assert start.astimezone(LONDON).weekday() in weekdays


@given(
    others=st.sampled_from(Answer),
    person=st.sampled_from(SafeStatus),
)
def test_writing_confirms_only_where_nobody_else_reads(others: Answer, person: SafeStatus) -> None:
    point = replace(POINT, others_may_read=others, person_status=person)
    assert point.writing_may_confirm == (others is Answer.NO and person in {SafeStatus.SAFE, SafeStatus.RESTRICTED})


@pytest.mark.parametrize(
    ("point", "within"),
    [
        (POINT, False),
        (replace(POINT, hours=MONDAYS), True),
        (replace(HOUSE, hours=MONDAYS), False),
    ],
)
def test_leave_says_whether_it_may_lie_in_a_queue(point: PointFacts, *, within: bool) -> None:
    leave = may_leave(point, Purpose.GENERAL, LETTER if point.kind is PointKind.ADDRESS else WORDS, NOW)
    assert isinstance(leave, Clearance)
    assert leave.within_hours is within
