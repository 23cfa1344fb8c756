"""Reads of the print room."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.database import new_id
from service.domain.contact_points import PointKind
from service.domain.errors import NotAllowed, NotFound
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.safe_contact import PointStatus
from service.queries import print_queue
from tests.service.use_cases.changes import say
from tests.service.use_cases.paper import clerk, letter, released
from tests.service.use_cases.stage import Stage, plain


def test_counts_by_team_and_reasons_of_what_is_held(stage: Stage) -> None:
    actor = clerk(stage)
    letter(stage)
    letter(stage, "Bo", replace(plain(), purpose=Purpose.URGENT))
    unsafe = stage.person("Cy", medium=Medium.LETTER)
    stage.compose(unsafe, plain())
    say(stage, unsafe, PointStatus.NOT_SAFE, kind=PointKind.ADDRESS)
    with stage.sessions() as session:
        (adults,) = print_queue.waiting(session, actor)
        assert print_queue.held(session, actor) == ()
    assert (adults.team, adults.letters, adults.urgent, adults.oldest) == ("Adults", 3, 1, stage.at)
    batch_id = released(stage, actor)
    with stage.sessions() as session:
        assert print_queue.waiting(session, actor) == ()
        assert print_queue.held(session, actor) == (print_queue.Held("not_safe", 1),)
        (line,) = print_queue.batches(session, actor)
        batch = print_queue.batch(session, actor, batch_id)
    assert (line.id, line.letters, line.sheets, line.printed_at) == (batch_id, 2, 2, None)
    assert [row.position for row in batch.letters] == [1, 2]
    assert all(row.pages >= 1 for row in batch.letters)


def test_only_the_print_room_and_only_what_is_there(stage: Stage) -> None:
    actor = clerk(stage)
    with stage.sessions() as session:
        for read in (print_queue.waiting, print_queue.held, print_queue.batches):
            with pytest.raises(NotAllowed):
                read(session, stage.worker)
        with pytest.raises(NotFound):
            print_queue.batch(session, actor, new_id())
        with pytest.raises(NotFound):
            print_queue.batch_pdf(session, actor, new_id(), stage.at)
