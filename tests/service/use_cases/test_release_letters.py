"""Releasing: each letter is asked for its leave once more, and one that may not leave is held with its reason."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from sqlalchemy import select

from channels.letter.print_queue import PrintQueue
from service.domain.contact_points import PointKind
from service.domain.errors import NotAllowed
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.safe_contact import PointStatus, SafeStatus
from service.domain.transport import Transport
from service.models import Attempt, PrintBatch
from service.use_cases.hand_over_batch import hand_over_batch
from service.use_cases.release_letters import release_letters
from tests.service.use_cases.changes import say
from tests.service.use_cases.paper import clerk, letter, released
from tests.service.use_cases.stage import Stage, plain


def batch(stage: Stage, batch_id: UUID) -> PrintBatch:
    with stage.sessions() as session:
        return session.get_one(PrintBatch, batch_id)


def test_a_batch_holds_every_letter_once_urgent_first(stage: Stage) -> None:
    ordinary = letter(stage)
    urgent = letter(stage, "Bo Day", replace(plain("Come today."), purpose=Purpose.URGENT))
    made = batch(stage, released(stage, clerk(stage)))
    assert (made.letters, made.sheets) == (2, 2)
    assert [row["reference"] for row in json.loads(made.manifest)["letters"]] == [
        stage.delivery(urgent).code,
        stage.delivery(ordinary).code,
    ]
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        assert len(document.pages) == 4
    for position, message_id in enumerate((urgent, ordinary), start=1):
        delivery = stage.delivery(message_id)
        assert (delivery.state, delivery.batch_position) == (Transport.PRINTED, position)
        assert stage.delivery(message_id).sent_at is None


def test_an_address_that_became_unsafe_keeps_its_letter_back(stage: Stage) -> None:
    safe = letter(stage)
    person_id = stage.person("Bo Day", medium=Medium.LETTER)
    unsafe = stage.compose(person_id, plain())
    say(stage, person_id, PointStatus.NOT_SAFE, kind=PointKind.ADDRESS)
    made = batch(stage, released(stage, clerk(stage)))
    assert made.letters == 1
    assert stage.delivery(safe).state is Transport.PRINTED
    held = stage.delivery(unsafe)
    assert (held.state, held.held_reason, held.batch_id) == (Transport.HELD, "not_safe", None)


def test_nothing_is_released_where_no_letter_may_leave(stage: Stage) -> None:
    person_id = stage.person(medium=Medium.LETTER)
    message_id = stage.compose(person_id, plain())
    say(stage, person_id, kind=PointKind.ADDRESS, safe_status=SafeStatus.DO_NOT_CONTACT)
    assert release_letters(stage.sessions, clerk(stage), PrintQueue(), stage.at) is None
    assert stage.delivery(message_id).held_reason == "do_not_contact"
    with stage.sessions() as session:
        assert session.scalars(select(PrintBatch)).all() == []
        assert session.scalars(select(Attempt)).all() == []


def test_hours_of_the_day_do_not_hold_paper(stage: Stage) -> None:
    message_id = letter(stage)
    stage.forward(timedelta(hours=14))
    released(stage, clerk(stage))
    assert stage.delivery(message_id).state is Transport.PRINTED


def test_a_second_release_takes_only_what_came_since(stage: Stage) -> None:
    actor = clerk(stage)
    letter(stage)
    first = released(stage, actor)
    assert release_letters(stage.sessions, actor, PrintQueue(), stage.at) is None
    later = letter(stage, "Bo Day")
    second = released(stage, actor)
    assert first != second
    assert stage.delivery(later).batch_id == second


def test_only_the_print_room_releases(stage: Stage) -> None:
    letter(stage)
    with pytest.raises(NotAllowed):
        release_letters(stage.sessions, stage.worker, PrintQueue(), stage.at)


def test_the_folder_holds_ids_and_no_names_and_putting_twice_is_once(stage: Stage, tmp_path: Path) -> None:
    letter(stage, "Zebedee Quill")
    batch_id = released(stage, clerk(stage))
    for _ in range(2):
        hand_over_batch(stage.sessions, tmp_path, batch_id)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{batch_id}.json", f"{batch_id}.pdf"]
    assert (tmp_path / f"{batch_id}.pdf").read_bytes() == batch(stage, batch_id).pdf
    assert b"Quill" not in (tmp_path / f"{batch_id}.json").read_bytes()
