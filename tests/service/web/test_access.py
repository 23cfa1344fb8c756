"""The one table of access is whole, and the guard does exactly what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, session
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.routing import Rule

from service.app import create_app
from service.container import Container
from service.domain.actors import Role
from service.domain.errors import NotAllowed
from service.settings import Mode
from service.web.access import MissingFromTable, opens
from service.web.access_table import TABLE
from service.web.doors import current_actor
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, add_staff

_PARAMETER = re.compile(r"<(?:(\w+):)?\w+>")
_EXAMPLES = {"uuid": "018f3b1e-0000-7000-8000-000000000000", "int": "1", "path": "x", None: "x", "string": "x"}


def _path(rule: Rule) -> str:
    return _PARAMETER.sub(lambda found: _EXAMPLES[found[1]], rule.rule)


def test_every_route_has_a_line_and_every_line_a_route(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert routes - set(TABLE) == set()
    assert set(TABLE) - routes == set()


@pytest.mark.parametrize("role", [*Role, None])
def test_each_role_gets_exactly_what_the_table_says(
    app: Flask, sessions: sessionmaker[Session], hand_clock: HandClock, role: Role | None
) -> None:
    """The views are replaced by a mark, so that the guard alone decides what is answered."""
    for endpoint in app.view_functions:
        app.view_functions[endpoint] = _let_in
    visitor = Visitor(app)
    if role is not None:
        staff = add_staff(sessions, hand_clock.at, role, username="visitor")
        visitor.signed_in_as(staff, hand_clock.at)
    roles = None if role is None else frozenset({role})
    with visitor.client.session_transaction() as cookie:
        cookie["csrf_token"] = "raw"
    with app.test_request_context():
        token = app.jinja_env.globals["csrf_token"]
        session["csrf_token"] = "raw"
        signed = token()  # type: ignore[operator]
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = visitor.client.open(
                _path(rule), method=method, data={"csrf_token": signed} if method == "POST" else None
            )
            allowed = opens(TABLE[rule.endpoint], roles)
            assert (answer.status_code == 299) is allowed, (rule.endpoint, method, role)
            if not allowed:
                assert answer.status_code == (403 if role else 302 if method == "GET" else 303), (rule.endpoint, method)


def _let_in(**_values: Any) -> tuple[str, int]:
    return "in", 299


def test_a_page_outside_the_table_is_refused(app: Flask, container: Container) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "open")
    with pytest.raises(MissingFromTable):
        Visitor(app).get("/forgotten")

    production = container.settings.model_copy(update={"mode": Mode.PRODUCTION})
    strict = create_app(Container(**{**vars(container), "settings": production}))
    strict.add_url_rule("/forgotten", "forgotten", lambda: "open")
    assert Visitor(strict).get("/forgotten").status_code == 403


def test_nobody_may_post_without_a_token(
    new_visitor: Callable[[], Visitor], sessions: sessionmaker[Session], hand_clock: HandClock
) -> None:
    staff = add_staff(sessions, hand_clock.at, Role.ADMIN, username="ada")
    answer = new_visitor().signed_in_as(staff, hand_clock.at).client.post("/staff/add", data={"name": "X"})
    assert answer.status_code == 400


def test_nobody_signed_in_is_no_actor(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(NotAllowed):
        current_actor()
