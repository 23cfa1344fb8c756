"""Delivery reports: once each, by rank, and never a step towards "understood"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, select

from channels.base import Progress, Receipt
from channels.errors import Ambiguous, Permanent
from service.database import Base, make_sessions
from service.domain.transport import Transport
from service.domain.understanding import Understanding
from service.models import Alert, Attempt, ContactPoint, ReceiptRow
from service.use_cases.record_receipt import record_receipt
from tests.service.use_cases.stage import Stage, set_stage

NUMBER = "+447700900201"


def _attempt(stage: Stage, message_id: UUID) -> UUID:
    with stage.sessions() as session:
        return session.scalars(select(Attempt.id).where(Attempt.delivery_id == stage.delivery(message_id).id)).one()


def test_the_same_report_twice_is_kept_once(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    assert [stage.report("delivered"), stage.report("delivered")] == [True, False]
    with stage.sessions() as session:
        assert session.scalar(select(func.count()).select_from(ReceiptRow)) == 1


@pytest.mark.parametrize("order", [("delivered", "sent", "queued"), ("queued", "sent", "delivered")])
def test_reports_in_any_order_come_to_the_same(stage: Stage, order: tuple[str, ...]) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    for status in order:
        stage.report(status)
    delivery = stage.delivery(message_id)
    assert (delivery.state, delivery.contradiction) == (Transport.DELIVERED, False)


def test_a_contradiction_is_kept_and_flagged(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    stage.report("failed", error="carrier_fault")
    stage.report("delivered")
    delivery = stage.delivery(message_id)
    assert (delivery.state, delivery.contradiction) == (Transport.DELIVERED, True)


def test_a_dead_number_is_marked(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    stage.report("failed", error="address_unreachable")
    with stage.sessions() as session:
        assert session.scalars(select(ContactPoint.dead)).one()


def test_the_deadline_starts_with_the_report_where_our_own_answer_was_lost(stage: Stage) -> None:
    stage.sms.script(Ambiguous("no_answer"))
    message_id = stage.send(stage.person(number=NUMBER))
    stage.report("sent")
    assert stage.delivery(message_id).state is Transport.SENT
    assert stage.message(message_id).confirm_by is not None
    with stage.sessions() as session:
        assert session.scalars(select(Attempt.provider_id)).one() == stage.sms.journal[0].provider_id


def test_a_report_for_nobody_is_an_alert(stage: Stage) -> None:
    receipt = Receipt("fake", "FAKE-0", uuid4(), "delivered", Progress.DELIVERED)
    assert record_receipt(stage.sessions, receipt, stage.at)
    with stage.sessions() as session:
        assert session.scalars(select(Alert.kind)).one() == "receipt_for_nobody"


def test_a_word_of_tomorrow_changes_nothing(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    assert stage.report("levitating")
    assert stage.delivery(message_id).state is Transport.SENT


@pytest.fixture
def fresh_stage(engine: Engine) -> Callable[[], Stage]:
    """A stage of its own for each example, on tables that were emptied."""

    def make() -> Stage:
        with engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(delete(table))
        return set_stage(make_sessions(engine), datetime(2026, 11, 23, 9, 30, tzinfo=UTC))

    return make


_BEFORE = st.sampled_from(["accepted", "unknown", "refused"])
_REPORTS = st.lists(
    st.tuples(
        st.sampled_from(["queued", "sending", "sent", "delivered", "read", "failed", "undelivered", "canceled", "new-word"]),
        st.sampled_from(Progress),
        st.sampled_from([None, "address_unreachable", "recipient_opted_out", "carrier_fault"]),
    ),
    max_size=8,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(before=_BEFORE, reports=_REPORTS)
def test_no_path_leads_from_reports_to_understood(
    fresh_stage: Callable[[], Stage], before: str, reports: list[tuple[str, Progress, str | None]]
) -> None:
    stage = fresh_stage()
    outcome = {"accepted": None, "unknown": Ambiguous("no_answer"), "refused": Permanent("refused")}[before]
    stage.sms.script(outcome)
    message_id = stage.send(stage.person(number=NUMBER))
    attempt_id = _attempt(stage, message_id)
    for status, progress, error in reports:
        record_receipt(stage.sessions, Receipt("fake", "FAKE-1", attempt_id, status, progress, error, error), stage.at)
    message = stage.message(message_id)
    assert (message.understanding, message.open, message.proof_met) == (Understanding.NONE, True, None)
