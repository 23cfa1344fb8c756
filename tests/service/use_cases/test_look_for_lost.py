"""What became of a lost try is asked of the provider; what it knows settles the try, and its silence never does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from channels.base import Channel, Receipt, Sought
from channels.errors import Ambiguous, ChannelError, Permanent, Temporary
from channels.simulator.server import SimulatorServer
from service.domain import looking
from service.domain.preferences import Medium
from service.domain.transport import Transport
from service.domain.understanding import Understanding
from service.models import Alert, Attempt, Delivery, ReceiptRow
from service.use_cases.deliver import Hands, deliver
from service.use_cases.look_for_lost import Looked, look_for_lost
from service.use_cases.record_receipt import record_receipt
from tests.channels.contract.carriers import simulator_config, twilio_sms
from tests.fakes import FakeChannel, FakeMail
from tests.service.use_cases.stage import Stage

_SOON = timedelta(seconds=31)


def _lose(stage: Stage, *, carried: bool = True, medium: Medium = Medium.TEXT) -> UUID:
    channel = stage.sms if medium is Medium.TEXT else stage.email
    channel.ambiguous_carries = carried
    channel.script(Ambiguous("no_answer"))
    return stage.send(stage.person(medium=medium))


def _look(stage: Stage, *, after: timedelta = _SOON, most: int = 50) -> Looked:
    stage.forward(after)
    looked = look_for_lost(stage.sessions, stage.channels, stage.at, most=most)
    for receipt in looked.receipts:
        record_receipt(stage.sessions, receipt, stage.at)
    return looked


def _attempt(stage: Stage, message_id: UUID) -> Attempt:
    with stage.sessions() as session:
        return session.scalars(select(Attempt).where(Attempt.delivery_id == stage.delivery(message_id).id)).one()


def test_what_the_provider_holds_counts_as_sent(stage: Stage) -> None:
    message_id = _lose(stage)
    assert stage.delivery(message_id).state is Transport.UNKNOWN

    looked = _look(stage)

    attempt, delivery, message = _attempt(stage, message_id), stage.delivery(message_id), stage.message(message_id)
    assert (looked.looked, len(looked.receipts), looked.unmatched, looked.unanswered) == (1, 1, 0, 0)
    # It left when it was tried, and not when we learned of it.
    assert (delivery.state, delivery.sent_at, delivery.contradiction) == (Transport.SENT, attempt.started_at, False)
    assert message.confirm_by is not None
    assert (attempt.provider_id, attempt.looks, attempt.look_found) == (stage.sms.journal[0].provider_id, 1, "one")
    assert message.understanding is Understanding.NONE
    assert len(stage.sms.journal) == 1


def test_what_nobody_holds_stays_unknown_and_is_never_sent_again(stage: Stage) -> None:
    message_id = _lose(stage, carried=False)
    for pause in looking.PAUSES:
        assert _look(stage, after=pause + timedelta(seconds=1)).unmatched == 1
    assert _look(stage, after=timedelta(days=2)).looked == 0
    stage.carry()
    attempt = _attempt(stage, message_id)
    assert (attempt.looks, attempt.look_found) == (len(looking.PAUSES), "none")
    assert stage.delivery(message_id).state is Transport.UNKNOWN
    assert stage.sms.journal == []


def test_it_is_asked_with_what_the_person_was_sent(stage: Stage) -> None:
    message_id = _lose(stage)
    _look(stage)
    attempt = _attempt(stage, message_id)
    (sought,) = stage.sms.looks
    outgoing = stage.sms.journal[0].outgoing
    assert sought == Sought(attempt.id, outgoing.reference, outgoing.destination, attempt.started_at)


def test_looks_grow_rarer(stage: Stage) -> None:
    _lose(stage, carried=False)
    looked = [_look(stage, after=timedelta(minutes=1)).looked for _ in range(200)]
    assert [minute for minute, number in enumerate(looked, start=1) if number] == [1, 3, 13, 73]


def test_a_provider_that_lists_late_is_believed_then(stage: Stage) -> None:
    message_id = _lose(stage)
    stage.sms.lists = False
    _look(stage)
    stage.sms.lists = True
    _look(stage, after=timedelta(minutes=2))
    assert stage.delivery(message_id).state is Transport.SENT


@pytest.mark.parametrize("error", [Temporary("rate_limited"), Ambiguous("no_answer"), Permanent("account_refused")])
def test_no_answer_is_no_look_and_is_asked_again(stage: Stage, error: ChannelError) -> None:
    message_id = _lose(stage)
    stage.sms.script_look(error)
    looked = _look(stage)
    attempt = _attempt(stage, message_id)
    assert (looked.looked, looked.unmatched, looked.unanswered) == (1, 0, 1)
    assert (attempt.looks, attempt.look_found, attempt.looked_at) == (0, "no_answer", stage.at)
    assert _look(stage, after=timedelta(minutes=5)).looked == 0
    assert _look(stage, after=timedelta(minutes=5)).looked == 1
    assert stage.delivery(message_id).state is Transport.SENT


def test_two_at_the_provider_are_both_kept_and_told(stage: Stage) -> None:
    message_id = _lose(stage)
    (first,) = stage.sms.journal
    stage.sms.journal.append(type(first)("FAKE-again", first.outgoing, first.at))

    _look(stage)

    delivery = stage.delivery(message_id)
    assert (delivery.state, delivery.contradiction) == (Transport.SENT, True)
    assert _attempt(stage, message_id).look_found == "several"
    with stage.sessions() as session:
        assert set(session.scalars(select(ReceiptRow.provider_id))) == {first.provider_id, "FAKE-again"}
        alert = session.scalars(select(Alert)).one()
        assert (alert.kind, alert.door, alert.detail) == ("sent_more_than_once", "sms", str(delivery.id))


def test_a_late_report_settles_it_and_ends_the_looks(stage: Stage) -> None:
    message_id = _lose(stage)
    stage.report("delivered")
    assert _look(stage).looked == 0
    assert stage.delivery(message_id).state is Transport.DELIVERED


def test_a_report_after_the_look_changes_nothing_twice(stage: Stage) -> None:
    message_id = _lose(stage)
    _look(stage)
    assert stage.report("queued") is False
    assert stage.report("delivered") is True
    assert stage.delivery(message_id).state is Transport.DELIVERED


def test_a_mail_server_is_not_asked(stage: Stage) -> None:
    stage.email = FakeMail()
    message_id = _lose(stage, medium=Medium.EMAIL)
    assert _look(stage) == Looked(0, (), 0, 0)
    assert _attempt(stage, message_id).looked_at is None
    assert stage.delivery(message_id).state is Transport.UNKNOWN


def test_a_worker_that_died_while_sending_is_asked_about_too(stage: Stage) -> None:
    message_id = _lose(stage)
    with stage.sessions.begin() as session:
        session.execute(update(Attempt).values(error_code="lease_expired"))
    assert _look(stage).looked == 1
    assert stage.delivery(message_id).state is Transport.SENT


class _Twice(FakeChannel):
    """While it is asked, another host looks for lost tries as well."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self.meanwhile: list[int] = []

    def look_up(self, sought: Sought, now: datetime) -> tuple[Receipt, ...]:
        if not self.meanwhile:
            other = Thread(target=self._other_host)
            other.start()
            other.join()
        return super().look_up(sought, now)

    def _other_host(self) -> None:
        self.meanwhile.append(-1)
        channels: dict[str, Channel] = {"sms": FakeChannel()}
        self.meanwhile.append(look_for_lost(self._stage.sessions, channels, self._stage.at).looked)


def test_two_hosts_do_not_ask_about_the_same(stage: Stage) -> None:
    stage.sms = twice = _Twice(stage)
    message_id = _lose(stage)
    _look(stage)
    assert twice.meanwhile == [-1, 0]
    assert stage.delivery(message_id).state is Transport.SENT


def test_only_so_many_at_once_and_the_rest_next_time(stage: Stage) -> None:
    messages = [_lose(stage) for _ in range(3)]
    assert _look(stage, most=2).looked == 2
    assert _look(stage, after=timedelta(0), most=2).looked == 1
    assert {stage.delivery(message_id).state for message_id in messages} == {Transport.SENT}


class _Broken(FakeChannel):
    breaks_at = ""

    def look_up(self, sought: Sought, now: datetime) -> tuple[Receipt, ...]:
        if sought.reference == self.breaks_at:
            raise RuntimeError("a fault of ours")
        return super().look_up(sought, now)


def test_one_that_breaks_does_not_take_the_others_with_it(stage: Stage) -> None:
    stage.sms = broken = _Broken()
    first, second = _lose(stage), _lose(stage)
    broken.breaks_at = stage.delivery(first).code
    looked = _look(stage)
    assert (looked.looked, looked.unanswered) == (2, 1)
    assert stage.delivery(first).state is Transport.UNKNOWN
    assert stage.delivery(second).state is Transport.SENT


def test_a_week_old_try_is_left_to_a_person(stage: Stage) -> None:
    _lose(stage)
    assert _look(stage, after=looking.FORGOTTEN).looked == 0


def _another_try(session: Session, attempt: Attempt, stage: Stage) -> UUID:
    """A second try of the same delivery, lost as well."""
    again = Attempt(id=uuid4(), delivery_id=attempt.delivery_id, number=2, started_at=stage.at)
    again.outcome, again.finished_at = "unknown", stage.at
    session.add(again)
    return again.id


def test_an_earlier_try_with_the_same_code_is_not_taken_for_this_one(stage: Stage) -> None:
    message_id = _lose(stage)
    attempt = _attempt(stage, message_id)
    with stage.sessions.begin() as session:
        values = {"outcome": "accepted", "provider_id": stage.sms.journal[0].provider_id}
        session.execute(update(Attempt).values(values))
        again = _another_try(session, attempt, stage)
    looked = _look(stage)
    assert (looked.looked, looked.receipts, looked.unmatched) == (1, (), 1)
    with stage.sessions() as session:
        assert session.get_one(Attempt, again).look_found == "none"
        assert session.scalars(select(Delivery.state)).one() is Transport.UNKNOWN


@pytest.mark.parametrize("behaviour", ["drop_after+no_report", "http_500_after+no_report"])
def test_the_real_adapter_finds_the_text_by_the_code_that_it_shows(stage: Stage, tmp_path: Path, behaviour: str) -> None:
    config = simulator_config(tmp_path)
    config.clock_file.write_text(str(int((stage.at - datetime.now(UTC)).total_seconds()) + 1))
    with SimulatorServer(config) as simulator:
        channels: dict[str, Channel] = {"sms": twilio_sms(simulator.http_url)}
        simulator.script("*", behaviour, times=None)
        message_id = stage.compose(stage.person())
        deliver(stage.sessions, channels, lambda: stage.at, Hands(lease_seconds=60, threads=1))
        assert stage.delivery(message_id).state is Transport.UNKNOWN
        stage.forward(_SOON)
        (receipt,) = look_for_lost(stage.sessions, channels, stage.at).receipts
        assert [receipt.provider_id] == [entry.provider_id for entry in simulator.journal()]
    record_receipt(stage.sessions, receipt, stage.at)
    assert stage.delivery(message_id).state is Transport.SENT
