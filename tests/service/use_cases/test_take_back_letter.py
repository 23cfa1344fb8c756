"""A letter that is stopped before the post, and one that comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.domain.errors import Conflict, NotFound
from service.domain.preferences import Medium
from service.domain.transport import Transport
from service.models import ContactPoint, PointEvent
from service.use_cases.post_batch import mark_posted, mark_printed
from service.use_cases.send_another_way import send_another_way
from service.use_cases.take_back_letter import mark_returned, stop_letter
from tests.service.use_cases.paper import clerk, letter, released
from tests.service.use_cases.stage import Stage


def test_a_stopped_letter_is_not_posted_with_its_batch(stage: Stage) -> None:
    actor, stopped, other = clerk(stage), letter(stage), letter(stage, "Bo Day")
    batch_id = released(stage, actor)
    mark_printed(stage.sessions, actor, batch_id, stage.at)
    stop_letter(stage.sessions, actor, stage.delivery(stopped).id, stage.at)
    assert mark_posted(stage.sessions, actor, batch_id, stage.at).went == 1
    held = stage.delivery(stopped)
    assert (held.state, held.held_reason, held.batch_position) == (Transport.HELD, "stopped_by_clerk", 1)
    assert stage.delivery(other).state is Transport.POSTED
    assert stage.message(stopped).open


def test_a_stopped_letter_can_be_sent_anew(stage: Stage) -> None:
    actor, message_id = clerk(stage), letter(stage)
    released(stage, actor)
    stop_letter(stage.sessions, actor, stage.delivery(message_id).id, stage.at)
    stage.forward(timedelta(minutes=5))
    send_another_way(stage.sessions, stage.worker, message_id, Medium.LETTER, stage.at)
    again = released(stage, actor)
    assert stage.delivery(message_id).batch_id == again


def test_a_letter_that_came_back_marks_its_address(stage: Stage) -> None:
    actor, message_id = clerk(stage), letter(stage)
    batch_id = released(stage, actor)
    delivery_id = stage.delivery(message_id).id
    with pytest.raises(Conflict, match="letter_not_posted"):
        mark_returned(stage.sessions, actor, delivery_id, stage.at)
    mark_printed(stage.sessions, actor, batch_id, stage.at)
    mark_posted(stage.sessions, actor, batch_id, stage.at)
    with pytest.raises(Conflict, match="letter_not_printed"):
        stop_letter(stage.sessions, actor, delivery_id, stage.at)
    mark_returned(stage.sessions, actor, delivery_id, stage.at)
    assert stage.delivery(message_id).state is Transport.RETURNED
    with stage.sessions() as session:
        assert session.scalars(select(ContactPoint.dead)).all() == [True]
        assert session.scalars(select(PointEvent.kind)).all() == ["dead"]
    assert stage.message(message_id).open


def test_a_text_is_no_letter(stage: Stage) -> None:
    message_id = stage.send(stage.person())
    with pytest.raises(NotFound):
        stop_letter(stage.sessions, clerk(stage), stage.delivery(message_id).id, stage.at)
