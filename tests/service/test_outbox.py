"""The outbox: each due row to one worker, and a state that only the transition table moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from channels.errors import Ambiguous, Permanent, Temporary
from service import outbox
from service.domain.purposes import Purpose
from service.domain.transport import ImpossibleTransport, Transport, TransportEvent
from service.models import Delivery
from tests.service.use_cases.stage import Stage, choice, plain


def test_two_workers_never_claim_the_same_row(stage: Stage) -> None:
    ids = {stage.delivery(stage.compose(stage.person(f"P{n}"), plain())).id for n in range(6)}
    with stage.sessions.begin() as one, stage.sessions.begin() as other:
        first = outbox.claim(one, stage.at, limit=3, lease_seconds=60)
        second = outbox.claim(other, stage.at, limit=10, lease_seconds=60)
    taken = [delivery.id for delivery in [*first, *second]]
    assert len(taken) == 6
    assert set(taken) == ids
    assert {delivery.state for delivery in [*first, *second]} == {Transport.SENDING}


def test_urgent_first_then_the_oldest_and_nothing_before_its_time(stage: Stage) -> None:
    old = stage.delivery(stage.compose(stage.person("A"), plain()))
    stage.forward(timedelta(minutes=1))
    new = stage.delivery(stage.compose(stage.person("B"), plain()))
    urgent = stage.delivery(stage.compose(stage.person("C"), replace(plain(), purpose=Purpose.URGENT)))
    with stage.sessions.begin() as session:
        session.get_one(Delivery, new.id).due_at = stage.at + timedelta(hours=1)
    with stage.sessions.begin() as session:
        claimed = outbox.claim(session, stage.at, limit=10, lease_seconds=60)
    assert [delivery.id for delivery in claimed] == [urgent.id, old.id]
    assert [delivery.tries for delivery in claimed] == [1, 1]


@pytest.mark.parametrize(
    ("error", "outcome", "state"),
    [
        (Ambiguous("no_answer"), "unknown", Transport.UNKNOWN),
        (Temporary("rate_limited"), "put_back", Transport.QUEUED),
        (Permanent("refused"), "failed", Transport.FAILED),
    ],
)
def test_what_is_certain_about_a_failure_decides_where_it_rests(
    stage: Stage, error: Ambiguous | Temporary | Permanent, outcome: str, state: Transport
) -> None:
    stage.compose(stage.person())
    with stage.sessions.begin() as session:
        (delivery,) = outbox.claim(session, stage.at, limit=1, lease_seconds=60)
        assert outbox.refused(delivery, error, stage.at) == outcome
        assert (delivery.state, delivery.lease_until) == (state, None)


def test_a_callback_that_was_quicker_than_our_own_answer_stands(stage: Stage) -> None:
    stage.compose(stage.person())
    with stage.sessions.begin() as session:
        (delivery,) = outbox.claim(session, stage.at, limit=1, lease_seconds=60)
        outbox.move(delivery, TransportEvent.DELIVER, stage.at)
        outbox.accepted(delivery, stage.at)
        assert delivery.state is Transport.DELIVERED
        assert outbox.refused(delivery, Ambiguous("no_answer"), stage.at) == "settled_by_receipt"
        assert delivery.state is Transport.DELIVERED


def test_an_impossible_step_changes_nothing(stage: Stage) -> None:
    delivery = stage.delivery(stage.compose(stage.person()))
    with pytest.raises(ImpossibleTransport):
        outbox.move(delivery, TransportEvent.POST, stage.at)
    assert delivery.state is Transport.QUEUED


def test_a_question_is_open_at_its_number_until_its_time_runs_out(stage: Stage) -> None:
    number = stage.new_number()
    message_id = stage.send(stage.person(number=number), choice())
    confirm_by = stage.message(message_id).confirm_by
    assert confirm_by is not None
    with stage.sessions() as session:
        assert outbox.question_open_at(session, number, stage.at)
        assert not outbox.question_open_at(session, stage.new_number(), stage.at)
        assert not outbox.question_open_at(session, number, stage.at, besides=message_id)
        assert not outbox.question_open_at(session, number, confirm_by + timedelta(seconds=1))
