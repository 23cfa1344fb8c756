"""By which address wrong sign-ins are counted: the caller's own, and never one that the caller wrote."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.app import create_app
from service.container import Container
from service.models import SignInTry
from service.tries import FOR_ADDRESS, limit
from service.web.sign_in import pepper
from tests.service.web.visitor import Visitor


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted"),
    [
        (0, "203.0.113.7", "127.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7, 192.0.2.9", "203.0.113.7"),
        (1, "", "127.0.0.1"),
    ],
    ids=["no proxy is trusted", "one", "one, and what the caller wrote", "two, and what the caller wrote", "no header"],
)
def test_a_try_is_counted_by_the_address_that_our_own_proxies_saw(
    container: Container, proxies: int, forwarded: str, counted: str
) -> None:
    settings = container.settings.model_copy(update={"trusted_proxies": proxies})
    app = create_app(Container(**{**vars(container), "settings": settings}))
    answer = Visitor(app).submit(
        "/sign-in",
        {"username": "nobody", "password": "not this one"},
        headers={"X-Forwarded-For": forwarded, "X-Forwarded-Host": "evil.example"} if forwarded else {},
    )
    assert answer.status_code == 422
    with app.app_context():
        expected = limit(pepper(), "address", counted, FOR_ADDRESS).key
    with container.sessions() as session:
        assert expected in session.scalars(select(SignInTry.key)).all()
