"""Slips through the use cases: found by code, read once, never more sure than the person made them."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from service.domain import codes
from service.domain.actors import Actor, Role
from service.domain.errors import Invalid, NotAllowed, NotFound
from service.domain.preferences import Medium
from service.domain.safe_contact import Answer
from service.domain.slips import NOTHING_TICKED
from service.domain.understanding import Understanding
from service.reception import Received
from service.use_cases.key_in_slip import find_slip, slip_of
from service.use_cases.read_slip import SlipEntry, read_slip
from tests.service.use_cases.paper import posted
from tests.service.use_cases.stage import Stage


def _letter(stage: Stage, others: Answer = Answer.NO) -> UUID:
    return posted(stage, stage.compose(stage.person(medium=Medium.LETTER, others=others)))


def _read(stage: Stage, message_id: UUID, *ticks: str, line: str = "", actor: Actor | None = None) -> Received:
    delivery = stage.delivery(message_id)
    entry = SlipEntry(uuid4(), delivery.code, frozenset(ticks), line)
    return read_slip(stage.sessions, actor or stage.worker, entry, delivery.id, stage.at)


def test_a_code_is_found_however_it_was_typed(stage: Stage) -> None:
    delivery = stage.delivery(_letter(stage))
    typed = codes.show(delivery.code).lower().replace("-", " ")
    slip = find_slip(stage.sessions, stage.worker, typed)
    assert (slip.delivery_id, slip.options) == (delivery.id, ("Monday", "Thursday"))
    assert slip_of(stage.sessions, stage.worker, delivery.id) == slip


def test_the_code_of_a_text_is_no_slip(stage: Stage) -> None:
    code = stage.delivery(stage.send(stage.person())).code
    with pytest.raises(Invalid, match="code_unknown"):
        find_slip(stage.sessions, stage.worker, code)


def test_from_an_address_where_others_may_read_a_slip_confirms_nothing(stage: Stage) -> None:
    message_id = _letter(stage, Answer.YES)
    received = _read(stage, message_id, "option_2", "by_me")
    assert stage.reply(received.reply_id).identity_doubt
    assert stage.message(message_id).understanding is Understanding.NONE


def test_a_wrong_box_is_not_understood_and_then_only_a_judgement_confirms(stage: Stage) -> None:
    message_id = _letter(stage)
    _read(stage, message_id, "option_1", "by_me")
    assert not _read(stage, message_id, "option_2", "by_me").confirmed
    assert stage.message(message_id).understanding is Understanding.MISUNDERSTOOD


def test_a_code_that_is_not_the_deliverys_is_not_taken(stage: Stage) -> None:
    delivery = stage.delivery(_letter(stage))
    entry = SlipEntry(uuid4(), codes.new_code(), frozenset({"option_2", "by_me"}))
    with pytest.raises(NotFound):
        read_slip(stage.sessions, stage.worker, entry, delivery.id, stage.at)
    with pytest.raises(NotFound):
        read_slip(stage.sessions, stage.worker, entry, uuid4(), stage.at)


def test_an_empty_slip_is_a_persons_to_read(stage: Stage) -> None:
    message_id = _letter(stage)
    with pytest.raises(Invalid, match="slip_empty"):
        _read(stage, message_id)
    reply = stage.reply(_read(stage, message_id, NOTHING_TICKED).reply_id)
    assert (reply.ticks, reply.open) == ([], True)


def test_a_clerk_may_key_in_and_an_auditor_may_not(stage: Stage) -> None:
    message_id = _letter(stage)
    for role, allowed in ((Role.PRINT_CLERK, True), (Role.AUDITOR, False)):
        actor = Actor(stage.worker.id, frozenset({role}), frozenset())
        if allowed:
            assert _read(stage, message_id, "option_2", "by_me", actor=actor).confirmed
        else:
            with pytest.raises(NotAllowed):
                _read(stage, message_id, "option_2", "by_me", actor=actor)
