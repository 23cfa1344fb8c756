"""What came back: proof by the rule, or somebody's work. Through the real channel contract and a real database."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import event, select

from channels.attached import Attached
from channels.base import Inbound
from service.domain import codes
from service.domain.judgements import ContactRoute
from service.domain.messages import CheckKind, Draft
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.replies import Category, Reason
from service.domain.safe_contact import Answer
from service.domain.transport import Transport
from service.domain.understanding import Proof, Understanding
from service.driver import Driver
from service.models import AuditEntry, ContactPoint, Judgement, Message, PointEvent, Reply
from service.reception import Received
from service.use_cases.receive_reply import receive_reply
from tests.service.use_cases.stage import Stage, choice, plain

NUMBER = "+447700900201"


def _judgements(stage: Stage) -> list[Judgement]:
    with stage.sessions() as session:
        return list(session.scalars(select(Judgement).order_by(Judgement.at, Judgement.id)))


def test_the_right_answer_is_understood_with_its_words_kept(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    received = stage.text(NUMBER, "2")
    message = stage.message(message_id)
    assert received.confirmed
    assert (message.understanding, message.proof_met, message.open) == (Understanding.UNDERSTOOD, Proof.SHOWN, False)
    (judgement,) = _judgements(stage)
    assert (judgement.verdict, judgement.words, judgement.by) == ("understood", "2", None)
    assert (judgement.message_id, judgement.reply_id) == (message_id, received.reply_id)
    assert not stage.reply(received.reply_id).open


def test_ok_thanks_is_acknowledged_and_stays_open(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    received = stage.text(NUMBER, "ok thanks")
    message = stage.message(message_id)
    assert (message.understanding, message.open, message.proof_met) == (Understanding.ACKNOWLEDGED, True, None)
    assert stage.reply(received.reply_id).open
    assert not received.confirmed


def test_a_plain_yes_is_enough_for_a_routine_message_and_not_for_a_decision(stage: Stage) -> None:
    routine = stage.send(stage.person(number=NUMBER), plain())
    stage.text(NUMBER, "yes")
    assert stage.message(routine).proof_met is Proof.SAID
    other = "+447700900202"
    decision = stage.send(stage.person(number=other), Draft(Purpose.DECISION, "We have decided to pay for the ramp."))
    assert not stage.text(other, "yes").confirmed
    assert stage.message(decision).understanding is not Understanding.UNDERSTOOD


def test_where_others_may_read_a_yes_confirms_nothing(stage: Stage) -> None:
    person_id = stage.person(number=NUMBER, others=Answer.YES)
    message_id = stage.send(person_id, plain("Please ring us when you can."))
    received = stage.text(NUMBER, "yes")
    reply = stage.reply(received.reply_id)
    assert stage.message(message_id).understanding is Understanding.NONE
    assert (reply.open, reply.identity_doubt, reply.confirms, received.confirmed) == (True, True, True, False)
    assert _judgements(stage) == []


def test_a_shared_number_confirms_nothing(stage: Stage) -> None:
    message_id = stage.send(stage.person("Ann", number=NUMBER))
    stage.person("Bob", number=NUMBER)
    received = stage.text(NUMBER, "2")
    assert not received.confirmed
    assert stage.reply(received.reply_id).identity_doubt
    assert stage.message(message_id).open


def test_a_wrong_option_then_the_right_one_leaves_it_to_a_judgement(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    wrong = stage.text(NUMBER, "1")
    assert stage.message(message_id).understanding is Understanding.MISUNDERSTOOD
    right = stage.text(NUMBER, "2")
    message = stage.message(message_id)
    assert (message.understanding, message.judged_only, message.open) == (Understanding.MISUNDERSTOOD, True, True)
    assert [stage.reply(received.reply_id).open for received in (wrong, right)] == [True, True]


def test_explaining_again_after_a_wrong_answer_asks_for_a_judgement_too(stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    first = stage.send(person_id)
    stage.text(NUMBER, "1")
    again = stage.compose(person_id, choice("Once more: Thursday.", explains_id=first))
    assert stage.message(again).judged_only


def test_a_reply_after_understood_opens_it_again(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    stage.text(NUMBER, "2")
    code = stage.delivery(message_id).code
    stage.text(NUMBER, f"yes but what time? {code}")
    message = stage.message(message_id)
    assert (message.understanding, message.open, message.proof_met) == (Understanding.ANSWERED, True, None)
    assert stage.delivery(message_id).awaiting


def test_stop_is_a_task_and_nothing_goes_there_again(stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    stage.send(person_id)
    reply = stage.reply(stage.text(NUMBER, "STOP").reply_id)
    assert (reply.category, reply.open) == (Category.OPT_OUT.value, True)
    with stage.sessions() as session:
        assert session.scalars(select(ContactPoint.opted_out).where(ContactPoint.value == NUMBER)).one()
    assert stage.delivery(stage.compose(person_id)).channel == "live"
    assert len(stage.sms.journal) == 1


def _opted_out(stage: Stage) -> bool:
    with stage.sessions() as session:
        return session.scalars(select(ContactPoint.opted_out).where(ContactPoint.value == NUMBER)).one()


def test_start_from_the_same_number_takes_texts_up_again_and_is_recorded(stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    message_id = stage.send(person_id, plain())
    stage.text(NUMBER, "STOP")
    stage.text("+447700900299", "START")
    assert _opted_out(stage)
    before = stage.message(message_id).understanding
    started = stage.reply(stage.text(NUMBER, "Start").reply_id)
    assert not _opted_out(stage)
    assert started.open
    assert stage.message(message_id).understanding is before
    with stage.sessions() as session:
        events = session.scalars(select(PointEvent).order_by(PointEvent.id)).all()
        actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_type == "contact_point")).all()
    assert [event.kind for event in events] == ["opted_out", "opted_out_undone"]
    assert events[-1].evidence == {"reply": str(started.id)}
    assert {"point_opted_out", "point_opted_out_undone"} <= set(actions)
    assert stage.delivery(stage.compose(person_id, plain())).channel == "sms"


def test_start_where_nothing_was_stopped_is_read_by_a_worker_and_changes_nothing(stage: Stage) -> None:
    stage.person(number=NUMBER)
    assert stage.reply(stage.text(NUMBER, "START").reply_id).open
    with stage.sessions() as session:
        assert session.scalars(select(PointEvent)).all() == []


@pytest.mark.parametrize("words", ["stop it hurts", "no more letters please", "start time?", "HELP", "help!"])
def test_what_is_no_word_that_stops_stops_nothing(stage: Stage, words: str) -> None:
    stage.send(stage.person(number=NUMBER), plain())
    assert stage.reply(stage.text(NUMBER, words).reply_id).open
    assert not _opted_out(stage)


def test_a_bare_help_asks_for_a_person(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER), plain())
    assert stage.reply(stage.text(NUMBER, "HELP").reply_id).category == Category.HELP.value


def test_a_mail_that_nobody_vouches_for_stops_and_never_starts(stage: Stage) -> None:
    stage.person(medium=Medium.EMAIL, email=ANN)

    def said(words: str, *, authenticated: bool, automatic: bool = False) -> bool:
        inbound = Inbound("fake", words, ANN, "us", words, authenticated=authenticated, automatic=automatic)
        stage.receive(inbound, ContactRoute.EMAIL)
        with stage.sessions() as session:
            return session.scalars(select(ContactPoint.opted_out).where(ContactPoint.value == ANN)).one()

    assert not said("Stop", authenticated=True, automatic=True)
    assert said("STOP", authenticated=False)
    assert said("START", authenticated=False)
    assert not said("unstop", authenticated=True)


def test_wrong_number_freezes_the_point_and_moves_nothing(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    reply = stage.reply(stage.text(NUMBER, "wrong number").reply_id)
    assert (reply.category, reply.open) == (Category.WRONG_PERSON.value, True)
    assert stage.message(message_id).understanding is Understanding.NONE
    with stage.sessions() as session:
        assert session.scalars(select(ContactPoint.wrong_person).where(ContactPoint.value == NUMBER)).one()


def test_somebody_unknown_gets_the_duty_team_as_owner(stage: Stage) -> None:
    reply = stage.reply(stage.text("+447700900299", "Can someone help my mum?").reply_id)
    assert (reply.team_id, reply.person_id, reply.open) == (stage.duty.id, None, True)


def test_two_open_questions_are_left_to_a_worker_with_both_as_candidates(stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    first = stage.send(person_id)
    urgent = stage.send(person_id, Draft(Purpose.URGENT, "Please ring us before 5 o'clock."))
    reply = stage.reply(stage.text(NUMBER, "2").reply_id)
    assert (reply.message_id, reply.person_id, reply.open) == (None, person_id, True)
    assert set(reply.candidates) == {str(stage.delivery(first).id), str(stage.delivery(urgent).id)}
    assert stage.message(first).understanding is Understanding.NONE


def test_two_open_questions_and_a_code_choose_themselves(stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    first = stage.send(person_id)
    stage.send(person_id, Draft(Purpose.URGENT, "Please ring us before 5 o'clock."))
    assert stage.text(NUMBER, f"2 {stage.delivery(first).code}").confirmed
    assert stage.message(first).understanding is Understanding.UNDERSTOOD


def test_somebody_elses_code_is_never_taken(stage: Stage) -> None:
    theirs = stage.send(stage.person("Bob", number="+447700900202"))
    mine = stage.send(stage.person("Ann", number=NUMBER))
    reply = stage.reply(stage.text(NUMBER, f"2 {stage.delivery(theirs).code}").reply_id)
    assert (reply.message_id, reply.matched_how) == (None, "code_not_theirs")
    assert {stage.message(message_id).understanding for message_id in (theirs, mine)} == {Understanding.NONE}


def test_the_same_text_twice_is_one_reply(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    first = stage.text(NUMBER, "ok thanks", provider_id="SM1")
    second = stage.text(NUMBER, "ok thanks", provider_id="SM1")
    assert (first.again, second.again, first.reply_id == second.reply_id) == (False, True, True)
    with stage.sessions() as session:
        assert len(session.scalars(select(Reply)).all()) == 1
    assert len(_judgements(stage)) == 1


def test_the_same_text_at_the_same_moment_is_one_reply(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda _: stage.text(NUMBER, "2", provider_id="SM1"), range(4)))
    assert [received.again for received in got].count(False) == 1
    assert len({received.reply_id for received in got}) == 1


def test_two_replies_at_the_same_moment_never_end_in_understood(stage: Stage) -> None:
    """Whichever comes first, the doubt stays: a wrong answer after a right one reopens, before it holds."""
    message_id = stage.send(stage.person(number=NUMBER))
    code = stage.delivery(message_id).code
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda body: stage.text(NUMBER, f"{body} {code}"), ["2", "1"]))
    message = stage.message(message_id)
    assert (message.understanding, message.open) == (Understanding.MISUNDERSTOOD, True)


def test_an_automatic_mail_is_nobodys_word(stage: Stage) -> None:
    message_id = stage.send(stage.person(medium=Medium.EMAIL, email="ann@example.com"))
    inbound = Inbound("fake", "m1", "ann@example.com", "us@example.com", "2", automatic=True)
    reply = stage.reply(stage.receive(inbound, ContactRoute.EMAIL).reply_id)
    assert (reply.reason, reply.open) == (Reason.AUTOMATIC_REPLY.value, True)
    assert stage.message(message_id).understanding is Understanding.NONE


def test_a_mail_that_shouts_its_address_is_still_theirs(stage: Stage) -> None:
    message_id = stage.send(stage.person(medium=Medium.EMAIL, email="Ann.Lee@example.com"))
    inbound = Inbound("fake", "m1", "ann.lee@example.com", "us@example.com", "2")
    assert stage.receive(inbound, ContactRoute.EMAIL).confirmed
    assert stage.message(message_id).understanding is Understanding.UNDERSTOOD


def test_an_open_question_is_always_a_persons_to_judge(stage: Stage) -> None:
    draft = Draft(
        Purpose.APPOINTMENT,
        "We will visit you on Thursday.",
        check_kind=CheckKind.OPEN,
        question="What day will we visit?",
        expected_answer="Thursday",
    )
    message_id = stage.send(stage.person(number=NUMBER), draft)
    assert not stage.text(NUMBER, "Thursday").confirmed
    assert stage.message(message_id).understanding is Understanding.ANSWERED


@pytest.mark.parametrize("words", ["I want to die", "he hit me", "call me", "I don't understand"])
def test_words_that_need_somebody_stay_open(stage: Stage, words: str) -> None:
    stage.send(stage.person(number=NUMBER))
    assert stage.reply(stage.text(NUMBER, words).reply_id).open


def test_what_came_in_is_written_down_without_its_words(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    received = stage.text(NUMBER, "my secret words")
    with stage.sessions() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "received")).one()
    assert entry.subject_id == received.reply_id
    assert "secret" not in repr(vars(entry))


ANN = "ann@example.com"


def _mail(stage: Stage, body: str, *references: str, sender: str = ANN, mail_id: str = "<m1@example.com>") -> Reply:
    inbound = Inbound("fake", mail_id, sender, "us@example.com", body, references=references)
    return stage.reply(stage.receive(inbound, ContactRoute.EMAIL).reply_id)


def _two_open_mails(stage: Stage) -> tuple[UUID, UUID]:
    """A question, and urgent news that waited for nothing: Ann has both."""
    ann = stage.person(medium=Medium.EMAIL, email=ANN)
    return stage.send(ann), stage.send(ann, Draft(Purpose.URGENT, "Please ring us before 5 o'clock."))


def test_the_mail_that_is_answered_names_the_message(stage: Stage) -> None:
    first, urgent = _two_open_mails(stage)
    reply = _mail(stage, "2", stage.email.journal[0].provider_id)
    assert (reply.message_id, reply.matched_how) == (first, "reference")
    assert stage.message(first).understanding is Understanding.UNDERSTOOD
    assert stage.message(urgent).understanding is Understanding.NONE


def test_a_quoted_code_is_stronger_than_the_mail_that_is_answered(stage: Stage) -> None:
    first, urgent = _two_open_mails(stage)
    reply = _mail(stage, f"I rang you {stage.delivery(urgent).code}", stage.email.journal[0].provider_id)
    assert (reply.message_id, reply.matched_how) == (urgent, "code")
    assert stage.message(first).understanding is Understanding.NONE


def test_a_mail_to_somebody_else_says_nothing_of_whose_answer_it_is(stage: Stage) -> None:
    bob = stage.send(stage.person("Bob", medium=Medium.EMAIL, email="bob@example.com"))
    _two_open_mails(stage)
    reply = _mail(stage, "2", stage.email.journal[0].provider_id)
    assert (reply.message_id, reply.matched_how) == (None, "mail_not_theirs")
    assert stage.message(bob).understanding is Understanding.NONE


def test_an_answer_to_somebody_elses_mail_is_not_taken_for_the_only_open_question(stage: Stage) -> None:
    stage.send(stage.person("Bob", medium=Medium.EMAIL, email="bob@example.com"))
    mine = stage.send(stage.person(medium=Medium.EMAIL, email=ANN))
    reply = _mail(stage, "2", stage.email.journal[0].provider_id)
    assert (reply.message_id, reply.matched_how) == (None, "mail_not_theirs")
    assert reply.candidates == [str(stage.delivery(mine).id)]
    assert stage.message(mine).understanding is Understanding.NONE


def _to(stage: Stage, code: str, body: str = "2") -> Reply:
    inbound = Inbound("fake", f"<{code}@example.com>", ANN, "us@example.com", body, code=code)
    return stage.reply(stage.receive(inbound, ContactRoute.EMAIL).reply_id)


def test_the_address_that_it_came_to_names_the_message(stage: Stage) -> None:
    first, urgent = _two_open_mails(stage)
    reply = _to(stage, stage.delivery(first).code)
    assert (reply.message_id, reply.matched_how) == (first, "reference")
    assert stage.message(first).understanding is Understanding.UNDERSTOOD
    assert stage.message(urgent).understanding is Understanding.NONE


def test_an_address_with_somebody_elses_code_never_matches(stage: Stage) -> None:
    bob = stage.send(stage.person("Bob", medium=Medium.EMAIL, email="bob@example.com"))
    mine = stage.send(stage.person(medium=Medium.EMAIL, email=ANN))
    reply = _to(stage, stage.delivery(bob).code)
    assert (reply.message_id, reply.matched_how) == (None, "mail_not_theirs")
    assert {stage.message(message_id).understanding for message_id in (bob, mine)} == {Understanding.NONE}


def test_an_address_with_no_code_of_ours_says_nothing(stage: Stage) -> None:
    mine = stage.send(stage.person(medium=Medium.EMAIL, email=ANN))
    assert _to(stage, "AAAAAA").message_id == mine


def test_a_signature_under_a_plain_answer_does_not_stop_it(stage: Stage) -> None:
    message_id = stage.send(stage.person(medium=Medium.EMAIL, email=ANN))
    inbound = Inbound("fake", "m1", ANN, "us@example.com", "2\n\nKind regards\nAnn Lee", answer="2", signed_by="Ann Lee")
    received = stage.receive(inbound, ContactRoute.EMAIL)
    assert received.confirmed
    assert stage.reply(received.reply_id).body == "2\n\nKind regards\nAnn Lee"
    assert stage.message(message_id).understanding is Understanding.UNDERSTOOD


def test_files_beside_an_answer_are_told_and_leave_it_to_a_person(stage: Stage) -> None:
    message_id = stage.send(stage.person(medium=Medium.EMAIL, email=ANN))
    files = (Attached("image/jpeg", 1200), Attached("application/pdf", 90))
    inbound = Inbound("fake", "m1", ANN, "us@example.com", "2", attachments=2, attached=files)
    received = stage.receive(inbound, ContactRoute.EMAIL)
    assert not received.confirmed
    reply = stage.reply(received.reply_id)
    assert reply.attachments == [{"type": "image/jpeg", "bytes": 1200}, {"type": "application/pdf", "bytes": 90}]
    assert stage.message(message_id).understanding is Understanding.ANSWERED


def test_more_codes_and_mails_than_anybody_quotes_are_a_workers_choice(stage: Stage) -> None:
    first, _ = _two_open_mails(stage)
    many = [codes.new_code() for _ in range(300)]
    body = " ".join([stage.delivery(first).code, *many])
    reply = _mail(stage, body, *(f"<{code}@example.com>" for code in many[:100]))
    assert (reply.message_id, reply.matched_how) == (None, "two_codes")
    assert str(stage.delivery(first).id) in reply.candidates


def test_a_second_mail_under_a_known_id_is_a_reply_of_its_own(stage: Stage) -> None:
    stage.send(stage.person(medium=Medium.EMAIL, email=ANN))
    first = _mail(stage, "ok thanks")
    second = _mail(stage, "but he hit me")
    third = _mail(stage, "ok thanks", sender="bob@example.com")
    assert len({first.id, second.id, third.id}) == 3
    assert second.provider_id.startswith(f"{first.provider_id} sha256:")
    assert [_mail(stage, body).id for body in ("ok thanks", "but he hit me")] == [first.id, second.id]
    assert _mail(stage, "ok thanks", sender="bob@example.com").id == third.id


def test_a_text_is_known_by_its_id_alone(stage: Stage) -> None:
    first = stage.text(NUMBER, "hello", provider_id="SM1")
    assert stage.text(NUMBER, "hello again", provider_id="SM1") == Received(first.reply_id, again=True, confirmed=False)


def test_different_mails_under_one_id_at_the_same_moment_are_all_kept(stage: Stage) -> None:
    stage.send(stage.person(medium=Medium.EMAIL, email=ANN))
    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(lambda body: _mail(stage, body).id, ["one", "two", "one", "two"]))
    assert len(set(kept)) == 2


def test_many_replies_at_the_same_moment_are_all_kept_and_all_count(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    code = stage.delivery(message_id).code
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: stage.text(NUMBER, f"{'2' if number else '1'} {code}"), range(8)))
    assert stage.message(message_id).understanding is Understanding.MISUNDERSTOOD
    assert len(_judgements(stage)) == 8


def test_an_answer_frees_the_number_for_the_question_that_waited(stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    stage.send(person_id)
    held = stage.compose(person_id, choice("We will ring you on Thursday."))
    assert stage.delivery(held).state is Transport.HELD
    stage.text(NUMBER, "2")
    assert stage.delivery(held).state is Transport.QUEUED
    stage.carry()
    assert len(stage.sms.journal) == 2


def test_one_statement_reads_and_one_writes(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.send(stage.person(number=NUMBER))
    made: list[str] = []
    engine, first = stage.sessions.kw["bind"], Driver.first

    def note(*given: object) -> None:
        made.append(str(given[2]))

    def noted(driver: Driver, sql: str, given: Mapping[str, object]) -> object:
        made.append(sql)
        return first(driver, sql, given)

    event.listen(engine, "before_cursor_execute", note)
    monkeypatch.setattr(Driver, "first", noted)
    confirmed = stage.text(NUMBER, "2").confirmed
    event.remove(engine, "before_cursor_execute", note)
    assert confirmed
    assert len(made) == 2


def test_a_draft_of_a_language_confirms_only_where_the_council_lets_it(stage: Stage) -> None:
    numbers = (NUMBER, "+447700900203")
    sent = [stage.send(stage.person(number=number), plain()) for number in numbers]
    with stage.sessions.begin() as session:
        for message_id in sent:
            session.get_one(Message, message_id).language = "pl"
    for number, trusting in zip(numbers, (False, True), strict=True):
        inbound = stage.sms.parse_inbound(stage.sms.inbound(number, "tak, rozumiem"))
        receive_reply(stage.sessions, ContactRoute.TEXT, inbound, stage.at, trust_drafts=trusting)
    assert [stage.message(each).understanding for each in sent] == [Understanding.ANSWERED, Understanding.UNDERSTOOD]
    with stage.sessions() as session:
        reasons = {reply.reason for reply in session.scalars(select(Reply))}
    assert Reason.LANGUAGE_NOT_APPROVED in reasons
