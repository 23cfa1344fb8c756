"""Closing: by a person, with a reason, and never as proof."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.domain.errors import Conflict, Invalid, NotFound
from service.domain.judgements import ClosingReason
from service.domain.transport import Transport
from service.domain.understanding import Understanding
from service.models import Closing
from service.use_cases.close_message import close_message
from tests.service.use_cases.stage import Stage


def test_a_closed_message_is_not_understood(stage: Stage) -> None:
    message_id = stage.send(stage.person())
    close_message(stage.sessions, stage.worker, message_id, ClosingReason.NO_LONGER_NEEDED, " They moved. ", stage.at)
    message = stage.message(message_id)
    assert (message.open, message.understanding, message.proof_met) == (False, Understanding.NONE, None)
    with stage.sessions() as session:
        closing = session.scalars(select(Closing)).one()
    assert (closing.reason, closing.note, closing.by) == ("no_longer_needed", "They moved.", stage.worker.id)


def test_it_wants_a_note(stage: Stage) -> None:
    message_id = stage.send(stage.person())
    with pytest.raises(Invalid, match="note_missing"):
        close_message(stage.sessions, stage.worker, message_id, ClosingReason.SENT_IN_ERROR, "  ", stage.at)
    assert stage.message(message_id).open


def test_what_had_not_gone_out_is_called_back_and_the_next_question_may_go(stage: Stage) -> None:
    number = stage.new_number()
    person_id = stage.person(number=number)
    first, second = stage.compose(person_id), stage.compose(person_id)
    assert stage.delivery(second).state is Transport.HELD
    stage.forward(timedelta(minutes=1))
    close_message(stage.sessions, stage.worker, first, ClosingReason.SENT_IN_ERROR, "Twice.", stage.at)
    assert stage.delivery(first).state is Transport.CANCELLED
    assert stage.delivery(second).state is Transport.QUEUED


def test_nobody_closes_twice_or_what_they_may_not_see(stage: Stage) -> None:
    message_id = stage.send(stage.person())
    close_message(stage.sessions, stage.worker, message_id, ClosingReason.SENT_IN_ERROR, "Twice.", stage.at)
    with pytest.raises(Conflict):
        close_message(stage.sessions, stage.worker, message_id, ClosingReason.SENT_IN_ERROR, "Twice.", stage.at)
    hidden = stage.send(stage.person(worker=stage.duty_worker, restricted=True), worker=stage.duty_worker)
    with pytest.raises(NotFound):
        close_message(stage.sessions, stage.worker, hidden, ClosingReason.SENT_IN_ERROR, "x", stage.at)
