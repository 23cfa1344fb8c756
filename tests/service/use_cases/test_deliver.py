"""Delivering: everything is asked again at claim, one call a try, and what nobody can tell stays unknown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.orm import Session

from channels.errors import Ambiguous, ChannelError, Permanent, Temporary
from service import outbox
from service.domain.preferences import Medium, MediumChoice, Strength
from service.domain.purposes import Purpose
from service.domain.safe_contact import PointStatus, SafeStatus
from service.domain.transport import Transport
from service.models import Alert, Attempt, ContactPoint, PointEvent
from service.use_cases.deliver import Hands, deliver
from tests.service.use_cases.changes import say
from tests.service.use_cases.stage import Stage, choice, plain


def attempts(stage: Stage, message_id: UUID) -> list[Attempt]:
    with stage.sessions() as session:
        query = select(Attempt).where(Attempt.delivery_id == stage.delivery(message_id).id).order_by(Attempt.number)
        return list(session.scalars(query))


def test_a_text_goes_once_and_its_deadline_starts(stage: Stage) -> None:
    message_id = stage.send(stage.person())
    stage.carry()
    (carried,) = stage.sms.journal
    (attempt,) = attempts(stage, message_id)
    assert carried.outgoing.attempt_id == attempt.id
    assert attempt.outcome == "accepted"
    assert stage.delivery(message_id).state is Transport.SENT
    confirm_by = stage.message(message_id).confirm_by
    assert confirm_by is not None
    assert confirm_by.isoformat() == "2026-11-25T17:00:00+00:00"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": PointStatus.NOT_SAFE}, "not_safe"),
        ({"status": PointStatus.NOT_ASKED}, "not_asked_if_safe"),
        ({"safe_status": SafeStatus.DO_NOT_CONTACT}, "do_not_contact"),
        ({"safe_status": SafeStatus.PERSON_CONTACTS_US}, "person_contacts_us"),
        ({"choices": (MediumChoice(Medium.TEXT, Strength.DECLINES),)}, "declined"),
    ],
)
def test_what_changed_after_composing_holds_the_message(stage: Stage, change: dict[str, object], reason: str) -> None:
    person_id = stage.person()
    message_id = stage.compose(person_id)
    say(stage, person_id, **change)  # type: ignore[arg-type]
    stage.carry()
    delivery = stage.delivery(message_id)
    assert (delivery.state, delivery.held_reason) == (Transport.HELD, reason)
    assert stage.sms.journal == []
    assert attempts(stage, message_id) == []
    assert stage.message(message_id).open


def test_outside_the_safe_hours_it_waits_for_them(stage: Stage) -> None:
    person_id = stage.person()
    message_id = stage.compose(person_id)
    say(stage, person_id, start=time(18), end=time(20))
    stage.carry()
    delivery = stage.delivery(message_id)
    assert (delivery.state, delivery.tries) == (Transport.QUEUED, 0)
    assert delivery.due_at.isoformat() == "2026-11-23T18:00:00+00:00"
    stage.at = delivery.due_at
    stage.carry()
    assert stage.delivery(message_id).state is Transport.SENT


def test_a_lost_answer_is_unknown_and_never_sent_again_by_itself(stage: Stage) -> None:
    stage.sms.script(Ambiguous("no_answer"))
    message_id = stage.send(stage.person())
    delivery = stage.delivery(message_id)
    assert delivery.state is Transport.UNKNOWN
    assert stage.message(message_id).confirm_by is not None
    stage.forward(timedelta(days=1))
    stage.carry()
    assert len(stage.sms.journal) == 1


def test_a_temporary_refusal_is_tried_again_with_a_bound(stage: Stage) -> None:
    stage.sms.script(*[Temporary("rate_limited")] * outbox.MOST_TRIES)
    message_id = stage.compose(stage.person())
    waits = []
    for _ in range(outbox.MOST_TRIES):
        before = stage.at
        stage.carry()
        delivery = stage.delivery(message_id)
        waits.append((delivery.due_at - before).total_seconds() if delivery.state is Transport.QUEUED else None)
        stage.at = max(stage.at, delivery.due_at)
    assert waits[-1] is None
    for place, waited in enumerate(waits[:-1]):
        assert waited is not None
        assert 0.75 <= waited / (30 * 2**place) < 1.25
    delivery = stage.delivery(message_id)
    assert (delivery.state, delivery.error_code) == (Transport.FAILED, "rate_limited")
    assert [attempt.outcome for attempt in attempts(stage, message_id)] == ["put_back"] * (outbox.MOST_TRIES - 1) + [
        "failed"
    ]
    assert stage.sms.journal == []


@pytest.mark.parametrize(
    ("error", "mark"),
    [
        (Permanent("recipient_opted_out", provider_code="21610"), "opted_out"),
        (Permanent("address_invalid"), "dead"),
        (Permanent("address_unreachable"), "dead"),
        (Permanent("message_blocked"), None),
    ],
)
def test_a_refusal_about_the_number_itself_marks_it(stage: Stage, error: ChannelError, mark: str | None) -> None:
    stage.sms.script(error)
    message_id = stage.send(stage.person())
    delivery = stage.delivery(message_id)
    assert (delivery.state, delivery.error_code) == (Transport.FAILED, error.code)
    with stage.sessions() as session:
        point = session.get_one(ContactPoint, delivery.point_id)
        events = session.scalars(select(PointEvent.kind)).all()
    assert [kind for kind in ("dead", "opted_out", "wrong_person") if getattr(point, kind)] == ([mark] if mark else [])
    assert list(events) == ([mark] if mark else [])


def test_a_worker_that_died_in_mid_send_leaves_it_unknown(stage: Stage) -> None:
    message_id = stage.compose(stage.person())
    with stage.sessions.begin() as session:
        (claimed,) = outbox.claim(session, "sms", stage.at, most=5, lease_seconds=60)
        outbox.begin_attempts(session, [claimed.delivery_id], stage.at)
    with stage.sessions.begin() as session:
        assert outbox.expire(session, stage.at) == []
        session.execute(text("UPDATE delivery SET lease_until = clock_timestamp() - interval '1 second'"))
    with stage.sessions.begin() as session:
        assert outbox.expire(session, stage.at) == [claimed.delivery_id]
    assert stage.delivery(message_id).state is Transport.UNKNOWN
    (attempt,) = attempts(stage, message_id)
    assert (attempt.outcome, attempt.error_code) == ("unknown", "lease_expired")
    stage.carry()
    assert stage.sms.journal == []


def test_a_channel_that_is_not_set_up_holds_its_messages(stage: Stage) -> None:
    message_id = stage.compose(stage.person())
    done = deliver(stage.sessions, {}, lambda: stage.at, Hands(lease_seconds=60))
    assert (done.claimed, done.sent) == (1, 0)
    assert stage.delivery(message_id).held_reason == "channel_not_set_up"


def test_many_go_in_one_batch_urgent_first_and_each_once(stage: Stage) -> None:
    ordinary = [stage.compose(stage.person(f"P{number}"), plain(f"Number {number}.")) for number in range(30)]
    urgent = stage.compose(stage.person("U"), choice(purpose=Purpose.URGENT))
    done = deliver(stage.sessions, stage.channels, lambda: stage.at, Hands(lease_seconds=60, threads=1))
    assert (done.claimed, done.sent) == (25, 25)
    assert stage.sms.journal[0].outgoing.reference == stage.delivery(urgent).code
    deliver(stage.sessions, stage.channels, lambda: stage.at, Hands(lease_seconds=60, threads=4))
    sent = [carried.outgoing.reference for carried in stage.sms.journal]
    assert len(sent) == len(set(sent)) == 31
    assert {stage.delivery(message_id).state for message_id in ordinary} == {Transport.SENT}


def test_a_result_is_kept_in_hand_while_the_database_is_away(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    message_id = stage.compose(stage.person())
    record, away = outbox.record, iter([True, True])

    def sometimes(session: Session, outcomes: Sequence[outbox.Outcome]) -> dict[UUID, outbox.Step]:
        if next(away, False):
            raise OperationalError("no statement", {}, Exception("the server closed the connection"))
        return record(session, outcomes)

    monkeypatch.setattr(outbox, "record", sometimes)
    monkeypatch.setattr("service.use_cases.deliver._LOOK_AGAIN_SECONDS", 0.0)
    stage.carry()
    assert stage.delivery(message_id).state is Transport.SENT
    assert [attempt.outcome for attempt in attempts(stage, message_id)] == ["accepted"]


def test_a_result_that_is_never_recorded_becomes_unknown_by_its_lease(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    message_id = stage.compose(stage.person())

    def never(_session: Session, _outcomes: Sequence[outbox.Outcome]) -> dict[UUID, outbox.Step]:
        raise OperationalError("no statement", {}, Exception("gone"))

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "record", never)
        deliver(stage.sessions, stage.channels, lambda: stage.at, Hands(lease_seconds=60, threads=1, patience_seconds=0))
    assert stage.delivery(message_id).state is Transport.SENDING
    with stage.sessions.begin() as session:
        session.execute(text("UPDATE delivery SET lease_until = clock_timestamp() - interval '1 second'"))
        outbox.expire(session, stage.at)
    assert stage.delivery(message_id).state is Transport.UNKNOWN
    stage.carry()
    assert len(stage.sms.journal) == 1


def test_one_row_that_cannot_be_recorded_takes_no_other_with_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    messages = [stage.compose(stage.person(f"P{number}")) for number in range(4)]
    ill = stage.delivery(messages[1]).id
    record = outbox.record

    def refuses(session: Session, outcomes: Sequence[outbox.Outcome]) -> dict[UUID, outbox.Step]:
        if any(outcome.delivery_id == ill for outcome in outcomes):
            raise DataError("no statement", {}, Exception("a row"))
        return record(session, outcomes)

    monkeypatch.setattr(outbox, "record", refuses)
    stage.carry()
    states = [stage.delivery(message_id).state for message_id in messages]
    assert states == [Transport.SENT, Transport.SENDING, Transport.SENT, Transport.SENT]


def test_a_refused_account_holds_everything_and_marks_nothing_failed(stage: Stage) -> None:
    messages = [stage.compose(stage.person(f"P{number}"), plain()) for number in range(3)]
    stage.sms.script(*[Temporary("account_refused")] * 3)
    stage.carry()
    assert {stage.delivery(message_id).state for message_id in messages} == {Transport.QUEUED}
    stage.carry()
    assert stage.sms.journal == [], "it stands still until the probe's time"
    with stage.sessions.begin() as session:
        (alert,) = session.scalars(select(Alert)).all()
        assert (alert.kind, alert.door, alert.detail, alert.times) == ("sending_held", "sms", "account_refused", 1)
        session.execute(text("UPDATE halt SET probe_at = clock_timestamp()"))
    stage.carry()
    assert len(stage.sms.journal) == 1, "one is tried"
    stage.carry()
    assert {stage.delivery(message_id).state for message_id in messages} == {Transport.SENT}


def test_a_question_is_held_at_claim_where_another_went_out_since(stage: Stage) -> None:
    number = stage.new_number()
    first, second = (stage.compose(stage.person(name, number=number)) for name in ("A", "B"))
    with stage.sessions.begin() as session:
        # Two hosts may each release or accept one at the same moment: claiming is where it is certain.
        session.execute(text("UPDATE delivery SET state = 'queued', held_reason = NULL"))
    stage.carry()
    assert stage.delivery(first).state is Transport.SENT
    assert (stage.delivery(second).state, stage.delivery(second).held_reason) == (Transport.HELD, "question_open")


def test_the_senders_rate_bounds_a_batch(stage: Stage) -> None:
    for number in range(5):
        stage.compose(stage.person(f"P{number}"), plain())
    done = deliver(stage.sessions, stage.channels, lambda: stage.at, Hands(lease_seconds=60, threads=1, a_second={"sms": 2}))
    assert (done.claimed, done.sent, done.more) == (2, 2, True)


def test_what_breaks_inside_a_channel_is_unknown(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    message_id = stage.compose(stage.person())

    def breaks(*_: object) -> None:
        raise RuntimeError("in there")

    monkeypatch.setattr(stage.sms, "send", breaks)
    stage.carry()
    assert stage.delivery(message_id).state is Transport.UNKNOWN
    assert [attempt.error_code for attempt in attempts(stage, message_id)] == ["send_broke"]
