"""Posting: first printed, then posted, and each letter's time starts when it should be on the mat."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.database import new_id
from service.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from service.domain.transport import Transport
from service.use_cases.post_batch import mark_posted, mark_printed
from tests.service.use_cases.paper import clerk, letter, released
from tests.service.use_cases.stage import Stage


def test_the_deadline_starts_from_the_expected_arrival(stage: Stage) -> None:
    actor, message_id = clerk(stage), letter(stage)
    batch_id = released(stage, actor)
    mark_printed(stage.sessions, actor, batch_id, stage.at)
    stage.forward(timedelta(days=1))
    assert mark_posted(stage.sessions, actor, batch_id, stage.at).went == 1
    delivery = stage.delivery(message_id)
    assert (delivery.state, delivery.sent_at) == (Transport.POSTED, stage.at)
    assert str(delivery.expected_on) == "2026-12-01"
    confirm_by = stage.message(message_id).confirm_by
    assert confirm_by is not None
    assert confirm_by.isoformat() == "2026-12-15T17:00:00+00:00"


def test_each_step_once_and_in_order(stage: Stage) -> None:
    actor = clerk(stage)
    letter(stage)
    batch_id = released(stage, actor)
    with pytest.raises(Invalid, match="batch_not_printed"):
        mark_posted(stage.sessions, actor, batch_id, stage.at)
    mark_printed(stage.sessions, actor, batch_id, stage.at)
    with pytest.raises(Conflict, match="batch_printed"):
        mark_printed(stage.sessions, actor, batch_id, stage.at)
    mark_posted(stage.sessions, actor, batch_id, stage.at)
    with pytest.raises(Conflict, match="batch_posted"):
        mark_posted(stage.sessions, actor, batch_id, stage.at)


def test_only_the_print_room_and_only_a_batch_that_is_there(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        mark_printed(stage.sessions, stage.worker, new_id(), stage.at)
    with pytest.raises(NotFound):
        mark_printed(stage.sessions, clerk(stage), new_id(), stage.at)
