"""The sweep: what a dead worker, a lost job or an expired wait left behind comes right by itself, and twice is once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from service import outbox
from service.domain.transport import Transport
from service.use_cases.sweep import sweep
from tests.service.use_cases.stage import Stage


def _jobs(stage: Stage) -> int:
    with stage.sessions() as session:
        return int(session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one())


def test_a_lease_that_ran_out_is_unknown(stage: Stage) -> None:
    message_id = stage.compose(stage.person())
    with stage.sessions.begin() as session:
        (claimed,) = outbox.claim(session, "sms", stage.at, most=1, lease_seconds=60)
        outbox.begin_attempts(session, [claimed.delivery_id], stage.at)
    assert sweep(stage.sessions, stage.at)["expired"] == 0
    with stage.sessions.begin() as session:
        session.execute(text("UPDATE delivery SET lease_until = clock_timestamp() - interval '1 second'"))
    assert sweep(stage.sessions, stage.at)["expired"] == 1
    assert stage.delivery(message_id).state is Transport.UNKNOWN
    assert sweep(stage.sessions, stage.at)["expired"] == 0


def test_what_is_due_goes_out_though_every_job_was_lost(stage: Stage) -> None:
    stage.compose(stage.person())
    with stage.sessions.begin() as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))
    assert sweep(stage.sessions, stage.at)["due"] == 1
    assert _jobs(stage) == 1
    stage.carry()
    assert len(stage.sms.journal) == 1
    assert sweep(stage.sessions, stage.at)["due"] == 0


def test_a_held_question_goes_when_the_time_of_the_first_has_run_out(stage: Stage) -> None:
    person_id = stage.person()
    first = stage.send(person_id)
    second = stage.compose(person_id)
    assert sweep(stage.sessions, stage.at)["released"] == 0
    confirm_by = stage.message(first).confirm_by
    assert confirm_by is not None
    stage.at = confirm_by + timedelta(minutes=1)
    assert sweep(stage.sessions, stage.at)["released"] == 1
    stage.carry()
    assert stage.delivery(second).state is Transport.SENT
    assert stage.message(first).open


def test_only_the_oldest_of_two_held_questions_goes(stage: Stage) -> None:
    person_id = stage.person()
    first = stage.send(person_id)
    second = stage.compose(person_id)
    stage.forward(timedelta(minutes=1))
    third = stage.compose(person_id)
    confirm_by = stage.message(first).confirm_by
    assert confirm_by is not None
    stage.at = confirm_by + timedelta(minutes=1)
    assert sweep(stage.sessions, stage.at)["released"] == 1
    assert stage.delivery(second).state is Transport.QUEUED
    assert stage.delivery(third).state is Transport.HELD


def test_the_audit_is_sealed(stage: Stage) -> None:
    stage.compose(stage.person())
    assert sweep(stage.sessions, stage.at)["sealed"] > 0
    assert sweep(stage.sessions, stage.at)["sealed"] == 0
