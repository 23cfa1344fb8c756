"""Two hands at one delivery: a worker, a person and a report, each a moment before the other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from channels.base import SendResult
from service import outbox
from service.domain.errors import DomainError
from service.domain.judgements import ClosingReason
from service.domain.preferences import Medium
from service.domain.transport import Transport
from service.grouping import Grouped
from service.models import Delivery
from service.outbox import Claimed
from service.use_cases.close_message import close_message
from service.use_cases.compose_messages import Wanted, compose_messages
from service.use_cases.deliver import Hands, deliver
from service.use_cases.send_another_way import send_another_way
from tests.service.use_cases.stage import Stage, plain


@contextmanager
def _before_it_writes(stage: Stage, what: Callable[[], object]) -> Iterator[None]:
    """Once, when a session is about to change a delivery, another hand begins; what holds it up is waited for afterwards."""
    other = threading.Thread(target=what)

    def first(session: Session, *_: Any) -> None:
        if other.ident is None and any(isinstance(row, Delivery) for row in session.dirty):
            other.start()
            other.join(timeout=2)

    event.listen(stage.sessions.class_, "before_flush", first)
    try:
        yield
    finally:
        event.remove(stage.sessions.class_, "before_flush", first)
    other.join(timeout=30)
    assert not other.is_alive()


def test_what_is_called_back_for_another_way_has_not_left_meanwhile(stage: Stage) -> None:
    person_id = stage.person(also=(Medium.LETTER,))
    message_id = stage.compose(person_id, plain())
    with _before_it_writes(stage, stage.carry):
        send_another_way(stage.sessions, stage.worker, message_id, Medium.LETTER, stage.at, channels=stage.channels)
    stage.carry()
    assert stage.sms.journal == []


def test_what_is_closed_has_not_left_meanwhile(stage: Stage) -> None:
    message_id = stage.compose(stage.person(), plain())
    with _before_it_writes(stage, stage.carry):
        close_message(stage.sessions, stage.worker, message_id, ClosingReason.NO_LONGER_NEEDED, "Not needed", stage.at)
    stage.carry()
    assert stage.sms.journal == []
    assert stage.delivery(message_id).state is Transport.CANCELLED


def test_a_report_during_closing_does_not_send_it_again(stage: Stage) -> None:
    message_id = stage.send(stage.person(), plain())
    with _before_it_writes(stage, lambda: stage.report("failed", error="handset_unreachable")):
        close_message(stage.sessions, stage.worker, message_id, ClosingReason.NO_LONGER_NEEDED, "Not needed", stage.at)
    stage.forward(timedelta(hours=1))
    stage.carry()
    assert len(stage.sms.journal) == 1


def test_no_call_is_made_when_its_lease_may_run_out_meanwhile(stage: Stage) -> None:
    """One thread, and a provider that hangs: whoever stands behind goes back to the queue, untried."""
    for number in range(3):
        stage.compose(stage.person(f"P{number}"), plain())
    took = stage.sms.send

    def slowly(*given: Any) -> SendResult:
        time.sleep(1.2)
        return took(*given)

    stage.sms.send = slowly  # type: ignore[assignment, method-assign]
    deliver(stage.sessions, stage.channels, lambda: stage.at, Hands(lease_seconds=2, threads=1))
    assert len(stage.sms.journal) == 1
    with stage.sessions() as session:
        assert sorted(tuple(row) for row in session.execute(select(Delivery.state, Delivery.tries))) == [
            (Transport.QUEUED, 0),
            (Transport.QUEUED, 0),
            (Transport.SENT, 1),
        ]


def test_what_one_way_claimed_is_called_though_the_next_way_breaks(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    message_id = stage.compose(stage.person(), plain())
    claim = outbox.claim

    def breaks(session: Session, channel: str, *given: Any, **more: Any) -> list[Claimed]:
        if channel == "email":
            raise OperationalError("", None, Exception("gone"))
        return claim(session, channel, *given, **more)

    monkeypatch.setattr(outbox, "claim", breaks)
    with pytest.raises(OperationalError):
        stage.carry()
    assert len(stage.sms.journal) == 1
    assert stage.delivery(message_id).state is Transport.SENT


def test_a_worker_that_stops_puts_back_what_it_did_not_begin(stage: Stage) -> None:
    message_id = stage.compose(stage.person(), plain())
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    deliver(stage.sessions, stage.channels, lambda: stage.at, Hands(lease_seconds=60, pool=pool))
    assert stage.sms.journal == []
    assert stage.delivery(message_id).state is Transport.QUEUED
    stage.carry()
    assert len(stage.sms.journal) == 1


def test_calls_cancelled_by_a_stop_go_back_to_the_queue(stage: Stage) -> None:
    for number in range(3):
        stage.compose(stage.person(f"P{number}"), plain())
    pool = ThreadPoolExecutor(1)
    took = stage.sms.send

    def stopping(*given: Any) -> SendResult:
        pool.shutdown(wait=False, cancel_futures=True)
        return took(*given)

    stage.sms.send = stopping  # type: ignore[assignment, method-assign]
    deliver(stage.sessions, stage.channels, lambda: stage.at, Hands(lease_seconds=60, pool=pool))
    with stage.sessions() as session:
        assert sorted(session.scalars(select(Delivery.state))) == [Transport.QUEUED, Transport.QUEUED, Transport.SENT]


def test_a_wish_that_nobody_foresaw_takes_nobody_of_its_group_with_it() -> None:
    first_is_under_way, others_came = threading.Event(), threading.Event()

    def work(asked: Sequence[int]) -> list[int]:
        if 12 in asked:
            first_is_under_way.set()
            others_came.wait(5)
        return [12 // each for each in asked]

    grouped = Grouped(work, most=10)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(grouped.ask, 12)
        first_is_under_way.wait(5)
        others = [pool.submit(grouped.ask, each) for each in (3, 0, 4)]
        time.sleep(0.3)
        others_came.set()
        assert first.result(5) == 1
        assert (others[0].result(5), others[2].result(5)) == (4, 3)
        assert isinstance(others[1].exception(5), ZeroDivisionError)


def test_half_a_character_in_one_message_is_that_ones_fault(stage: Stage) -> None:
    first, second = stage.person("A"), stage.person("B")
    results = compose_messages(
        stage.sessions,
        [Wanted(stage.worker, first, plain("Half \ud800"), uuid4()), Wanted(stage.worker, second, plain(), uuid4())],
        stage.at,
        channels=stage.channels,
    )
    assert isinstance(results[0], DomainError)
    assert isinstance(results[1], UUID)
