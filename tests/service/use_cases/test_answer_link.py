"""An answer by a link goes the way of every other reply, with every doubt of theirs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from service.domain.contact_points import PointKind
from service.domain.errors import Invalid, NotFound
from service.domain.judgements import ClosingReason, Verdict
from service.domain.messages import CheckKind, Draft
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.replies import Category, Reason
from service.domain.reply_links import Ended, new_token
from service.domain.safe_contact import Answer, PointStatus, SafeStatus
from service.domain.understanding import Proof, Understanding
from service.queries import work_list
from service.queries.reply_links import find_link
from service.tries import TooManyTries
from service.use_cases.answer_link import MOST_ANSWERS
from service.use_cases.close_message import close_message
from service.use_cases.judge_reply import JudgementEntry, judge_reply
from service.use_cases.stop_link import stop_link
from tests.service.use_cases.changes import say
from tests.service.use_cases.linking import links_on, press, replies, token_of
from tests.service.use_cases.stage import Stage, choice, plain

RIGHT, WRONG = "option_2", "option_1"


@pytest.fixture(autouse=True)
def _council_sends_links(stage: Stage) -> None:
    links_on(stage)


def _sent(stage: Stage, draft: Draft | None = None) -> tuple[UUID, UUID, str]:
    person_id = stage.person(medium=Medium.EMAIL)
    message_id = stage.send(person_id, draft or choice())
    return person_id, message_id, token_of(stage.email)


def test_the_right_option_is_shown_and_confirms(stage: Stage) -> None:
    _, message_id, token = _sent(stage)
    taken = press(stage, token, RIGHT)
    message = stage.message(message_id)
    assert taken.received.confirmed
    assert (message.understanding, message.proof_met, message.open) == (Understanding.UNDERSTOOD, Proof.SHOWN, False)
    reply = stage.reply(taken.received.reply_id)
    assert (reply.route, reply.ticks, reply.body, reply.open) == ("link", [RIGHT], "", False)
    assert (reply.reason, reply.identity_doubt, reply.sender) == (Reason.RIGHT_OPTION, False, "ann@example.com")


def test_clear_is_said_and_confirms_what_asks_for_no_more(stage: Stage) -> None:
    _, message_id, token = _sent(stage, plain())
    press(stage, token, "clear")
    message = stage.message(message_id)
    assert (message.understanding, message.proof_met) == (Understanding.UNDERSTOOD, Proof.SAID)


@pytest.mark.parametrize(
    ("answer", "category", "after"),
    [
        (WRONG, Category.NOT_UNDERSTOOD, Understanding.MISUNDERSTOOD),
        ("not_clear", Category.NOT_UNDERSTOOD, Understanding.MISUNDERSTOOD),
        ("call_me", Category.HELP, Understanding.ANSWERED),
        ("clear", Category.RECEIVED_ONLY, Understanding.ACKNOWLEDGED),
    ],
)
def test_every_other_answer_goes_to_a_person(stage: Stage, answer: str, category: Category, after: Understanding) -> None:
    person_id, message_id, token = _sent(stage)
    reply = stage.reply(press(stage, token, answer).received.reply_id)
    assert (reply.category, reply.open, reply.team_id) == (category, True, stage.team.id)
    assert (stage.message(message_id).understanding, stage.message(message_id).open) == (after, True)
    with stage.sessions() as session:
        rows = work_list.work_list(session, stage.worker, stage.at).needs_me
    row = next(row for row in rows if row.person_id == person_id)
    assert row.reply_id == reply.id or row.message_id == message_id


@pytest.mark.parametrize(
    "draft",
    [Draft(Purpose.DECISION, "Read this."), Draft(Purpose.GENERAL, "Hi.", check_kind=CheckKind.OPEN, question="What?")],
)
def test_clear_proves_nothing_where_own_words_or_a_judgement_are_asked_for(stage: Stage, draft: Draft) -> None:
    _, message_id, token = _sent(stage, draft)
    taken = press(stage, token, "clear")
    assert not taken.received.confirmed
    assert stage.reply(taken.received.reply_id).open
    assert stage.message(message_id).understanding is Understanding.ANSWERED


def test_a_double_click_is_one_reply(stage: Stage) -> None:
    _, message_id, token = _sent(stage)
    page = uuid4()
    first, second = press(stage, token, RIGHT, page=page), press(stage, token, RIGHT, page=page)
    assert (first.received.again, second.received.again) == (False, True)
    assert first.received.reply_id == second.received.reply_id
    assert len(replies(stage, message_id)) == 1
    assert stage.message(message_id).understanding is Understanding.UNDERSTOOD


def test_two_clicks_at_the_same_moment_are_one_reply(stage: Stage) -> None:
    _, message_id, token = _sent(stage)
    page, together = uuid4(), threading.Barrier(4)

    def click(_: int) -> UUID:
        together.wait()
        return press(stage, token, RIGHT, page=page).received.reply_id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(click, range(4)))) == 1
    assert len(replies(stage, message_id)) == 1


def test_a_second_answer_is_a_reply_of_its_own_that_a_person_reads(stage: Stage) -> None:
    _, message_id, token = _sent(stage)
    press(stage, token, RIGHT)
    again = press(stage, token, RIGHT)
    assert not again.received.confirmed
    assert stage.reply(again.received.reply_id).open
    assert stage.message(message_id).understanding is Understanding.UNDERSTOOD
    assert len(replies(stage, message_id)) == 2


def test_not_clear_after_clear_opens_the_message_again(stage: Stage) -> None:
    _, message_id, token = _sent(stage)
    press(stage, token, RIGHT)
    press(stage, token, "not_clear")
    message = stage.message(message_id)
    assert (message.understanding, message.open, message.judged_only) == (Understanding.MISUNDERSTOOD, True, True)


def test_the_right_option_after_a_wrong_one_confirms_nothing(stage: Stage) -> None:
    _, message_id, token = _sent(stage)
    press(stage, token, WRONG)
    assert not press(stage, token, RIGHT).received.confirmed
    assert stage.message(message_id).understanding is Understanding.MISUNDERSTOOD


def test_other_buttons_of_one_page_are_other_answers(stage: Stage) -> None:
    _, message_id, token = _sent(stage)
    page = uuid4()
    press(stage, token, RIGHT, page=page)
    press(stage, token, "call_me", page=page)
    assert [reply.ticks for reply in replies(stage, message_id)] == [[RIGHT], ["call_me"]]


def test_it_settles_what_waited_for_the_same_address(stage: Stage) -> None:
    person_id, _, token = _sent(stage)
    waiting = stage.compose(person_id, plain())
    assert stage.delivery(waiting).held_reason == "question_open"
    press(stage, token, RIGHT)
    stage.carry()
    assert len(stage.email.journal) == 2


def _others_read(stage: Stage, person_id: UUID, message_id: UUID) -> None:
    del message_id
    say(stage, person_id, PointStatus.SAFE, kind=PointKind.EMAIL, others=Answer.YES)


def _read_for_a_while(stage: Stage, person_id: UUID, message_id: UUID) -> None:
    _others_read(stage, person_id, message_id)
    stage.forward(timedelta(minutes=1))
    say(stage, person_id, PointStatus.SAFE, kind=PointKind.EMAIL, others=Answer.NO)


def _not_safe(stage: Stage, person_id: UUID, message_id: UUID) -> None:
    del message_id
    say(stage, person_id, PointStatus.NOT_SAFE, kind=PointKind.EMAIL)


def _do_not_contact(stage: Stage, person_id: UUID, message_id: UUID) -> None:
    del message_id
    say(stage, person_id, PointStatus.SAFE, kind=PointKind.EMAIL, safe_status=SafeStatus.DO_NOT_CONTACT)


def _on_another_record(stage: Stage, person_id: UUID, message_id: UUID) -> None:
    del person_id, message_id
    stage.person("Bo Lee", medium=Medium.EMAIL)


def _closed(stage: Stage, person_id: UUID, message_id: UUID) -> None:
    del person_id
    close_message(stage.sessions, stage.worker, message_id, ClosingReason.NO_LONGER_NEEDED, "Done by phone", stage.at)


def _stopped(stage: Stage, person_id: UUID, message_id: UUID) -> None:
    del person_id
    stop_link(stage.sessions, stage.worker, message_id, stage.at)


def _expired(stage: Stage, person_id: UUID, message_id: UUID) -> None:
    del person_id, message_id
    stage.forward(timedelta(days=28))


def _someone_else(stage: Stage, person_id: UUID, message_id: UUID) -> None:
    del person_id
    reply_id = press(stage, token_of(stage.email), "call_me").received.reply_id
    judge_reply(stage.sessions, stage.worker, reply_id, JudgementEntry(Verdict.SOMEONE_ELSE), stage.at)
    assert stage.message(message_id).open


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (_others_read, Ended.SAFETY_CHANGED),
        (_read_for_a_while, Ended.SAFETY_CHANGED),
        (_not_safe, Ended.SAFETY_CHANGED),
        (_do_not_contact, Ended.SAFETY_CHANGED),
        (_on_another_record, Ended.SAFETY_CHANGED),
        (_closed, Ended.CLOSED),
        (_stopped, Ended.STOPPED),
        (_expired, Ended.EXPIRED),
        (_someone_else, Ended.FROZEN),
    ],
)
def test_an_answer_to_a_link_that_ended_confirms_nothing_and_is_kept_for_a_person(
    stage: Stage, happens: Callable[[Stage, UUID, UUID], None], why: Ended
) -> None:
    person_id, message_id, token = _sent(stage)
    happens(stage, person_id, message_id)
    before = stage.message(message_id)
    taken = press(stage, token, RIGHT)
    after, reply = stage.message(message_id), stage.reply(taken.received.reply_id)
    assert taken.link.ended is why
    assert not taken.received.confirmed
    assert (after.understanding, after.open) == (before.understanding, before.open)
    assert (reply.open, reply.identity_doubt, reply.sender, reply.person_id) == (True, True, "", person_id)


def test_what_was_understood_by_text_can_still_be_called_unclear_by_the_link(stage: Stage) -> None:
    _, message_id, token = _sent(stage)
    press(stage, token, RIGHT)
    assert not stage.message(message_id).open
    assert press(stage, token, "not_clear").link.ended is None
    assert stage.message(message_id).open


def test_a_worker_can_not_judge_it_understood_once_others_read_there(stage: Stage) -> None:
    person_id, _, token = _sent(stage)
    reply_id = press(stage, token, "clear").received.reply_id
    _others_read(stage, person_id, reply_id)
    with pytest.raises(Invalid, match="writing_cannot_confirm"):
        judge_reply(stage.sessions, stage.worker, reply_id, JudgementEntry(Verdict.UNDERSTOOD), stage.at)


def test_what_was_never_sent_and_what_is_not_offered_is_kept_nowhere(stage: Stage) -> None:
    _, message_id, token = _sent(stage)
    with pytest.raises(NotFound, match="link_not_found"):
        press(stage, new_token(), RIGHT)
    for answer in ("", "option_9", "understood", "0"):
        with pytest.raises(Invalid, match="link_answer_unknown"):
            press(stage, token, answer)
    assert replies(stage, message_id) == []


def test_a_stuck_key_is_stopped_after_a_while_and_let_in_again_later(stage: Stage) -> None:
    _, message_id, token = _sent(stage)
    for _ in range(MOST_ANSWERS):
        press(stage, token, "call_me")
    with pytest.raises(TooManyTries):
        press(stage, token, "call_me")
    stage.forward(timedelta(minutes=16))
    press(stage, token, "call_me")
    assert len(replies(stage, message_id)) == MOST_ANSWERS + 1


@pytest.mark.parametrize(("seconds", "confirmed"), [(0, False), (1, False), (-5, False), (2, True)])
def test_what_is_pressed_before_anybody_could_read_confirms_nothing(stage: Stage, seconds: int, confirmed: bool) -> None:
    """Programs that look at mail try its links out, and some press the first button that they find."""
    _, message_id, token = _sent(stage)
    taken = press(stage, token, RIGHT, after=timedelta(seconds=seconds))
    assert taken.received.confirmed is confirmed
    assert stage.reply(taken.received.reply_id).open is not confirmed
    assert (stage.message(message_id).understanding is Understanding.UNDERSTOOD) is confirmed


def test_a_program_that_pressed_first_does_not_take_the_persons_answer_away(stage: Stage) -> None:
    _, message_id, token = _sent(stage)
    press(stage, token, RIGHT, after=timedelta(0))
    with stage.sessions() as session:
        link = find_link(session, token, stage.at)
    assert link is not None
    assert not link.answered
    assert press(stage, token, RIGHT).received.confirmed
    assert [reply.reason for reply in replies(stage, message_id)] == [Reason.AUTOMATIC_REPLY, Reason.RIGHT_OPTION]


@pytest.mark.parametrize("answer", ["not_clear", "call_me"])
def test_asking_for_a_person_is_never_too_quick(stage: Stage, answer: str) -> None:
    _, message_id, token = _sent(stage)
    taken = press(stage, token, answer, after=timedelta(0))
    assert stage.reply(taken.received.reply_id).category in {Category.NOT_UNDERSTOOD, Category.HELP}
    assert stage.message(message_id).understanding is not Understanding.NONE
