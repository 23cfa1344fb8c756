"""The search: by POST alone, and blind to what the worker may not know of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from service.domain.actors import Role
from service.models import Person
from tests.service.web.visitor import Visitor, add_staff, add_team


@pytest.fixture
def worker(new_visitor: Callable[[], Visitor], sessions: sessionmaker[Session], now: datetime) -> Visitor:
    duty = add_staff(sessions, now, Role.DUTY, teams=[add_team(sessions)])
    return new_visitor().signed_in_as(duty, now)


@pytest.fixture
def sadia(worker: Visitor) -> str:
    entry = {"name": "Sadia Khan", "phone-typed": "07700 900123", "email-typed": "sadia@example.com"}
    return str(worker.submit("/people/new", entry).location)


@pytest.mark.parametrize("query", ["sadia", "KHAN", "07700900123", "+44 7700 900 123", "SADIA@example.com"])
def test_a_person_is_found_with_team_and_a_link(worker: Visitor, sadia: str, query: str) -> None:
    answer = worker.submit("/people/search", {"query": query})
    assert answer.status_code == 200
    assert f'href="{sadia}"' in answer.text
    assert "Adults north" in answer.text


def test_what_was_searched_for_is_in_no_address(worker: Visitor, sadia: str) -> None:
    assert sadia
    answer = worker.submit("/people/search", {"query": "Sadia"})
    assert answer.request.query_string == b""
    assert "search?" not in answer.text
    assert "Nobody" not in worker.get("/people/search?query=sadia").text
    assert "Sadia" not in worker.get("/people/search?query=Sadia").text


def test_nobody_found_offers_a_first_contact_and_keeps_the_words(worker: Visitor) -> None:
    answer = worker.submit("/people/search", {"query": "Zebedee"})
    assert "Nobody found" in answer.text
    assert 'href="/people/new"' in answer.text
    assert 'value="Zebedee"' in answer.text


@pytest.mark.parametrize(
    "query", ["", "   ", "'; DROP TABLE person; --", "\x00", "a" * 5000, "':*", "& | !", "😀", "%", "\\"]
)
def test_no_query_breaks_the_search(worker: Visitor, query: str) -> None:
    assert worker.submit("/people/search", {"query": query}).status_code == 200


@pytest.mark.parametrize("query", ["sadia", "07700 900123", "sadia@example.com"])
def test_a_restricted_record_is_found_by_no_other(
    worker: Visitor, sadia: str, sessions: sessionmaker[Session], query: str
) -> None:
    with sessions.begin() as session:
        session.execute(update(Person).values(restricted=True))
    answer = worker.submit("/people/search", {"query": query})
    assert "Nobody found" in answer.text
    assert sadia not in answer.text


def test_only_case_workers_search(
    new_visitor: Callable[[], Visitor], sessions: sessionmaker[Session], now: datetime
) -> None:
    clerk = add_staff(sessions, now, Role.PRINT_CLERK, username="clerk")
    assert new_visitor().signed_in_as(clerk, now).submit("/people/search", {"query": "a"}).status_code == 403
