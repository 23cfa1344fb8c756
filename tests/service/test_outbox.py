"""The outbox: each due row to one worker, and a state that only the transition table moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from channels.base import Progress, SendResult
from channels.errors import Ambiguous, ChannelError, Permanent, Temporary
from service import outbox
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.transport import ImpossibleTransport, Lane, Transport, TransportEvent
from service.models import Alert, Delivery, Halt, Pace
from tests.service.use_cases.stage import Stage, choice, plain


def test_two_workers_never_claim_the_same_row(stage: Stage) -> None:
    ids = {stage.delivery(stage.compose(stage.person(f"P{n}"), plain())).id for n in range(6)}
    with stage.sessions.begin() as one, stage.sessions.begin() as other:
        first = outbox.claim(one, "sms", stage.at, most=3, lease_seconds=60)
        second = outbox.claim(other, "sms", stage.at, most=10, lease_seconds=60)
    taken = [claimed.delivery_id for claimed in [*first, *second]]
    assert len(taken) == 6
    assert set(taken) == ids
    with stage.sessions() as session:
        assert {session.get_one(Delivery, each).state for each in ids} == {Transport.SENDING}


def test_urgent_first_then_the_oldest_and_nothing_before_its_time(stage: Stage) -> None:
    old = stage.delivery(stage.compose(stage.person("A"), plain()))
    stage.forward(timedelta(minutes=1))
    new = stage.delivery(stage.compose(stage.person("B"), plain()))
    urgent = stage.delivery(stage.compose(stage.person("C"), replace(plain(), purpose=Purpose.URGENT)))
    with stage.sessions.begin() as session:
        session.get_one(Delivery, new.id).due_at = stage.at + timedelta(hours=1)
    with stage.sessions.begin() as session:
        claimed = outbox.claim(session, "sms", stage.at, most=10, lease_seconds=60)
    assert [each.delivery_id for each in claimed] == [urgent.id, old.id]
    assert [each.tries for each in claimed] == [1, 1]


def test_a_share_is_kept_for_bulk_and_the_rest_is_filled_with_it(stage: Stage) -> None:
    bulk = [stage.delivery(stage.compose(stage.person(f"B{n}"), plain())).id for n in range(4)]
    with stage.sessions.begin() as session:
        session.execute(update(Delivery).values(lane=Lane.BULK))
    ordinary = [stage.delivery(stage.compose(stage.person(f"O{n}"), plain())).id for n in range(4)]
    with stage.sessions.begin() as session:
        claimed = outbox.claim(session, "sms", stage.at, most=4, for_bulk=1, lease_seconds=60)
    assert [each.delivery_id for each in claimed] == [*ordinary[:3], bulk[0]]
    with stage.sessions.begin() as session:
        claimed = outbox.claim(session, "sms", stage.at, most=10, for_bulk=2, lease_seconds=60)
    assert [each.delivery_id for each in claimed] == [ordinary[3], *bulk[1:]]


def test_what_was_written_to_one_number_arrives_in_order(stage: Stage) -> None:
    person_id = stage.person()
    answers = [replace(plain(words), purpose=Purpose.CONVERSATION) for words in ("One.", "Two.")]
    first, second = (stage.delivery(stage.compose(person_id, answer)).id for answer in answers)
    urgent = stage.delivery(stage.compose(person_id, replace(plain(), purpose=Purpose.URGENT))).id

    def claimed_now() -> list[UUID]:
        with stage.sessions.begin() as session:
            return [each.delivery_id for each in outbox.claim(session, "sms", stage.at, most=10, lease_seconds=60)]

    def ends(delivery_id: UUID, event: TransportEvent) -> None:
        with stage.sessions.begin() as session:
            outbox.move(session.get_one(Delivery, delivery_id), event, stage.at)

    assert claimed_now() == [urgent], "one at a time, the more urgent lane first"
    assert claimed_now() == [], "nothing overtakes what is under way"
    ends(urgent, TransportEvent.ACCEPT)
    assert claimed_now() == [first]
    ends(first, TransportEvent.PUT_BACK)
    with stage.sessions.begin() as session:
        session.get_one(Delivery, first).due_at = stage.at + timedelta(minutes=1)
    assert claimed_now() == [], "what was put back keeps its place"
    stage.forward(timedelta(minutes=2))
    assert claimed_now() == [first]
    ends(first, TransportEvent.ACCEPT)
    assert claimed_now() == [second]


def test_a_letter_is_carried_only_once_a_clerk_released_it(stage: Stage) -> None:
    stage.compose(stage.person(medium=Medium.LETTER), plain())
    with stage.sessions.begin() as session:
        assert outbox.claim(session, "letter", stage.at, most=10, lease_seconds=60) == []


TAKEN = SendResult("fake", "SM1", "queued", Progress.ACCEPTED)


@pytest.mark.parametrize(
    ("state", "result", "tries", "awaiting", "outcome", "event"),
    [
        (Transport.SENDING, TAKEN, 1, True, "accepted", TransportEvent.ACCEPT),
        (Transport.UNKNOWN, TAKEN, 1, True, "accepted", TransportEvent.ACCEPT),
        (Transport.DELIVERED, TAKEN, 1, True, "accepted", None),
        (Transport.SENDING, Ambiguous("no_answer"), 1, True, "unknown", TransportEvent.LOSE),
        (Transport.UNKNOWN, Ambiguous("no_answer"), 1, True, "unknown", None),
        (Transport.DELIVERED, Ambiguous("no_answer"), 1, True, "settled_by_receipt", None),
        (Transport.SENDING, Temporary("rate_limited"), 1, True, "put_back", TransportEvent.PUT_BACK),
        (Transport.SENDING, Temporary("rate_limited"), 1, False, "cancelled", TransportEvent.CANCEL),
        (Transport.SENDING, Temporary("rate_limited"), outbox.MOST_TRIES, True, "failed", TransportEvent.REFUSE),
        (Transport.SENDING, Temporary("account_refused"), 99, True, "held_back", TransportEvent.PUT_BACK),
        (Transport.SENDING, Permanent("refused"), 1, True, "failed", TransportEvent.REFUSE),
    ],
)
def test_what_is_certain_about_a_call_decides_where_it_rests(
    state: Transport,
    result: SendResult | ChannelError,
    tries: int,
    awaiting: bool,
    outcome: str,
    event: TransportEvent | None,
    now: datetime,
) -> None:
    step = outbox.step_after(state, tries, Lane.ORDINARY, result, now, awaiting=awaiting, jitter=0.5)
    assert (step.outcome, step.event) == (outcome, event)


def test_an_urgent_message_is_given_up_sooner_so_that_somebody_rings(now: datetime) -> None:
    busy = Temporary("rate_limited")
    step = outbox.step_after(Transport.SENDING, 4, Lane.URGENT, busy, now, awaiting=True, jitter=0.0)
    assert step.outcome == "failed"


def test_all_hosts_draw_from_one_rate_and_the_share_for_bulk_adds_up(stage: Stage) -> None:
    def turn(most: int) -> outbox.Turn:
        with stage.sessions.begin() as session:
            return outbox.take_turn(session, "sms", most, 4)

    first, second = turn(3), turn(3)
    assert (first.most, first.limited) == (3, False)
    assert (second.most, second.limited) == (1, True)
    with stage.sessions.begin() as session:
        outbox.give_back(session, "sms", 3, 4)
        session.execute(update(Pace).values(at=func.clock_timestamp()))
    third = turn(2)
    assert third.most == 2
    assert first.for_bulk + second.for_bulk + third.for_bulk == 1, "a fifth of six, whole ones only"


def test_no_rate_no_limit(stage: Stage) -> None:
    with stage.sessions.begin() as session:
        assert outbox.take_turn(session, "email", 25, 0) == outbox.Turn(25, 5, limited=False)
        assert session.scalars(select(Pace)).all() == []


def test_a_halted_channel_lets_one_probe_through_when_its_time_has_come(stage: Stage) -> None:
    with stage.sessions.begin() as session:
        assert outbox.halt(session, "sms", "account_refused", stage.at)
        assert not outbox.halt(session, "sms", "account_refused", stage.at), "it stands still already"
        assert outbox.may_send(session, "sms", 25) == 0
        assert outbox.may_send(session, "email", 25) == 25
        assert session.scalars(select(Alert.kind)).all() == ["sending_held"]
        session.execute(update(Halt).values(probe_at=func.clock_timestamp()))
        assert outbox.may_send(session, "sms", 25) == 1
        assert outbox.may_send(session, "sms", 25) == 0, "one host tries, the others wait"
        assert outbox.resume(session, "sms")
        assert outbox.may_send(session, "sms", 25) == 25


def test_a_restored_system_sends_nothing_until_a_person_says_so(stage: Stage) -> None:
    with stage.sessions.begin() as session:
        outbox.halt(session, "*", "restored", stage.at, probe_after=None)
        assert [outbox.may_send(session, channel, 25) for channel in ("sms", "email", "letter")] == [0, 0, 0]
        assert outbox.resume(session, "*")
        assert outbox.may_send(session, "sms", 25) == 25


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
