"""The figures are what the rows say, and asking for them looks only into indexes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session, sessionmaker

from channels.errors import Ambiguous, Permanent
from service import alerts, outbox
from service.domain.purposes import Purpose
from service.models import Attempt, Delivery, Mailbox, Message
from service.queries.measures import STATEMENTS, Measures, measures
from tests.service.use_cases.stage import Stage, plain

_BIG = {"delivery", "message", "attempt", "audit_entry", "alert"}


def _measured(stage: Stage) -> Measures:
    with stage.sessions() as session:
        return measures(session, stage.at)


def test_an_empty_service_measures_nothing(stage: Stage) -> None:
    found = _measured(stage)
    assert set(found.due) == {
        (channel, lane) for channel in ("sms", "email", "letter") for lane in ("urgent", "ordinary", "bulk")
    }
    assert set(found.due.values()) == {0}
    assert set(found.queue_age.values()) == {0}
    assert (found.flagged, found.unknown, found.sends, found.halts, found.mailbox_age) == (0, {}, {}, {}, None)
    assert (found.workers, found.stalled_jobs, found.expired_leases) == (0, 0, 0)


def test_what_waits_is_counted_by_channel_and_lane_with_the_age_of_the_oldest(stage: Stage) -> None:
    stage.compose(stage.person("A"), plain())
    stage.forward(timedelta(minutes=5))
    stage.compose(stage.person("B"), plain())
    stage.compose(stage.person("C"), replace(plain(), purpose=Purpose.URGENT))
    stage.forward(timedelta(minutes=1))

    found = _measured(stage)

    assert (found.due["sms", "ordinary"], found.due["sms", "urgent"], found.due["email", "ordinary"]) == (2, 1, 0)
    assert found.queue_age == {"sms": 360, "email": 0, "letter": 0}
    assert found.waiting_jobs == {"deliver": 3}
    assert found.unsealed_age == 360


def test_sends_are_told_by_their_result_and_unknown_ones_stand_until_settled(stage: Stage) -> None:
    for outcome in (None, Permanent("address_unreachable"), Ambiguous("timeout")):
        stage.compose(stage.person("A"), plain())
        stage.sms.script(outcome)
        stage.carry()
    stage.forward(timedelta(minutes=2))

    found = _measured(stage)
    assert found.sends == {("sms", "accepted"): 1, ("sms", "failed"): 1, ("sms", "unknown"): 1}
    assert (found.unknown, found.unknown_age) == ({"sms": 1}, 120)

    with stage.sessions.begin() as session:
        session.execute(update(Delivery).where(Delivery.state == "unknown").values(awaiting=False))
    assert _measured(stage).unknown == {}


def test_a_try_of_more_than_an_hour_ago_is_history(stage: Stage) -> None:
    stage.compose(stage.person("A"), plain())
    stage.carry()
    with stage.sessions.begin() as session:
        session.execute(update(Attempt).values(id="018f3b1e-0000-7000-8000-000000000000"))
    assert _measured(stage).sends == {}


def test_a_message_past_its_deadline_is_flagged(stage: Stage) -> None:
    message_id = stage.compose(stage.person("A"), plain())
    stage.carry()
    assert _measured(stage).flagged == 0
    with stage.sessions() as session:
        deadline = session.get_one(Message, message_id).confirm_by
    assert deadline is not None
    stage.at = deadline
    assert _measured(stage).flagged == 1


def test_what_stands_still_is_told(stage: Stage) -> None:
    with stage.sessions.begin() as session:
        outbox.halt(session, "sms", "account_refused", stage.at)
        alerts.note(session, "unverified", "status", "signature_wrong", stage.at)
        session.add(Mailbox(name="inbox", uid_validity=1, last_uid=1, at=stage.at))
        session.execute(
            text(
                """
                WITH silent AS (
                    INSERT INTO procrastinate_workers (last_heartbeat)
                    VALUES (now()), (now() - interval '2 minutes') RETURNING id, last_heartbeat
                )
                INSERT INTO procrastinate_jobs (task_name, queue_name, args, status, worker_id)
                SELECT 'deliver', 'default', '{}', 'doing', id FROM silent
                """
            )
        )
    stage.forward(timedelta(seconds=30))

    found = _measured(stage)

    assert found.halts == {("sms", "account_refused"): 30}
    assert found.alerts == {"sending_held": 1, "unverified": 1}
    assert (found.workers, found.stalled_jobs) == (1, 1)
    assert found.mailbox_age is not None


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_look_reads_a_whole_table(name: str, stage: Stage, sessions: sessionmaker[Session]) -> None:
    """With sequential scans priced out, one that is left means that no index fits the question."""
    with sessions() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        given = {"now": stage.at, "most": 100_000, "most_sends": 20_000, "silent": 60}
        explained = text("EXPLAIN " + str(STATEMENTS[name]))
        plan = [row[0] for row in session.connection().execute(explained, given)]
    assert not [line for line in plan for table in _BIG if f"Seq Scan on {table}" in line]
