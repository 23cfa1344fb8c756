"""Judging, answering and finding out whose a reply is, through the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from channels.attached import Attached
from channels.base import Inbound
from channels.errors import Ambiguous
from service.app import create_app
from service.container import Container
from service.domain.actors import Role
from service.domain.judgements import ContactRoute
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.safe_contact import Answer
from service.domain.transport import Transport
from service.domain.understanding import Proof, Understanding
from service.models import AuditEntry, ContactPoint, Judgement, Message, Person, ReplyOpening, Staff
from tests.service.use_cases.stage import Stage, add_worker, choice, plain, set_stage
from tests.service.web.visitor import Visitor, inputs

NUMBER = "+447700900201"


@pytest.fixture
def stage(sessions: sessionmaker[Session], now: datetime) -> Stage:
    return set_stage(sessions, now)


@pytest.fixture
def app(container: Container, stage: Stage) -> Flask:
    return create_app(replace(container, channels=stage.channels))


@pytest.fixture
def casey(app: Flask, stage: Stage, now: datetime) -> Visitor:
    """The caseworker at a browser."""
    return _as(app, stage, stage.worker.id, now)


@pytest.fixture
def dina(app: Flask, stage: Stage, now: datetime) -> Visitor:
    """The duty worker."""
    return _as(app, stage, stage.duty_worker.id, now)


def _as(app: Flask, stage: Stage, staff_id: object, now: datetime) -> Visitor:
    with stage.sessions() as session:
        staff = session.get_one(Staff, staff_id)
    return Visitor(app).signed_in_as(staff, now)


def _key(page: object) -> str:
    return next(value for name, value in inputs(page) if name == "request_key")  # type: ignore[arg-type]


def test_the_page_shows_their_words_our_question_and_why(casey: Visitor, stage: Stage) -> None:
    stage.send(stage.person("Ann Lee", number=NUMBER))
    reply_id = stage.text(NUMBER, "ok thanks").reply_id
    page = casey.get(f"/replies/{reply_id}")
    assert page.status_code == 200
    for shown in ("Ann Lee wrote", "ok thanks", "Which day will we visit?", "2, Thursday", "not that it was understood"):
        assert shown in page.text
    assert "autofocus" in page.text
    assert 'accesskey="1"' in page.text


def test_opening_a_reply_is_written_down(casey: Visitor, stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    reply_id = stage.text(NUMBER, "ok thanks").reply_id
    casey.get(f"/replies/{reply_id}")
    with stage.sessions() as session:
        assert session.scalars(select(ReplyOpening.staff_id)).one() == stage.worker.id
        assert session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "read_reply")).one() == reply_id


def test_a_judgement_keeps_the_words_and_the_name(casey: Visitor, stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    reply_id = stage.text(NUMBER, "thurs, got it, ta").reply_id
    done = casey.submit(f"/replies/{reply_id}/judge", {"verdict": "understood", "words": "thurs, got it"})
    assert (done.status_code, done.headers["Location"]) == (303, "/work")
    message = stage.message(message_id)
    assert (message.understanding, message.proof_met) == (Understanding.UNDERSTOOD, Proof.JUDGED)
    with stage.sessions() as session:
        judgement = session.scalars(select(Judgement).where(Judgement.verdict == "understood")).one()
    assert (judgement.words, judgement.by) == ("thurs, got it", stage.worker.id)


@pytest.mark.parametrize("verdict", ["partly", "not_understood", "cannot_tell", "someone_else"])
def test_every_other_judgement_leads_to_a_next_step(casey: Visitor, stage: Stage, verdict: str) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    reply_id = stage.text(NUMBER, "maybe thursday?").reply_id
    done = casey.submit(f"/replies/{reply_id}/judge", {"verdict": verdict, "words": "maybe"})
    page = casey.get(done.headers["Location"])
    assert f"explains={message_id}" in page.text
    assert f"/messages/{message_id}/another-way" in page.text
    assert "/contacts/new" in page.text
    assert stage.message(message_id).open


def test_a_form_without_a_choice_keeps_what_was_typed(casey: Visitor, stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    reply_id = stage.text(NUMBER, "maybe thursday?").reply_id
    page = casey.submit(f"/replies/{reply_id}/judge", {"words": "maybe", "note": "sounded unsure"})
    assert page.status_code == 422
    assert "Choose what the words show." in page.text
    assert "sounded unsure" in page.text


def test_where_others_may_read_understood_is_neither_offered_nor_taken(casey: Visitor, stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER, others=Answer.YES), plain("Please ring us."))
    reply_id = stage.text(NUMBER, "yes").reply_id
    page = casey.get(f"/replies/{reply_id}")
    assert "Nothing written can confirm: ring or visit." in page.text
    assert 'value="understood"' not in page.text
    refused = casey.submit(f"/replies/{reply_id}/judge", {"verdict": "understood", "words": "yes"})
    assert refused.status_code == 422
    assert "Others may read or answer here" in refused.text
    assert stage.message(message_id).understanding is Understanding.NONE


def test_a_reply_tied_by_hand_is_doubted_like_any_other(casey: Visitor, stage: Stage) -> None:
    """Two open questions leave it unassigned; tying it must not wash off that others may read there."""
    person_id = stage.person(number=NUMBER, others=Answer.YES)
    first = stage.send(person_id, plain("Please ring us."))
    stage.send(person_id, plain("Please ring us today.").__class__(Purpose.URGENT, "Please ring us today."))
    reply_id = stage.text(NUMBER, "yes").reply_id
    casey.submit(f"/replies/{reply_id}/belongs", {"message": str(first)})
    assert stage.reply(reply_id).identity_doubt
    refused = casey.submit(f"/replies/{reply_id}/judge", {"verdict": "understood", "words": "yes"})
    assert refused.status_code == 422
    assert stage.message(first).understanding is Understanding.NONE


def test_two_workers_at_once_the_second_keeps_their_words_and_sees_the_first(
    app: Flask, casey: Visitor, stage: Stage, now: datetime
) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    reply_id = stage.text(NUMBER, "thurs i think").reply_id
    other = _as(app, stage, add_worker(stage.sessions, now, stage.team, Role.CASEWORKER, "carla").id, now)
    casey.submit(f"/replies/{reply_id}/judge", {"verdict": "partly", "words": "i think"})
    page = other.submit(f"/replies/{reply_id}/judge", {"verdict": "understood", "words": "thurs", "note": "my own thoughts"})
    assert page.status_code == 409
    for shown in ("Somebody else judged this reply already", "Casey", "Partly understood", "my own thoughts"):
        assert shown in page.text
    assert stage.message(message_id).understanding is Understanding.MISUNDERSTOOD


def test_an_answer_goes_back_in_the_thread(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    stage.send(person_id)
    reply_id = stage.text(NUMBER, "what time on thursday?").reply_id
    key = _key(casey.get(f"/replies/{reply_id}"))
    for _ in range(2):
        done = casey.submit(f"/replies/{reply_id}/answer", {"body": "At 10 in the morning.", "request_key": key})
        assert done.status_code == 303
    stage.carry()
    assert [carried.outgoing.destination for carried in stage.sms.journal] == [NUMBER, NUMBER]
    assert "At 10 in the morning." in stage.sms.journal[-1].outgoing.content.body  # type: ignore[union-attr]
    assert stage.reply(reply_id).open, "an answer judges nothing"


def test_an_empty_answer_is_said_beside_the_box(casey: Visitor, stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    reply_id = stage.text(NUMBER, "what time?").reply_id
    page = casey.submit(f"/replies/{reply_id}/answer", {"body": " ", "request_key": str(uuid4())})
    assert page.status_code == 422
    assert "has no words" in page.text


def test_after_stop_no_answer_goes_there(casey: Visitor, stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    reply_id = stage.text(NUMBER, "STOP").reply_id
    assert "They replied STOP" in casey.get(f"/replies/{reply_id}").text
    refused = casey.submit(f"/replies/{reply_id}/answer", {"body": "Sorry!", "request_key": str(uuid4())})
    assert refused.status_code == 422
    assert "Sorry!" in refused.text
    stage.carry()
    assert len(stage.sms.journal) == 1


def test_stop_and_start_say_what_they_did_and_what_to_agree(stage: Stage, casey: Visitor) -> None:
    person_id = stage.person(number=NUMBER)
    stop = casey.get(f"/replies/{stage.text(NUMBER, 'STOP').reply_id}").text
    assert "They asked us to stop." in stop
    assert f"/people/{person_id}/preference" in stop
    assert "They stopped texts to it." in casey.get(f"/people/{person_id}").text
    assert "They wrote START." in casey.get(f"/replies/{stage.text(NUMBER, 'START').reply_id}").text
    assert "They stopped texts to it." not in casey.get(f"/people/{person_id}").text
    assert "They asked us to stop." not in casey.get(f"/replies/{stage.text(NUMBER, 'no more letters').reply_id}").text


def test_files_that_came_with_a_reply_are_named_by_kind_and_size(stage: Stage, casey: Visitor) -> None:
    stage.person(medium=Medium.EMAIL, email="ann@example.com")
    files = (Attached("image/jpeg", 119_001), Attached("application/x-thing", None))
    inbound = Inbound("fake", "m1", "ann@example.com", "us@example.com", "See it", attachments=2, attached=files)
    page = casey.get(f"/replies/{stage.receive(inbound, ContactRoute.EMAIL).reply_id}").text
    assert "a picture (image/jpeg, 120 kB), a file (application/x-thing)." in page
    assert "We did not open or keep them." in page


def test_somebody_unknown_is_recorded_and_answered(dina: Visitor, stage: Stage) -> None:
    reply_id = stage.text("+447700900299", "Can someone help my mum?").reply_id
    page = dina.get(f"/replies/{reply_id}")
    assert "Who is it from?" in page.text
    assert dina.submit(f"/replies/{reply_id}/new-person", {"new_name": " "}).status_code == 422
    done = dina.submit(f"/replies/{reply_id}/new-person", {"new_name": "Pat Moss"})
    assert done.status_code == 303
    page = dina.get(done.headers["Location"])
    assert "Pat Moss wrote" in page.text
    data = {"body": "Yes. May we ring you?", "request_key": _key(page), "settles": "y"}
    assert dina.submit(f"/replies/{reply_id}/answer", data).status_code == 303
    stage.carry()
    (carried,) = stage.sms.journal
    assert carried.outgoing.destination == "+447700900299"
    assert not stage.reply(reply_id).open
    with stage.sessions() as session:
        person = session.scalars(select(Person)).one()
        point = session.scalars(select(ContactPoint)).one()
    assert (point.person_id, point.value) == (person.id, "+447700900299")


def test_an_unknown_number_is_given_to_somebody_found_by_name(dina: Visitor, stage: Stage) -> None:
    person_id = stage.person("Ann Lee", number=NUMBER)
    message_id = stage.send(person_id)
    reply_id = stage.text("+447700900299", "its ann, new phone. thursday is fine").reply_id
    found = dina.submit(f"/replies/{reply_id}/find", {"query": "ann"})
    assert str(person_id) in found.text
    dina.submit(f"/replies/{reply_id}/belongs", {"person": str(person_id)})
    page = dina.get(f"/replies/{reply_id}")
    assert str(message_id) in page.text, "her open messages are offered"
    dina.submit(f"/replies/{reply_id}/belongs", {"message": str(message_id)})
    reply = stage.reply(reply_id)
    assert (reply.message_id, reply.identity_doubt) == (message_id, True), "nobody knows whose phone that is"


def test_two_open_questions_are_offered_and_a_worker_chooses(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    first = stage.send(person_id)
    stage.send(person_id, choice("Urgent: bring your bag on Thursday.", purpose=Purpose.URGENT, question="What to bring?"))
    reply_id = stage.text(NUMBER, "2").reply_id
    page = casey.get(f"/replies/{reply_id}")
    assert "Which day will we visit?" in page.text
    assert "What to bring?" in page.text
    assert "More than one message was waiting" in page.text
    casey.submit(f"/replies/{reply_id}/belongs", {"message": str(first)})
    casey.submit(f"/replies/{reply_id}/judge", {"verdict": "understood", "words": "2"})
    assert stage.message(first).understanding is Understanding.UNDERSTOOD


def test_a_reply_that_answers_nothing_is_closed_with_a_note(casey: Visitor, stage: Stage) -> None:
    stage.person(number=NUMBER)
    reply_id = stage.text(NUMBER, "thank you all").reply_id
    assert casey.submit(f"/replies/{reply_id}/close", {"done": " "}).status_code == 422
    assert casey.submit(f"/replies/{reply_id}/close", {"done": "Told the team."}).status_code == 303
    assert not stage.reply(reply_id).open


def test_a_restricted_persons_reply_is_not_found_by_others(casey: Visitor, dina: Visitor, stage: Stage) -> None:
    stage.send(stage.person("Secret Name", number=NUMBER, restricted=True))
    reply_id = stage.text(NUMBER, "ok thanks").reply_id
    assert casey.get(f"/replies/{reply_id}").status_code == 200
    hidden = dina.get(f"/replies/{reply_id}")
    assert hidden.status_code == 404
    assert "Secret Name" not in hidden.text


def test_a_number_shared_with_a_restricted_record_says_only_to_ask(dina: Visitor, stage: Stage) -> None:
    stage.person("Secret Name", number=NUMBER, restricted=True)
    stage.person("Bob Open", number=NUMBER)
    reply_id = stage.text(NUMBER, "hello").reply_id
    page = dina.get(f"/replies/{reply_id}")
    assert "ask a manager" in page.text
    assert "Bob Open" in page.text
    assert "Secret Name" not in page.text


@pytest.mark.parametrize(("arrived", "state"), [("yes", Transport.SENT), ("no", Transport.FAILED)])
def test_an_unknown_delivery_is_settled_by_whoever_asked(
    casey: Visitor, stage: Stage, arrived: str, state: Transport
) -> None:
    stage.sms.script(Ambiguous("no_answer"))
    message_id = stage.send(stage.person(number=NUMBER))
    delivery = stage.delivery(message_id)
    assert delivery.state is Transport.UNKNOWN
    page = casey.get(f"/deliveries/{delivery.id}/settle")
    assert "nobody can tell whether it left" in page.text
    assert casey.submit(f"/deliveries/{delivery.id}/settle", {"arrived": arrived}).status_code == 303
    assert stage.delivery(message_id).state is state
    assert casey.submit(f"/deliveries/{delivery.id}/settle", {"arrived": arrived}).status_code == 409


def test_words_in_another_script_keep_their_direction_and_language(casey: Visitor, stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    with stage.sessions.begin() as session:
        session.get_one(Message, message_id).language = "ur"
    page = casey.get(f"/replies/{stage.text(NUMBER, 'جی ہاں').reply_id}")
    assert 'lang="ur" dir="auto">جی ہاں' in page.text


def test_a_clerk_reads_no_reply(app: Flask, stage: Stage, now: datetime) -> None:
    stage.send(stage.person(number=NUMBER))
    reply_id = stage.text(NUMBER, "ok thanks").reply_id
    clerk = _as(app, stage, add_worker(stage.sessions, now, stage.team, Role.PRINT_CLERK, "pat").id, now)
    assert clerk.get(f"/replies/{reply_id}").status_code == 403


def test_late_forms_are_kept(casey: Visitor, stage: Stage, hand_clock: Callable[[], datetime]) -> None:
    stage.send(stage.person(number=NUMBER))
    reply_id = stage.text(NUMBER, "maybe").reply_id
    hand_clock.forward(timedelta(hours=9))  # type: ignore[attr-defined]
    kept = casey.client.post(f"/replies/{reply_id}/judge", data={"verdict": "partly", "words": "maybe so"})
    assert kept.status_code == 400
    assert "maybe so" in kept.text


def test_a_worker_raises_danger_with_one_press(casey: Visitor, stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    reply_id = stage.text(NUMBER, "the usual again on Sunday").reply_id
    assert "These are words of danger" in casey.get(f"/replies/{reply_id}").text
    done = casey.submit(f"/replies/{reply_id}/danger", {})
    assert done.status_code == 303
    shown = casey.get(f"/replies/{reply_id}").text
    assert "whoever is on duty is told" in shown
    assert "a worker reads it so" in shown
    assert "Ring or visit now" in shown
