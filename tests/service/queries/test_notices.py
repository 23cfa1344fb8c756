"""What knocked in vain, for managers; what stands still, for everybody who sends."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from service import alerts
from service.database import new_id
from service.domain.actors import Actor, Role
from service.domain.errors import NotAllowed
from service.models import Alert, Halt
from service.queries.notices import Knock, StandsStill, standing_still, unseen_alerts
from service.use_cases.see_alerts import see_alerts

MANAGER = Actor(new_id(), frozenset({Role.MANAGER}), frozenset())
WORKER = Actor(new_id(), frozenset({Role.CASEWORKER}), frozenset())


def _knock(sessions: sessionmaker[Session], kind: str, detail: str, at: datetime) -> None:
    with sessions.begin() as session:
        alerts.note(session, kind, "inbound", detail, at)


def test_an_alert_tells_how_often_and_since_when(sessions: sessionmaker[Session], now: datetime) -> None:
    minute = timedelta(minutes=1)
    for number in range(3):
        _knock(sessions, "unverified", "signature_wrong", now + number * minute)
    _knock(sessions, "unverified", "signature_missing", now - minute)
    _knock(sessions, "malformed", "no_sender", now + 5 * minute)
    with sessions() as session:
        assert len(session.scalars(select(Alert)).all()) == 3
        assert unseen_alerts(session, MANAGER) == (
            Knock("malformed", "inbound", 1, now + 5 * minute, now + 5 * minute),
            Knock("unverified", "inbound", 4, now - minute, now + 2 * minute),
        )


def test_counting_begins_anew_when_somebody_looked(sessions: sessionmaker[Session], now: datetime) -> None:
    later = now + timedelta(hours=1)
    for at in (now, now):
        _knock(sessions, "unverified", "signature_wrong", at)
    see_alerts(sessions, MANAGER, now, later)
    with sessions() as session:
        assert unseen_alerts(session, MANAGER) == ()
    _knock(sessions, "unverified", "signature_wrong", later)
    with sessions() as session:
        assert unseen_alerts(session, MANAGER) == (Knock("unverified", "inbound", 1, later, later),)


def test_only_managers_hear_of_what_knocked(sessions: sessionmaker[Session], now: datetime) -> None:
    _knock(sessions, "unverified", "signature_wrong", now)
    with sessions() as session:
        assert len(unseen_alerts(session, MANAGER)) == 1
        assert unseen_alerts(session, WORKER) == ()


def test_everybody_who_works_with_people_hears_what_stands_still(sessions: sessionmaker[Session], now: datetime) -> None:
    with sessions.begin() as session:
        session.add(Halt(channel="sms", reason="account_refused", since=now, probe_at=now))
    with sessions() as session:
        for actor in (WORKER, MANAGER):
            assert standing_still(session, actor) == (StandsStill("sms", "account_refused", now),)
        with pytest.raises(NotAllowed):
            standing_still(session, Actor(new_id(), frozenset({Role.AUDITOR}), frozenset()))
