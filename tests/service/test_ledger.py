"""The shared appends: judgements keep the words that moved the axis, settling calls back, reopening waits again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from service import ledger
from service.domain.actors import SYSTEM
from service.domain.transport import Transport
from service.domain.understanding import Proof, Understanding, UnderstandingEvent
from service.models import ContactPoint, Delivery, Judgement, Message, PointEvent
from tests.service.use_cases.stage import Stage, choice


def _advance(stage: Stage, message_id: object, event: UnderstandingEvent, proof: Proof | None = None) -> Message:
    with stage.sessions.begin() as session:
        message = session.get_one(Message, message_id)
        ledger.advance(
            session,
            message,
            event,
            actor=stage.worker,
            words="Thursday",
            now=stage.at,
            verdict=event.value,
            reply_id=None,
            proof=proof,
        )
        return message


def test_every_step_of_understanding_is_a_row_with_the_words(stage: Stage) -> None:
    message_id = stage.send(stage.person())
    message = _advance(stage, message_id, UnderstandingEvent.JUDGED_UNDERSTOOD, Proof.JUDGED)
    assert (message.understanding, message.proof_met, message.open) == (Understanding.UNDERSTOOD, Proof.JUDGED, False)
    with stage.sessions() as session:
        row = session.scalars(select(Judgement)).one()
    assert (row.words, row.by, row.proof) == ("Thursday", stage.worker.id, Proof.JUDGED)
    assert stage.delivery(message_id).state is Transport.SENT
    assert not stage.delivery(message_id).awaiting


def test_a_later_but_opens_it_again(stage: Stage) -> None:
    message_id = stage.send(stage.person())
    _advance(stage, message_id, UnderstandingEvent.JUDGED_UNDERSTOOD, Proof.JUDGED)
    message = _advance(stage, message_id, UnderstandingEvent.ANSWERED)
    assert (message.understanding, message.proof_met, message.open) == (Understanding.ANSWERED, None, True)
    assert stage.delivery(message_id).awaiting


@pytest.mark.parametrize("event", [UnderstandingEvent.CONTRADICTED, UnderstandingEvent.JUDGED_SOMEONE_ELSE])
def test_after_a_wrong_answer_only_a_judgement_confirms(stage: Stage, event: UnderstandingEvent) -> None:
    assert _advance(stage, stage.send(stage.person()), event).judged_only


def test_settling_calls_back_what_is_not_out_and_frees_the_number(stage: Stage) -> None:
    person_id = stage.person()
    first, second = stage.send(person_id), stage.compose(person_id)
    assert stage.delivery(second).state is Transport.HELD
    with stage.sessions.begin() as session:
        ledger.settle(session, session.get_one(Message, first), stage.at)
    assert stage.delivery(second).state is Transport.QUEUED
    with stage.sessions.begin() as session:
        ledger.settle(session, session.get_one(Message, second), stage.at)
    assert stage.delivery(second).state is Transport.CANCELLED


def test_the_first_way_that_leaves_starts_the_deadline_and_the_event_cuts_it_short(stage: Stage) -> None:
    event = stage.at + timedelta(days=1)
    message_id = stage.send(stage.person(), choice(event_at=event))
    assert stage.message(message_id).confirm_by == event
    with stage.sessions.begin() as session:
        delivery = session.scalars(select(Delivery).where(Delivery.message_id == message_id)).one()
        ledger.start_deadline(session, delivery, stage.at + timedelta(days=5))
    assert stage.message(message_id).confirm_by == event


@pytest.mark.parametrize(("code", "mark"), [("address_invalid", "dead"), ("recipient_opted_out", "opted_out")])
def test_a_fault_of_the_point_is_marked_with_its_evidence(stage: Stage, code: str, mark: str, now: datetime) -> None:
    message_id = stage.send(stage.person())
    with stage.sessions.begin() as session:
        delivery = session.scalars(select(Delivery).where(Delivery.message_id == message_id)).one()
        ledger.note_point_fault(session, SYSTEM, delivery, code, now)
        ledger.note_point_fault(session, SYSTEM, delivery, "message_blocked", now)
    with stage.sessions() as session:
        event = session.scalars(select(PointEvent)).one()
        assert (event.kind, event.evidence["code"]) == (mark, code)
        assert getattr(session.scalars(select(ContactPoint)).one(), mark)
