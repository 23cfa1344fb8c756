"""Delivery reports: once each, by rank, and never a step towards "understood"."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine, delete, func, select, text, update

from channels.base import Progress, Receipt
from channels.errors import Ambiguous, Permanent
from service.database import Base, make_sessions
from service.domain.messages import Draft
from service.domain.purposes import Purpose
from service.domain.transport import Transport
from service.domain.understanding import Understanding
from service.models import Alert, Attempt, AuditEntry, ContactPoint, Delivery, ReceiptRow
from service.use_cases.record_receipt import record_receipt
from tests.service.domain.way import Try, Way
from tests.service.use_cases.stage import Stage, choice, set_stage

NUMBER = "+447700900201"
_CODES = st.sampled_from(["handset_unreachable", "carrier_unexplained", "address_unreachable", "message_blocked", None])


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


def test_a_report_that_comes_late_grants_no_time(stage: Stage) -> None:
    stage.sms.script(Ambiguous("no_answer"))
    message_id = stage.send(stage.person(number=NUMBER), Draft(Purpose.URGENT, "Please ring us today."))
    began, due = stage.at, stage.message(message_id).confirm_by
    stage.forward(timedelta(days=2))
    assert stage.report("delivered")
    assert stage.message(message_id).confirm_by == due
    assert stage.delivery(message_id).sent_at == began


def test_a_report_that_was_for_nobody_finds_the_try_that_a_look_has_named(stage: Stage) -> None:
    stage.sms.script(Ambiguous("no_answer"))
    message_id = stage.send(stage.person(number=NUMBER))
    named = stage.sms.parse_receipt(stage.sms.receipt(stage.sms.journal[-1], "delivered", None))
    assert named.attempt_id is not None
    # As after a restore: it names a try that this database does not have.
    assert record_receipt(stage.sessions, replace(named, attempt_id=uuid4()), stage.at)
    assert not record_receipt(stage.sessions, replace(named, attempt_id=uuid4()), stage.at)
    assert stage.delivery(message_id).state is Transport.UNKNOWN
    assert record_receipt(stage.sessions, named, stage.at)
    assert stage.delivery(message_id).state is Transport.DELIVERED
    assert not record_receipt(stage.sessions, named, stage.at)
    with stage.sessions() as session:
        assert session.scalars(select(ReceiptRow.attempt_id)).one() == named.attempt_id


def test_a_failure_that_was_for_nobody_is_told_once_its_try_is_known(stage: Stage) -> None:
    stage.sms.script(Ambiguous("no_answer"))
    message_id = stage.send(stage.person(number=NUMBER))
    named = stage.sms.parse_receipt(stage.sms.receipt(stage.sms.journal[-1], "failed", "address_unreachable"))
    assert record_receipt(stage.sessions, replace(named, attempt_id=uuid4()), stage.at)
    assert record_receipt(stage.sessions, named, stage.at)
    assert (stage.delivery(message_id).state, stage.delivery(message_id).contradiction) == (Transport.FAILED, False)


def test_a_report_for_nobody_is_an_alert(stage: Stage) -> None:
    receipt = Receipt("fake", "FAKE-0", uuid4(), "delivered", Progress.DELIVERED)
    assert record_receipt(stage.sessions, receipt, stage.at)
    with stage.sessions() as session:
        assert session.scalars(select(Alert.kind)).one() == "receipt_for_nobody"


def test_a_word_of_tomorrow_changes_nothing(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    assert stage.report("levitating")
    assert stage.delivery(message_id).state is Transport.SENT


def _again(stage: Stage) -> None:
    """The next try is due and is made."""
    stage.forward(timedelta(hours=2))
    stage.carry()


def test_a_phone_that_was_off_is_tried_again_later_and_not_at_once(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    sent_at = stage.delivery(message_id).sent_at
    stage.report("failed", error="handset_unreachable")
    waiting = stage.delivery(message_id)
    assert (waiting.state, waiting.error_code, waiting.contradiction) == (Transport.QUEUED, "handset_unreachable", False)
    assert timedelta(minutes=10) <= waiting.due_at - stage.at <= timedelta(minutes=15)
    assert waiting.sent_at == sent_at
    stage.carry()
    assert len(stage.sms.journal) == 1
    _again(stage)
    assert [carried.outgoing.reference for carried in stage.sms.journal] == [waiting.code, waiting.code]
    assert stage.delivery(message_id).error_code is None
    stage.report("delivered")
    arrived = stage.delivery(message_id)
    assert (arrived.state, arrived.contradiction, arrived.error_code) == (Transport.DELIVERED, False, None)


def test_after_three_tries_it_is_a_persons(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    for _ in range(2):
        stage.report("failed", error="carrier_fault")
        _again(stage)
    stage.report("failed", error="carrier_fault")
    failed = stage.delivery(message_id)
    assert (failed.state, failed.error_code, failed.tries) == (Transport.FAILED, "carrier_fault", 3)
    _again(stage)
    assert len(stage.sms.journal) == 3


def test_what_is_tried_again_by_itself_is_written_down(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    stage.report("failed", error="carrier_unexplained")
    with stage.sessions() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "tried_again")).one()
    assert (entry.subject_id, entry.actor_id) == (stage.delivery(message_id).id, None)


@pytest.mark.parametrize("error", ["went_stale", "message_blocked", "recipient_opted_out", "address_unreachable", None])
def test_what_does_not_pass_is_not_tried_again(stage: Stage, error: str | None) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    stage.report("failed", error=error)
    failed = stage.delivery(message_id)
    assert (failed.state, failed.error_code) == (Transport.FAILED, error)


def test_nothing_is_tried_again_once_it_was_answered(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    stage.text(NUMBER, "2")
    stage.report("failed", error="carrier_fault")
    assert stage.delivery(message_id).state is Transport.FAILED


def test_nothing_is_tried_again_after_what_it_is_about(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER), choice(event_at=stage.at + timedelta(minutes=9)))
    stage.report("failed", error="carrier_fault")
    assert stage.delivery(message_id).state is Transport.FAILED


def test_delivered_after_all_is_taken_out_of_the_queue_and_flagged(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    stage.report("failed", error="handset_unreachable")
    stage.report("delivered")
    delivery = stage.delivery(message_id)
    assert (delivery.state, delivery.contradiction) == (Transport.DELIVERED, True)
    _again(stage)
    assert len(stage.sms.journal) == 1


def test_a_late_sent_leaves_it_in_the_queue(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    stage.report("failed", error="handset_unreachable")
    assert stage.report("sent")
    waiting = stage.delivery(message_id)
    assert (waiting.state, waiting.contradiction) == (Transport.QUEUED, False)


def test_a_report_about_the_first_try_does_not_settle_the_second(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    stage.report("failed", error="handset_unreachable")
    stage.sms.script(Ambiguous("no_answer"))
    _again(stage)
    assert stage.delivery(message_id).state is Transport.UNKNOWN
    stage.report("sent", index=0)
    assert stage.delivery(message_id).state is Transport.UNKNOWN
    stage.report("delivered", index=0)
    delivery = stage.delivery(message_id)
    assert (delivery.state, delivery.contradiction) == (Transport.DELIVERED, True)


def test_a_try_whose_answer_was_lost_may_still_say_that_it_failed(stage: Stage) -> None:
    stage.sms.script(Ambiguous("no_answer"))
    message_id = stage.send(stage.person(number=NUMBER))
    stage.report("failed", error="carrier_fault")
    assert stage.delivery(message_id).state is Transport.QUEUED
    _again(stage)
    stage.report("failed", error="carrier_fault")
    # One of its tries was unknown once: no third one by itself.
    assert stage.delivery(message_id).state is Transport.FAILED


def test_a_report_without_our_id_is_found_by_the_providers(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    provider_id = stage.sms.journal[0].provider_id
    record_receipt(stage.sessions, Receipt("fake", provider_id, None, "delivered", Progress.DELIVERED), stage.at)
    assert stage.delivery(message_id).state is Transport.DELIVERED


def _somebody_waits(stage: Stage) -> bool:
    query = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
    with stage.sessions() as session:
        return bool(session.scalar(text(query)))


def test_what_happened_while_a_report_waited_counts(stage: Stage) -> None:
    """The delivery is locked by a failure that is not committed yet: "sent" must not undo the try that follows it."""
    message_id = stage.send(stage.person(number=NUMBER))
    attempt_id, delivery = _attempt(stage, message_id), stage.delivery(message_id)
    with ThreadPoolExecutor(1) as pool, stage.sessions.begin() as session:
        session.execute(update(Delivery).where(Delivery.id == delivery.id).values(state=Transport.QUEUED))
        session.add(
            ReceiptRow(
                attempt_id=attempt_id,
                provider="fake",
                provider_id="FAKE-1",
                status="undelivered",
                progress=Progress.FAILED.value,
                at=stage.at,
            )
        )
        session.flush()
        waiting = pool.submit(stage.report, "sent")
        while not _somebody_waits(stage):
            assert not waiting.done()
        session.commit()
        assert waiting.result()
    after = stage.delivery(message_id)
    assert (after.state, after.contradiction) == (Transport.QUEUED, False)


def test_many_reports_at_the_same_moment_come_to_the_same(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    told = [("sent", None), ("delivered", None), ("failed", "carrier_fault"), ("queued", None)] * 2
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda report: stage.report(report[0], error=report[1]), told))
    delivery = stage.delivery(message_id)
    assert (delivery.state, delivery.contradiction) == (Transport.DELIVERED, True)
    assert kept.count(True) == 4


@pytest.fixture
def fresh_stage(engine: Engine) -> Callable[[], Stage]:
    """A stage of its own for each example, on tables that were emptied."""

    def make() -> Stage:
        with engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(delete(table))
        return set_stage(make_sessions(engine), datetime(2026, 11, 23, 9, 30, tzinfo=UTC))

    return make


class Told(RuleBasedStateMachine):
    """The same events told to the service and to the model in memory, which knows no SQL."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage, self.way = stage, Way(state=Transport.QUEUED)
        self.message_id = stage.compose(stage.person(number=NUMBER))
        self.reports: list[Receipt] = []

    @precondition(lambda self: self.way.state is Transport.QUEUED)
    @rule(lost=st.booleans())
    def carry(self, *, lost: bool) -> None:
        self.stage.sms.script(Ambiguous("no_answer") if lost else None)
        self.stage.forward(timedelta(hours=2))
        self.stage.carry()
        self.way.tries.append(Try(taken=not lost, lost=lost))
        self.way.state = Transport.UNKNOWN if lost else Transport.SENT

    @precondition(lambda self: bool(self.way.tries))
    @rule(number=st.integers(0, 2), progress=st.sampled_from(Progress), code=_CODES)
    def report(self, number: int, progress: Progress, code: str | None) -> None:
        number %= len(self.way.tries)
        code = code if progress is Progress.FAILED else None
        attempt_id = self.stage.sms.journal[number].outgoing.attempt_id
        # A new word each time: the same one would be the same report.
        receipt = Receipt("fake", f"FAKE-{number}", attempt_id, f"word-{len(self.reports)}", progress, code, code)
        assert record_receipt(self.stage.sessions, receipt, self.stage.at)
        self.reports.append(receipt)
        self.way.tell(number, progress, code)

    @precondition(lambda self: bool(self.reports))
    @rule(place=st.integers(0, 20))
    def repeat(self, place: int) -> None:
        assert not record_receipt(self.stage.sessions, self.reports[place % len(self.reports)], self.stage.at)

    @invariant()
    def both_say_the_same(self) -> None:
        delivery, message = self.stage.delivery(self.message_id), self.stage.message(self.message_id)
        assert (delivery.state, delivery.contradiction) == (self.way.state, self.way.contradiction)
        assert (message.understanding, message.open, message.proof_met) == (Understanding.NONE, True, None)


def test_the_statements_say_what_the_domain_says(fresh_stage: Callable[[], Stage]) -> None:
    class OnTables(Told):
        def __init__(self) -> None:
            super().__init__(fresh_stage())

    few = settings(max_examples=12, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(OnTables, settings=few)


_BEFORE = st.sampled_from(["accepted", "unknown", "refused"])
_REPORTS = st.lists(
    st.tuples(
        st.sampled_from(["queued", "sending", "sent", "delivered", "read", "failed", "undelivered", "canceled", "new-word"]),
        st.sampled_from(Progress),
        st.sampled_from([None, "address_unreachable", "recipient_opted_out", "carrier_fault"]),
    ),
    max_size=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
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


def test_a_failure_that_is_told_of_hours_later_leads_to_no_other_try(stage: Stage) -> None:
    message_id = stage.send(stage.person())
    stage.forward(timedelta(hours=5))
    stage.report("failed", error="handset_unreachable")
    assert stage.delivery(message_id).state is Transport.FAILED
