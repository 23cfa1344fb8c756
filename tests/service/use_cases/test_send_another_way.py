"""Another way: only agreed ones, never while a try is unknown, and what is not out yet is called back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from channels.errors import Ambiguous, Permanent
from service.domain.errors import Conflict, Invalid
from service.domain.judgements import ClosingReason
from service.domain.preferences import Medium
from service.domain.transport import Transport
from service.models import Delivery
from service.use_cases.close_message import close_message
from service.use_cases.send_another_way import preview_another_way, send_another_way, ways_open
from tests.service.use_cases.stage import Stage, plain


def test_the_ways_offered_are_those_agreed_to_and_what_a_worker_can_do(stage: Stage) -> None:
    message_id = stage.send(stage.person(also=(Medium.LETTER,)))
    offered = ways_open(stage.sessions, stage.worker, message_id, stage.at)
    assert [plan.medium for plan in offered.plans] == [Medium.TEXT, Medium.LETTER, Medium.PHONE_CALL]
    assert offered.last == stage.delivery(message_id).id


def test_a_failed_text_becomes_a_letter_and_the_first_way_waits_no_more(stage: Stage) -> None:
    stage.sms.script(Permanent("address_unreachable"))
    message_id = stage.send(stage.person(also=(Medium.LETTER,)))
    first = stage.delivery(message_id)
    stage.forward(timedelta(minutes=5))
    send_another_way(stage.sessions, stage.worker, message_id, Medium.LETTER, stage.at, seen_last=first.id)
    second = stage.delivery(message_id)
    assert (second.channel, second.state, second.awaiting) == ("letter", Transport.QUEUED, True)
    assert second.code != first.code
    with stage.sessions() as session:
        assert not session.get_one(Delivery, first.id).awaiting


def test_what_is_still_in_the_queue_is_called_back(stage: Stage) -> None:
    message_id = stage.compose(stage.person(also=(Medium.LETTER,)))
    first = stage.delivery(message_id)
    stage.forward(timedelta(minutes=5))
    send_another_way(stage.sessions, stage.worker, message_id, Medium.LETTER, stage.at)
    with stage.sessions() as session:
        assert session.get_one(Delivery, first.id).state is Transport.CANCELLED
    stage.carry()
    assert stage.sms.journal == []


def test_asking_again_at_the_same_number_is_not_held_behind_itself(stage: Stage) -> None:
    message_id = stage.send(stage.person())
    stage.forward(timedelta(days=1))
    send_another_way(stage.sessions, stage.worker, message_id, Medium.TEXT, stage.at, channels=stage.channels)
    assert stage.delivery(message_id).state is Transport.QUEUED
    stage.carry()
    assert stage.delivery(message_id).state is Transport.SENT
    assert stage.message(message_id).confirm_by is not None


def test_refused_while_nobody_knows_whether_the_last_one_arrived(stage: Stage) -> None:
    stage.sms.script(Ambiguous("no_answer"))
    message_id = stage.send(stage.person(also=(Medium.LETTER,)))
    with pytest.raises(Invalid, match="unknown_first"):
        send_another_way(stage.sessions, stage.worker, message_id, Medium.LETTER, stage.at)
    with pytest.raises(Invalid, match="unknown_first"):
        preview_another_way(stage.sessions, stage.worker, message_id, Medium.LETTER, stage.at)


def test_a_way_that_they_did_not_agree_to_stays_shut(stage: Stage) -> None:
    message_id = stage.send(stage.person())
    with pytest.raises(Invalid, match="way_not_open"):
        send_another_way(stage.sessions, stage.worker, message_id, Medium.LETTER, stage.at)


def test_a_double_click_sends_one(stage: Stage) -> None:
    message_id = stage.send(stage.person())
    seen = ways_open(stage.sessions, stage.worker, message_id, stage.at).last
    stage.forward(timedelta(minutes=5))
    send_another_way(stage.sessions, stage.worker, message_id, Medium.TEXT, stage.at, seen_last=seen)
    with pytest.raises(Conflict, match="plan_changed"):
        send_another_way(stage.sessions, stage.worker, message_id, Medium.TEXT, stage.at, seen_last=seen)
    with stage.sessions() as session:
        assert len(session.scalars(select(Delivery.id).where(Delivery.message_id == message_id)).all()) == 2


def test_a_closed_message_goes_nowhere(stage: Stage) -> None:
    message_id = stage.send(stage.person(), plain())
    close_message(stage.sessions, stage.worker, message_id, ClosingReason.SENT_IN_ERROR, "Wrong person.", stage.at)
    with pytest.raises(Conflict, match="message_already_closed"):
        send_another_way(stage.sessions, stage.worker, message_id, Medium.TEXT, stage.at)
