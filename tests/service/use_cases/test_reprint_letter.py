"""One letter of a batch is printed again: the same sheets, only while the batch is in the print room, and written down."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.domain.errors import Conflict, NotAllowed, NotFound
from service.models import AuditEntry
from service.use_cases.post_batch import mark_posted, mark_printed
from service.use_cases.reprint_letter import reprint_letter
from service.use_cases.take_back_letter import stop_letter
from tests.channels.letter.paper import page_count, text_of
from tests.service.use_cases.paper import clerk, letter, released
from tests.service.use_cases.stage import Stage


def test_the_same_letter_comes_out_again_with_its_mark_and_it_is_audited(stage: Stage) -> None:
    letter(stage)
    second = letter(stage, "Bo Day")
    actor = clerk(stage)
    batch_id = released(stage, actor)
    delivery = stage.delivery(second)

    again = reprint_letter(stage.sessions, actor, batch_id, delivery.id, stage.at)

    assert page_count(again) == 1
    assert f"letter {delivery.batch_position}, sheet 1 of 1" in text_of(again)
    with stage.sessions() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "reprinted")).one()
        assert (entry.subject_id, entry.person_id, entry.actor_id) == (delivery.id, delivery.person_id, actor.id)
    assert stage.delivery(second).state == delivery.state


def test_a_letter_that_was_stopped_or_posted_is_not_printed_again(stage: Stage) -> None:
    stopped, gone = letter(stage), letter(stage, "Bo Day")
    actor = clerk(stage)
    batch_id = released(stage, actor)
    stop_letter(stage.sessions, actor, stage.delivery(stopped).id, stage.at)
    mark_printed(stage.sessions, actor, batch_id, stage.at)
    mark_posted(stage.sessions, actor, batch_id, stage.at)
    for message_id in (stopped, gone):
        with pytest.raises(Conflict, match="letter_not_printed"):
            reprint_letter(stage.sessions, actor, batch_id, stage.delivery(message_id).id, stage.at)


def test_a_letter_of_another_batch_is_not_found_and_only_the_print_room_prints(stage: Stage) -> None:
    first = letter(stage)
    actor = clerk(stage)
    first_batch = released(stage, actor)
    second = letter(stage, "Bo Day")
    released(stage, actor)
    with pytest.raises(NotFound):
        reprint_letter(stage.sessions, actor, first_batch, stage.delivery(second).id, stage.at)
    with pytest.raises(NotAllowed):
        reprint_letter(stage.sessions, stage.worker, first_batch, stage.delivery(first).id, stage.at)
