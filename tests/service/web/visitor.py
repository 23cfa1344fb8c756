"""Somebody at a browser, for tests of pages: keeps cookies, sends its session's token, and follows nothing by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from service.database import new_id
from service.domain.actors import SECOND_FACTOR_ROLES, Role
from service.models import Membership, Staff, Team
from service.web import sessions as session_cookie


class Visitor:
    """``get`` and ``submit`` answer the response; ``submit`` adds the CSRF token as a browser would."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def submit(self, path: str, data: Mapping[str, Any] | None = None, **more: Any) -> TestResponse:
        return self.client.post(path, data={**(data or {}), "csrf_token": self.token()}, **more)

    def token(self) -> str:
        """The token of the session, read from a page as a browser has it."""
        page = self.client.get("/sign-in", follow_redirects=True)
        return next(value for name, value in inputs(page) if name == "csrf_token")

    def signed_in_as(self, staff: Staff, now: datetime) -> Visitor:
        """Put a session of ``staff`` into the cookie, second factor included where the role needs one."""
        needs = bool({Role(role) for role in staff.roles} & SECOND_FACTOR_ROLES)
        with self.client.session_transaction() as cookie:
            session_cookie.begin(cookie, staff.id, staff.session_epoch, now, second_factor=needs)
        return self


def add_team(sessions: sessionmaker[Session], name: str = "Adults north") -> Team:
    team = Team(
        id=new_id(),
        name=name,
        neutral_name="Ellerton Council",
        phone="01632 960100",
        return_address="1 High Street\nEllerton\nEL1 1AA",
    )
    with sessions.begin() as session:
        session.add(team)
    return team


def add_staff(
    sessions: sessionmaker[Session], now: datetime, *roles: Role, username: str = "sam", password_hash: str = "", **more: Any
) -> Staff:
    """An account that pages can be opened as. Without ``password_hash`` nobody can sign in to it by the form."""
    teams = more.pop("teams", ())
    staff = Staff(
        id=new_id(),
        username=username,
        name=f"{username.title()} Example",
        password_hash=password_hash,
        roles=[role.value for role in roles],
        session_epoch=0,
        active=True,
        created_at=now,
        **more,
    )
    with sessions.begin() as session:
        session.add(staff)
        session.flush()
        session.add_all(Membership(staff_id=staff.id, team_id=team.id) for team in teams)
    return staff


class _Inputs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("name"):
            self.found.append((given["name"] or "", given.get("value") or ""))


def inputs(page: TestResponse) -> list[tuple[str, str]]:
    """Every ``<input>`` of a page by name and value."""
    parser = _Inputs()
    parser.feed(page.text)
    return parser.found
