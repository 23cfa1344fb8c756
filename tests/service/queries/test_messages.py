"""Reads of messages: the thread as it scrolls, what is known of one message, and nothing of what one may not see."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from channels.errors import Permanent
from service.domain.errors import NotFound
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.transport import Transport
from service.models import AuditEntry
from service.queries import messages
from service.queries.one_message import one_message
from service.use_cases.send_another_way import send_another_way
from tests.service.use_cases.stage import Stage, plain


def test_the_thread_holds_what_reached_the_phone_and_what_came_from_it(stage: Stage) -> None:
    number = stage.new_number()
    ann, bo = stage.person("Ann", number=number), stage.person("Bo", number=number)
    stage.send(ann, plain("One."))
    stage.forward(timedelta(minutes=1))
    stage.send(bo, replace(plain("Two, about the police."), purpose=Purpose.URGENT))
    stage.forward(timedelta(minutes=1))
    stage.text(number, "Three")
    stage.forward(timedelta(minutes=1))
    stage.sms.script(Permanent("message_blocked"))
    stage.send(ann, replace(plain("Never arrived."), purpose=Purpose.URGENT))
    stage.send(stage.person("Cy"), plain("Elsewhere."))
    with stage.sessions() as session:
        thread = messages.thread(session, stage.worker, ann, number, stage.at)
    assert [(bubble.ours, bubble.words.split("\n")[0]) for bubble in thread.bubbles] == [
        (True, "One."),
        (True, "Two, about the police."),
        (False, "Three"),
    ]
    assert (thread.telling, thread.hidden) == (("police",), 0)


def test_texts_to_a_restricted_record_are_counted_not_shown(stage: Stage) -> None:
    number = stage.new_number()
    ann = stage.person("Ann", number=number)
    hidden = stage.person("Bo", number=number, worker=stage.duty_worker, restricted=True)
    stage.send(hidden, plain("Secret."), worker=stage.duty_worker)
    with stage.sessions() as session:
        thread = messages.thread(session, stage.worker, ann, number, stage.at)
    assert (thread.bubbles, thread.hidden) == ((), 1)


def test_one_message_with_all_its_ways_newest_first(stage: Stage) -> None:
    stage.sms.script(Permanent("address_unreachable", provider_code="30003"))
    message_id = stage.send(stage.person("Ann Lee", also=(Medium.LETTER,)))
    stage.forward(timedelta(minutes=5))
    send_another_way(stage.sessions, stage.worker, message_id, Medium.LETTER, stage.at)
    with stage.sessions.begin() as session:
        found = one_message(session, stage.worker, message_id, stage.at)
    letter, text = found.ways
    assert (found.name, found.author) == ("Ann Lee", "Casey")
    assert (letter.channel, letter.state) == ("letter", Transport.QUEUED)
    assert (text.state, text.error_code) == (Transport.FAILED, "address_unreachable")
    assert [step.kind for step in text.steps] == ["made", "tried", "outcome"]
    assert (text.steps[-1].provider_code, text.steps[-1].error_code) == ("30003", "address_unreachable")
    assert "We will visit you" in text.words
    with stage.sessions() as session:
        read = session.scalars(select(AuditEntry).where(AuditEntry.action == "read_message")).one()
    assert (read.actor_id, read.person_id) == (stage.worker.id, found.person_id)


def test_every_report_is_a_step(stage: Stage) -> None:
    message_id = stage.send(stage.person())
    for status in ("sent", "delivered"):
        stage.forward(timedelta(seconds=5))
        stage.report(status)
    with stage.sessions.begin() as session:
        (way,) = one_message(session, stage.worker, message_id, stage.at).ways
    assert [step.code for step in way.steps if step.kind == "report"] == ["sent", "delivered"]


def test_the_letter_and_the_email_are_what_was_made(stage: Stage) -> None:
    letter = stage.compose(stage.person(medium=Medium.LETTER))
    email = stage.compose(stage.person("Bo", medium=Medium.EMAIL))
    with stage.sessions.begin() as session:
        delivery_id, pdf = messages.letter_pdf(session, stage.worker, letter, stage.at)
        assert delivery_id == stage.delivery(letter).id
        assert pdf.startswith(b"%PDF")
        assert "We will visit you" in messages.email_of(session, stage.worker, email, stage.at).html
        with pytest.raises(NotFound):
            messages.letter_pdf(session, stage.worker, email, stage.at)


def test_nothing_of_a_restricted_record(stage: Stage) -> None:
    person_id = stage.person(medium=Medium.LETTER, worker=stage.duty_worker, restricted=True)
    message_id = stage.compose(person_id, worker=stage.duty_worker)
    with stage.sessions() as session:
        for read in (
            lambda: one_message(session, stage.worker, message_id, stage.at),
            lambda: messages.letter_pdf(session, stage.worker, message_id, stage.at),
            lambda: messages.recipient(session, stage.worker, person_id, stage.at),
            lambda: messages.thread(session, stage.worker, person_id, "+447700900123", stage.at),
        ):
            with pytest.raises(NotFound):
                read()
