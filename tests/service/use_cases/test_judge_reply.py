"""Judgements: from whose words, by whom, and when they are refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from service.domain.actors import Actor, Role
from service.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from service.domain.judgements import Verdict
from service.domain.safe_contact import Answer
from service.domain.understanding import Proof, Understanding
from service.models import ContactPoint, Judgement
from service.use_cases.assign_reply import assign_to_message, assign_to_person
from service.use_cases.judge_reply import JudgementEntry, close_reply, judge_reply
from tests.service.use_cases.stage import Stage, plain

NUMBER = "+447700900201"
AFTER = {
    Verdict.UNDERSTOOD: Understanding.UNDERSTOOD,
    Verdict.PARTLY: Understanding.MISUNDERSTOOD,
    Verdict.NOT_UNDERSTOOD: Understanding.MISUNDERSTOOD,
    Verdict.CANNOT_TELL: Understanding.ANSWERED,
    Verdict.SOMEONE_ELSE: Understanding.NONE,
    Verdict.RECEIVED_ONLY: Understanding.ANSWERED,
}


@pytest.mark.parametrize("verdict", Verdict)
def test_each_verdict_moves_the_message_and_closes_the_reply(stage: Stage, verdict: Verdict) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    reply_id = stage.text(NUMBER, "what time?").reply_id
    judge_reply(stage.sessions, stage.worker, reply_id, JudgementEntry(verdict, "what time?"), stage.at)
    message = stage.message(message_id)
    assert message.understanding is AFTER[verdict]
    assert message.open is (verdict is not Verdict.UNDERSTOOD)
    assert message.proof_met is (Proof.JUDGED if verdict is Verdict.UNDERSTOOD else None)
    assert not stage.reply(reply_id).open


def test_someone_else_freezes_the_number(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    reply_id = stage.text(NUMBER, "what time?").reply_id
    judge_reply(stage.sessions, stage.worker, reply_id, JudgementEntry(Verdict.SOMEONE_ELSE), stage.at)
    with stage.sessions() as session:
        assert session.scalars(select(ContactPoint.wrong_person)).one()


def test_after_a_judgement_of_doubt_no_rule_confirms(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    reply_id = stage.text(NUMBER, "what time?").reply_id
    judge_reply(stage.sessions, stage.worker, reply_id, JudgementEntry(Verdict.PARTLY), stage.at)
    assert not stage.text(NUMBER, "2").confirmed
    assert stage.message(message_id).open


def test_where_others_may_read_only_a_voice_or_a_visit_is_judged_understood(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER, others=Answer.YES), plain("Please ring us."))
    reply_id = stage.text(NUMBER, "yes").reply_id
    with pytest.raises(Invalid, match="writing_cannot_confirm"):
        judge_reply(stage.sessions, stage.worker, reply_id, JudgementEntry(Verdict.UNDERSTOOD, "yes"), stage.at)
    assert stage.message(message_id).understanding is Understanding.NONE
    assert stage.reply(reply_id).open


@pytest.mark.parametrize("others", [Answer.YES, Answer.NOT_ASKED])
def test_tying_by_hand_never_washes_off_the_doubt(stage: Stage, others: Answer) -> None:
    person_id = stage.person(number=NUMBER, others=others)
    first = stage.send(person_id, plain("Please ring us."))
    reply_id = stage.text(NUMBER, "yes KT4HWN").reply_id
    assert stage.reply(reply_id).message_id in {None, first}
    if stage.reply(reply_id).message_id is None:
        assign_to_message(stage.sessions, stage.worker, reply_id, first, stage.at)
    with pytest.raises(Invalid, match="writing_cannot_confirm"):
        judge_reply(stage.sessions, stage.worker, reply_id, JudgementEntry(Verdict.UNDERSTOOD, "yes"), stage.at)


def test_a_number_that_is_not_on_their_record_proves_nothing_of_them(stage: Stage) -> None:
    person_id = stage.person("Ann", number=NUMBER)
    message_id = stage.send(person_id)
    reply_id = stage.text("+447700900299", "its ann, thursday").reply_id
    assign_to_person(stage.sessions, stage.duty_worker, reply_id, person_id, stage.at)
    assign_to_message(stage.sessions, stage.worker, reply_id, message_id, stage.at)
    with pytest.raises(Invalid, match="writing_cannot_confirm"):
        judge_reply(stage.sessions, stage.worker, reply_id, JudgementEntry(Verdict.UNDERSTOOD, "thursday"), stage.at)


def test_of_two_workers_at_once_one_judges(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    reply_id = stage.text(NUMBER, "what time?").reply_id

    def judge(verdict: Verdict) -> bool:
        try:
            judge_reply(stage.sessions, stage.worker, reply_id, JudgementEntry(verdict, "time"), stage.at)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(judge, [Verdict.UNDERSTOOD, Verdict.NOT_UNDERSTOOD])) == [False, True]
    with stage.sessions() as session:
        by_hand = session.scalars(select(Judgement).where(Judgement.by.is_not(None))).all()
    assert len(by_hand) == 1


def test_a_reply_that_is_nobodys_message_is_not_judged_but_dealt_with(stage: Stage) -> None:
    stage.person(number=NUMBER)
    reply_id = stage.text(NUMBER, "hello there").reply_id
    with pytest.raises(Invalid, match="reply_unassigned"):
        judge_reply(stage.sessions, stage.worker, reply_id, JudgementEntry(Verdict.CANNOT_TELL), stage.at)
    with pytest.raises(Invalid, match="note_missing"):
        close_reply(stage.sessions, stage.worker, reply_id, " ", stage.at)
    close_reply(stage.sessions, stage.worker, reply_id, "Rang them.", stage.at)
    assert not stage.reply(reply_id).open
    with pytest.raises(Conflict):
        close_reply(stage.sessions, stage.worker, reply_id, "Again.", stage.at)


def test_only_case_roles_judge_and_only_whom_they_may_know_of(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER, restricted=True))
    reply_id = stage.text(NUMBER, "what time?").reply_id
    clerk = Actor(stage.worker.id, frozenset({Role.PRINT_CLERK}), stage.worker.teams)
    with pytest.raises(NotAllowed):
        judge_reply(stage.sessions, clerk, reply_id, JudgementEntry(Verdict.PARTLY), stage.at)
    with pytest.raises(NotFound):
        judge_reply(stage.sessions, stage.duty_worker, reply_id, JudgementEntry(Verdict.PARTLY), stage.at)
