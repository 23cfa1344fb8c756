"""Who may be sent a link, when it ends, what stands on its page, and what an answer by it proves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from channels.base import Content, EmailContent, LetterContent, TextContent
from service.domain.contact_points import LineType, PointKind
from service.domain.replies import Category, Question, QuestionKind, Reason
from service.domain.reply_links import (
    PATH,
    PLACE,
    Ended,
    LinkFacts,
    LinkPolicy,
    answers_to,
    digest_of,
    ended,
    filled,
    has_place,
    interpret_answer,
    may_carry,
    new_token,
    shows_question,
)
from service.domain.safe_contact import Answer, PointFacts, PointStatus, SafeStatus

LINK = f"https://council.example{PATH}{PLACE}"
PLAIN = Question()
DAYS = Question(QuestionKind.CHOICE, ("Monday", "Thursday"), 2)
OPEN = Question(QuestionKind.OPEN)


def _point(**more: object) -> PointFacts:
    values: dict[str, object] = {
        "point_id": uuid4(),
        "kind": PointKind.EMAIL,
        "value": "ann@example.com",
        "line_type": LineType.NOT_A_LINE,
        "person_status": SafeStatus.SAFE,
        "status": PointStatus.SAFE,
        "others_may_read": Answer.NO,
        **more,
    }
    return PointFacts(**values)  # type: ignore[arg-type]


def test_tokens_differ_are_as_long_as_their_place_and_hold_nothing_that_a_mail_program_cuts_off() -> None:
    tokens = {new_token() for _ in range(200)}
    assert len(tokens) == 200
    for token in tokens:
        assert len(token) == len(PLACE)
        assert token.isalnum()
        assert token.isascii()
        assert digest_of(token) not in {None, token}


@pytest.mark.parametrize("given", ["", PLACE, "x", "a" * 23, "a" * 21 + "é", "../../etc", "a" * 21 + "\ud800"])
def test_what_is_no_token_is_looked_up_nowhere(given: str) -> None:
    assert digest_of(given) is None


@pytest.mark.parametrize(
    ("point", "may"),
    [
        ({}, True),
        ({"person_status": SafeStatus.RESTRICTED}, True),
        ({"others_may_read": Answer.YES}, False),
        ({"others_may_read": Answer.NOT_ASKED}, False),
        ({"status": PointStatus.NOT_ASKED}, False),
        ({"status": PointStatus.NOT_SAFE}, False),
        ({"person_status": SafeStatus.NOT_ASKED}, False),
        ({"person_status": SafeStatus.DO_NOT_CONTACT}, False),
        ({"wrong_person": True}, False),
    ],
)
def test_only_a_point_that_is_safe_and_theirs_alone_may_carry_one(
    point: dict[str, object], may: bool, now: datetime
) -> None:
    assert may_carry(_point(**point), now) is may


def test_none_goes_where_safety_has_run_out(now: datetime) -> None:
    assert may_carry(_point(safe_until=now + timedelta(minutes=1)), now)
    assert not may_carry(_point(safe_until=now), now)


def test_emails_carry_links_as_it_comes_and_texts_only_where_the_council_says() -> None:
    assert LinkPolicy("https://c.example").carries("email")
    assert not LinkPolicy("https://c.example").carries("sms")
    assert LinkPolicy("https://c.example", in_texts=True).carries("sms")
    assert not LinkPolicy("https://c.example", in_emails=False).carries("email")
    assert LinkPolicy("https://c.example").carries("letter")
    assert not LinkPolicy("https://c.example", in_letters=False).carries("letter")
    assert not LinkPolicy("https://c.example", in_texts=True).carries("live")


@pytest.mark.parametrize(
    "content",
    [
        TextContent(f"Your answer:\n{LINK}\nRef ABCD-EF"),
        EmailContent("s", f"Hi\n{LINK}\n", f'<a href="{LINK}">Your answer</a>'),
    ],
)
def test_the_place_is_filled_everywhere_and_nothing_else_changes(content: Content) -> None:
    token = new_token()
    assert has_place(content)
    made = filled(content, token)
    assert not has_place(made)
    assert repr(made) == repr(content).replace(PLACE, token)
    assert made.digest() != content.digest()


def test_what_has_no_place_for_one_stays_as_it_is() -> None:
    for content in (LetterContent(b"%PDF", 1), TextContent("Hello"), EmailContent("s", "Hello", "<p>Hello</p>")):
        assert not has_place(content)
        if not isinstance(content, LetterContent):
            assert filled(content, new_token()) == content


def test_a_link_ends_for_each_reason_by_itself_and_safety_is_told_first(now: datetime) -> None:
    living = LinkFacts(now + timedelta(seconds=1), revoked=False, closed=False, unsafe=False, frozen=False)
    assert ended(living, now) is None
    assert ended(replace(living, expires_at=now), now) is Ended.EXPIRED
    assert ended(replace(living, revoked=True), now) is Ended.STOPPED
    assert ended(replace(living, closed=True), now) is Ended.CLOSED
    assert ended(replace(living, unsafe=True, closed=True, revoked=True), now) is Ended.SAFETY_CHANGED
    assert ended(replace(living, frozen=True, unsafe=True), now) is Ended.FROZEN


@pytest.mark.parametrize(
    ("question", "asked", "status", "shown"),
    [
        (DAYS, "Which day will we visit?", SafeStatus.SAFE, True),
        (DAYS, "Which day will we visit?", SafeStatus.RESTRICTED, False),
        (DAYS, "Which day does the social worker visit?", SafeStatus.SAFE, False),
        (Question(QuestionKind.CHOICE, ("the refuge", "the office"), 1), "Where do we meet?", SafeStatus.SAFE, False),
        (PLAIN, "", SafeStatus.SAFE, False),
        (OPEN, "What will you bring?", SafeStatus.SAFE, False),
    ],
)
def test_the_question_stands_on_the_page_only_where_that_tells_nothing(
    question: Question,
    asked: str,
    status: SafeStatus,
    shown: bool,
) -> None:
    assert shows_question(question, asked, status) is shown


@pytest.mark.parametrize(
    ("answer", "question", "category", "reason", "confirms"),
    [
        ("clear", PLAIN, Category.UNDERSTOOD, Reason.ANSWERED_PLAINLY, True),
        ("not_clear", PLAIN, Category.NOT_UNDERSTOOD, Reason.NOT_CLEAR_CHOSEN, False),
        ("call_me", PLAIN, Category.HELP, Reason.CALL_CHOSEN, False),
        ("option_2", DAYS, Category.UNDERSTOOD, Reason.RIGHT_OPTION, True),
        ("option_1", DAYS, Category.NOT_UNDERSTOOD, Reason.WRONG_OPTION, False),
        ("clear", DAYS, Category.RECEIVED_ONLY, Reason.YES_TO_A_CHOICE, False),
        ("not_clear", DAYS, Category.NOT_UNDERSTOOD, Reason.NOT_CLEAR_CHOSEN, False),
        ("call_me", DAYS, Category.HELP, Reason.CALL_CHOSEN, False),
        ("option_3", DAYS, Category.ANSWER_FREE, Reason.NOT_OFFERED, False),
        ("option_1", PLAIN, Category.ANSWER_FREE, Reason.NOT_OFFERED, False),
        ("option_1", replace(DAYS, right_option=None), Category.ANSWER_FREE, Reason.NO_RIGHT_OPTION, False),
        ("clear", OPEN, Category.ANSWER_FREE, Reason.OPEN_QUESTION, False),
        ("clear", Question(asked_plain=False), Category.ANSWER_FREE, Reason.NO_CHECK_ASKED, False),
    ],
)
def test_an_answer_proves_what_a_text_would_and_no_more(
    answer: str,
    question: Question,
    category: Category,
    reason: Reason,
    confirms: bool,
) -> None:
    read = interpret_answer(answer, question)
    assert (read.category, read.reason, read.confirms) == (category, reason, confirms)


def test_what_can_be_pressed_is_what_was_offered() -> None:
    assert answers_to(PLAIN) == ("clear", "not_clear", "call_me")
    assert answers_to(DAYS) == ("clear", "option_1", "option_2", "not_clear", "call_me")
