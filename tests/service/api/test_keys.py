"""A key opens what it was made for, for as long as its member of staff may, and so often a minute."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from service.container import Container
from service.domain.actors import Role
from service.domain.api_keys import Scope
from service.models import ApiKey, ApiUse, Staff
from service.use_cases.revoke_api_key import revoke_api_key
from tests.service.api.conftest import ADMIN, Program
from tests.service.use_cases.stage import Stage, add_worker

MESSAGES = "/api/v1/messages"


def test_the_key_itself_is_nowhere_kept(program: Program, stage: Stage) -> None:
    with stage.sessions() as session:
        kept = session.scalars(select(ApiKey)).one()
        assert kept.digest == hashlib.sha256(program.token.encode()).hexdigest()
        assert all(program.token not in str(value) for value in vars(kept).values())


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer x", f"Bearer bothways_{'A' * 43}", f"Basic bothways_{'A' * 43}", "Bearer bothways_\u00e9"],
)
def test_without_a_key_that_works_nothing_opens(app: Flask, stage: Stage, header: str | None) -> None:
    del stage
    headers = {} if header is None else {"Authorization": header}
    answer = app.test_client().get(MESSAGES, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="bothways"'
    assert answer.json is not None
    assert answer.json["code"] == "api_key_refused"


def test_a_revoked_key_opens_nothing_from_the_next_request_on(program: Program, stage: Stage) -> None:
    assert program.get(MESSAGES).status_code == 200
    revoke_api_key(stage.sessions, ADMIN, program.key.id, stage.at)
    assert program.get(MESSAGES).status_code == 401


def test_a_key_ends_with_its_account(program: Program, stage: Stage) -> None:
    with stage.sessions.begin() as session:
        session.execute(update(Staff).where(Staff.id == stage.worker.id).values(active=False))
    assert program.get(MESSAGES).status_code == 401


@pytest.mark.parametrize("missing", Scope)
def test_a_key_does_only_what_its_scopes_say(new_program: Callable[..., Program], stage: Stage, missing: Scope) -> None:
    program = new_program(scopes=[scope for scope in Scope if scope is not missing])
    person = {"id": str(stage.person())}
    asked: dict[Scope, Callable[[], TestResponse]] = {
        Scope.MESSAGES_SEND: lambda: program.send({"person": person, "purpose": "general", "words": {"text": "Hello."}}),
        Scope.MESSAGES_READ: lambda: program.get(MESSAGES),
        Scope.PLANS_READ: lambda: program.post("/api/v1/plans", {"person": person, "purpose": "general"}),
    }
    for scope, ask in asked.items():
        answer = ask()
        assert (answer.status_code == 403) is (scope is missing)
        if scope is missing:
            assert (answer.json or {})["code"] == "scope_missing"


def test_a_key_gives_no_right_that_its_member_of_staff_lost(program: Program, stage: Stage) -> None:
    with stage.sessions.begin() as session:
        session.execute(update(Staff).where(Staff.id == stage.worker.id).values(roles=[Role.PRINT_CLERK.value]))
    answer = program.get(MESSAGES)
    assert (answer.status_code, (answer.json or {})["code"]) == (403, "role_missing")


def test_named_readers_of_a_restricted_record_may_send_to_it_by_key(
    new_program: Callable[..., Program], stage: Stage
) -> None:
    colleague = add_worker(stage.sessions, stage.at, stage.team, Role.CASEWORKER, "cleo")
    hidden = stage.person("Hana Ito", worker=colleague, restricted=True)
    request = {"person": {"id": str(hidden)}, "purpose": "general", "words": {"text": "Hello."}}
    assert new_program(colleague).send(request).status_code == 201
    assert new_program().send(request).status_code == 404


def test_the_rate_is_kept_a_minute_long(new_program: Callable[..., Program], stage: Stage) -> None:
    stage.at = stage.at.replace(second=17)
    program, other = new_program(a_minute=3), new_program(a_minute=3)
    assert [program.get(MESSAGES).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = program.get(MESSAGES)
    assert refused.headers["Retry-After"] == "43"
    assert (refused.json or {})["code"] == "too_many_requests"
    assert other.get(MESSAGES).status_code == 200
    stage.forward(timedelta(seconds=43))
    assert program.get(MESSAGES).status_code == 200


def test_counts_of_long_ago_are_forgotten(program: Program, stage: Stage) -> None:
    for _ in range(3):
        program.get(MESSAGES)
        stage.forward(timedelta(days=1, minutes=1))
    with stage.sessions() as session:
        assert session.scalar(select(func.count()).select_from(ApiUse)) == 1


def test_a_browsers_session_opens_nothing_here(app: Flask, container: Container) -> None:
    """The cookie of a page is not read: a forged form can do nothing with it."""
    client = app.test_client()
    client.set_cookie("bothways", "anything")
    answer = client.post(MESSAGES, data={"person": str(uuid4())})
    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers
    assert container.settings.council_name not in answer.text
