"""Nobody can tell whether it was sent: a person who asked decides, once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from channels.errors import Ambiguous
from service.domain.errors import Conflict, Invalid, NotFound
from service.domain.preferences import Medium
from service.domain.transport import Transport
from service.domain.understanding import Understanding
from service.use_cases.send_another_way import send_another_way
from service.use_cases.settle_unknown import settle_unknown
from tests.service.use_cases.stage import Stage

NUMBER = "+447700900201"


def _unknown(stage: Stage) -> tuple[UUID, UUID]:
    stage.sms.script(Ambiguous("no_answer"))
    message_id = stage.send(stage.person(number=NUMBER, also=(Medium.LETTER,)))
    return message_id, stage.delivery(message_id).id


def test_while_it_is_unknown_no_second_one_goes(stage: Stage) -> None:
    message_id, _ = _unknown(stage)
    with pytest.raises(Invalid, match="unknown_first"):
        send_another_way(stage.sessions, stage.worker, message_id, Medium.LETTER, stage.at)
    stage.carry()
    assert len(stage.sms.journal) == 1


@pytest.mark.parametrize(("arrived", "state"), [(True, Transport.SENT), (False, Transport.FAILED)])
def test_the_answer_settles_the_transport_and_never_the_understanding(
    stage: Stage, *, arrived: bool, state: Transport
) -> None:
    message_id, delivery_id = _unknown(stage)
    settle_unknown(stage.sessions, stage.worker, delivery_id, arrived=arrived, now=stage.at)
    assert stage.delivery(message_id).state is state
    assert stage.message(message_id).understanding is Understanding.NONE


def test_to_learn_of_it_late_grants_no_time(stage: Stage) -> None:
    message_id, delivery_id = _unknown(stage)
    began, due = stage.at, stage.message(message_id).confirm_by
    stage.forward(timedelta(days=4))
    settle_unknown(stage.sessions, stage.worker, delivery_id, arrived=True, now=stage.at)
    assert (stage.delivery(message_id).sent_at, stage.message(message_id).confirm_by) == (began, due)


def test_not_arrived_opens_the_other_way(stage: Stage) -> None:
    message_id, delivery_id = _unknown(stage)
    settle_unknown(stage.sessions, stage.worker, delivery_id, arrived=False, now=stage.at)
    send_another_way(stage.sessions, stage.worker, message_id, Medium.LETTER, stage.at)
    assert stage.delivery(message_id).medium is Medium.LETTER


def test_the_report_that_comes_late_settles_it_by_itself(stage: Stage) -> None:
    message_id, delivery_id = _unknown(stage)
    stage.report("delivered")
    assert stage.delivery(message_id).state is Transport.DELIVERED
    with pytest.raises(Conflict, match="no_longer_unknown"):
        settle_unknown(stage.sessions, stage.worker, delivery_id, arrived=True, now=stage.at)


def test_what_is_not_there_is_not_found(stage: Stage) -> None:
    with pytest.raises(NotFound):
        settle_unknown(stage.sessions, stage.worker, uuid4(), arrived=True, now=stage.at)
