"""Keys for programs, as the admin keeps them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from service.domain.actors import Role
from service.domain.api_keys import Scope, digest_of
from service.models import ApiKey, AuditEntry, Staff
from service.use_cases.use_api_key import use_api_key
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, add_staff


@pytest.fixture
def worker(visitor: Visitor, sessions: sessionmaker[Session], hand_clock: HandClock) -> Staff:
    """A caseworker; the visitor is the admin."""
    visitor.signed_in_as(add_staff(sessions, hand_clock.at, Role.ADMIN, username="ada"), hand_clock.at)
    return add_staff(sessions, hand_clock.at, Role.CASEWORKER, username="casey")


def _add(visitor: Visitor, worker: Staff, **changes: str) -> tuple[int, str]:
    form = {"name": "Case system", "staff": str(worker.id), "scopes": Scope.MESSAGES_SEND.value, "a_minute": "60"}
    answer = visitor.submit("/api-keys/add", {**form, **changes})
    return answer.status_code, answer.text


def test_a_key_is_shown_once_and_only_its_digest_is_kept(
    visitor: Visitor, worker: Staff, sessions: sessionmaker[Session], hand_clock: HandClock
) -> None:
    status, text = _add(visitor, worker)
    assert status == 200
    shown = re.search(r'class="bw-secret">([^<]+)<', text)
    assert shown is not None
    with sessions() as session:
        kept = session.scalars(select(ApiKey)).one()
        assert (kept.digest, kept.a_minute, kept.staff_id) == (digest_of(shown[1]), 60, worker.id)
        trace = session.scalars(select(AuditEntry).where(AuditEntry.action == "api_key_created")).one()
        assert (trace.subject_id, trace.fields) == (kept.id, ["a_minute", "name", "scopes", "staff_id"])
    everything = visitor.get("/api-keys").text
    assert shown[1] not in everything
    assert "Casey Example answers for it" in everything
    assert "never used" in everything
    use_api_key(sessions, shown[1], hand_clock.at)
    assert "last used" in visitor.get("/api-keys").text


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", " ", "The key has no name"),
        ("name", "x" * 101, "The name is too long"),
        ("staff", "", "Choose who answers for what this key does"),
        ("scopes", "", "Choose from the answers"),
        ("a_minute", "", "Enter how many requests a minute"),
        ("a_minute", "0", "Enter how many requests a minute"),
        ("a_minute", "many", "Enter a whole number"),
    ],
)
def test_faults_stand_beside_their_fields(visitor: Visitor, worker: Staff, field: str, typed: str, words: str) -> None:
    status, text = _add(visitor, worker, **{field: typed})
    assert status == 422
    assert f'id="{field}-error"' in text
    assert words in text


def test_only_who_works_with_people_can_answer_for_a_key(
    visitor: Visitor, worker: Staff, sessions: sessionmaker[Session], hand_clock: HandClock
) -> None:
    clerk = add_staff(sessions, hand_clock.at, Role.PRINT_CLERK, username="pat")
    page = visitor.get("/api-keys/add").text
    assert str(worker.id) in page
    assert str(clerk.id) not in page
    assert _add(visitor, clerk)[0] == 422


def test_a_key_is_revoked_and_stays_on_the_list(visitor: Visitor, worker: Staff, sessions: sessionmaker[Session]) -> None:
    _add(visitor, worker)
    with sessions() as session:
        key_id = session.scalars(select(ApiKey.id)).one()
    for _ in range(2):
        assert visitor.submit(f"/api-keys/{key_id}/revoke").status_code == 303
    page = visitor.get("/api-keys").text
    assert "Revoked" in page
    assert f"/api-keys/{key_id}/revoke" not in page
    with sessions() as session:
        assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "api_key_revoked")).all()) == 1
    assert visitor.submit("/api-keys/018f3b1e-0000-7000-8000-000000000000/revoke").status_code == 404


def test_a_key_of_a_closed_account_is_shown_as_such(
    visitor: Visitor, worker: Staff, sessions: sessionmaker[Session]
) -> None:
    _add(visitor, worker)
    with sessions.begin() as session:
        session.get_one(Staff, worker.id).active = False
    assert "Account closed" in visitor.get("/api-keys").text
