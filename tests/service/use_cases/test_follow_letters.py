"""Paper has no callbacks: its carrier is asked, not too often, until it says that the letter is on its way or refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from channels.letter.print_queue import PrintQueue
from channels.notify.letters import NotifyLetter
from service.domain.transport import Transport
from service.domain.understanding import Understanding
from service.models import ContactPoint
from service.use_cases.deliver import Hands, deliver
from service.use_cases.follow_letters import FIRST_LOOK, FOLLOWED, NEXT_LOOK, follow_letters
from service.use_cases.record_receipt import record_receipt
from service.use_cases.release_letters import release_letters
from tests.channels.notify.server import API_KEY, Notification, NotifyServer, refused
from tests.fakes import FakeChannel
from tests.service.use_cases.paper import clerk, letter
from tests.service.use_cases.stage import Stage


@pytest.fixture
def notify() -> Iterator[NotifyServer]:
    with NotifyServer() as running:
        yield running


@pytest.fixture
def carrier(notify: NotifyServer) -> NotifyLetter:
    return NotifyLetter(api_key=API_KEY, api_url=notify.url)


def _handed_over(stage: Stage, carrier: NotifyLetter, notify: NotifyServer) -> tuple[UUID, Notification]:
    message_id = letter(stage)
    release_letters(stage.sessions, clerk(stage), PrintQueue(), stage.at, carrier=carrier)
    deliver(stage.sessions, {"letter": carrier}, lambda: stage.at, Hands(lease_seconds=60, threads=1))
    (kept,) = notify.journal()
    return message_id, kept


def _follow(stage: Stage, carrier: NotifyLetter) -> int:
    told = follow_letters(stage.sessions, carrier, stage.at)
    for receipt in told:
        record_receipt(stage.sessions, receipt, stage.at)
    return len(told)


def test_the_letter_that_notify_gets_is_the_one_that_was_written(
    stage: Stage, carrier: NotifyLetter, notify: NotifyServer
) -> None:
    message_id, kept = _handed_over(stage, carrier, notify)
    assert stage.delivery(message_id).state is Transport.SENT
    assert kept.words.startswith("%PDF")
    assert (kept.asked["postage"], stage.delivery(message_id).tries) == ("second", 1)


def test_a_letter_is_followed_until_it_is_dispatched_and_is_never_called_delivered(
    stage: Stage, carrier: NotifyLetter, notify: NotifyServer
) -> None:
    message_id, kept = _handed_over(stage, carrier, notify)
    assert _follow(stage, carrier) == 0
    stage.forward(FIRST_LOOK)
    notify.report(kept.id, "accepted")
    assert _follow(stage, carrier) == 1
    assert _follow(stage, carrier) == 0
    stage.forward(NEXT_LOOK)
    notify.report(kept.id, "received")
    assert _follow(stage, carrier) == 1
    stage.forward(NEXT_LOOK)
    assert _follow(stage, carrier) == 0
    assert stage.delivery(message_id).state is Transport.SENT
    assert stage.message(message_id).understanding is Understanding.NONE


def test_a_letter_that_fails_notifys_check_is_failed_and_its_address_stays_good(
    stage: Stage, carrier: NotifyLetter, notify: NotifyServer
) -> None:
    message_id, kept = _handed_over(stage, carrier, notify)
    stage.forward(FIRST_LOOK)
    notify.report(kept.id, "validation-failed")
    _follow(stage, carrier)
    delivery = stage.delivery(message_id)
    assert (delivery.state, delivery.error_code) == (Transport.FAILED, "letter_refused")
    with stage.sessions() as session:
        assert not session.get_one(ContactPoint, delivery.point_id).dead


def test_a_letter_that_came_back_makes_its_address_dead(stage: Stage, carrier: NotifyLetter, notify: NotifyServer) -> None:
    message_id, kept = _handed_over(stage, carrier, notify)
    stage.forward(timedelta(days=5))
    notify.report(kept.id, "returned-letter")
    _follow(stage, carrier)
    delivery = stage.delivery(message_id)
    assert (delivery.state, delivery.error_code) == (Transport.FAILED, "address_unreachable")
    with stage.sessions() as session:
        assert session.get_one(ContactPoint, delivery.point_id).dead


def test_no_answer_is_asked_for_again_at_the_next_turn(stage: Stage, carrier: NotifyLetter, notify: NotifyServer) -> None:
    _handed_over(stage, carrier, notify)
    stage.forward(FIRST_LOOK)
    notify.next_meets(refused(500, "Exception", "Internal server error"))
    assert _follow(stage, carrier) == 0
    stage.forward(NEXT_LOOK)
    assert _follow(stage, carrier) == 1


def test_what_notify_has_forgotten_is_not_asked_for(stage: Stage, carrier: NotifyLetter, notify: NotifyServer) -> None:
    _handed_over(stage, carrier, notify)
    stage.forward(FOLLOWED)
    assert _follow(stage, carrier) == 0


def test_texts_and_a_print_room_of_our_own_are_not_asked_about(stage: Stage, notify: NotifyServer) -> None:
    letter(stage)
    release_letters(stage.sessions, clerk(stage), PrintQueue(), stage.at)
    stage.send(stage.person())
    stage.forward(FIRST_LOOK)
    asked = FakeChannel("letter")
    assert follow_letters(stage.sessions, asked, stage.at) == ()
    assert asked.looks == []
    assert follow_letters(stage.sessions, None, stage.at) == ()
    assert notify.calls == []
