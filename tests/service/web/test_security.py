"""What browsers are told, and what the cookies are."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, event
from sqlalchemy.orm import sessionmaker

from service.app import create_app
from service.container import Container
from service.domain.actors import Role
from service.settings import Mode
from service.web import assets
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, add_staff

PAGES = Path(__file__).parents[3] / "templates" / "pages"


@pytest.mark.parametrize("path", ["/sign-in", "/no-such-page", "/health/live"])
def test_every_answer_carries_the_strict_headers(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_production_keeps_the_cookie_to_tls_and_to_this_host(container: Container) -> None:
    settings = container.settings.model_copy(update={"mode": Mode.PRODUCTION, "secret_key": SecretStr("p" * 40)})
    answer = Visitor(create_app(Container(**{**vars(container), "settings": settings}))).get(
        "/sign-in", base_url="https://bothways.example"
    )
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-bothways=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")


def test_no_template_holds_inline_style_or_script() -> None:
    files = sorted(PAGES.parent.joinpath("pages").rglob("*.html")) + sorted(PAGES.parent.joinpath("macros").rglob("*.html"))
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert " style=" not in text, file
        assert "<style" not in text, file
        assert "javascript:" not in text, file
        assert " onclick" not in text, file
        assert text.count("<script") == text.count('<script type="module" src='), file


def test_the_stylesheet_comes_without_transport_and_crest(visitor: Visitor) -> None:
    answer = visitor.get("/assets/govuk.css")
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    for word in ("Transport", "@font-face", "crest", "/assets/"):
        assert word not in answer.text
    assert "system-ui" in answer.text
    assert assets.digest("govuk.css") in visitor.get("/sign-in").text


@pytest.mark.parametrize("name", ["fonts", "govuk-crest.svg", "..%2fgovuk-frontend.min.css"])
def test_nothing_else_of_the_package_has_an_address(visitor: Visitor, name: str) -> None:
    assert visitor.get(f"/assets/{name}").status_code == 404


def test_health_tells_the_process_from_the_database(visitor: Visitor, container: Container) -> None:
    assert visitor.get("/health/live").get_json() == {"status": "live"}
    assert visitor.get("/health/ready").get_json() == {"status": "ready"}
    assert container.settings.mode is Mode.TEST


def test_a_database_that_is_away_is_told_and_the_process_lives(container: Container) -> None:
    nowhere = sessionmaker(
        create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none", connect_args={"connect_timeout": 1})
    )
    visitor = Visitor(create_app(Container(**{**vars(container), "sessions": nowhere})))
    assert visitor.get("/health/ready").status_code == 503
    assert visitor.get("/health/live").status_code == 200


def test_a_page_costs_one_query_to_know_its_reader(visitor: Visitor, container: Container, hand_clock: HandClock) -> None:
    staff = add_staff(container.sessions, hand_clock.at, Role.DUTY)
    visitor.signed_in_as(staff, hand_clock.at)
    engine = container.sessions.kw["bind"]
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert visitor.get("/account/password").status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(seen) == 1
