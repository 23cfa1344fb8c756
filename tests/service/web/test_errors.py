"""Errors as pages: status, words, a next step, and nothing that was typed in a log."""

from __future__ import annotations

import pytest
from flask import Flask
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from channels.errors import Uncarriable
from service.app import create_app
from service.container import Container
from service.domain.actors import Role
from service.domain.errors import Conflict, Invalid, InvalidFields, NotAllowed, NotFound
from service.settings import Mode
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, add_staff, inputs


def _raises(app: Flask, error: Exception) -> Visitor:
    """A visitor to an app whose sign-in page fails with ``error``."""

    def fail() -> str:
        raise error

    app.view_functions["sign_in.first"] = fail
    return Visitor(app)


@pytest.mark.parametrize(
    ("error", "status", "heading", "words"),
    [
        (Invalid("event_past"), 422, "Something needs changing", "This moment has passed."),
        (
            InvalidFields((Invalid("event_past"), Invalid("body_missing"))),
            422,
            "Something needs changing",
            "The message has no words.",
        ),
        (NotAllowed("role_missing"), 403, "You can&#39;t open this", "Ask your manager"),
        (NotFound("person_not_found"), 404, "Page not found", "Search again"),
        (Conflict("record_changed"), 409, "Somebody else changed this first", "Compare both versions"),
        (Uncarriable("glyph_missing"), 422, "This can&#39;t go out as it is", "can&#39;t be printed"),
    ],
)
def test_an_error_of_the_house_is_a_page_with_its_words(
    app: Flask, error: Exception, status: int, heading: str, words: str
) -> None:
    page = _raises(app, error).get("/sign-in")
    assert page.status_code == status
    assert f'<h1 class="govuk-heading-l">{heading}</h1>' in page.text
    assert words in page.text
    assert page.text.count("<h1") == 1


def test_an_unknown_address_is_a_page_with_a_way_on(visitor: Visitor) -> None:
    page = visitor.get("/no/such/page")
    assert page.status_code == 404
    assert 'href="/sign-in"' in page.text


def test_a_wrong_method_is_a_page_too(visitor: Visitor) -> None:
    assert visitor.client.delete("/sign-in").status_code == 405


def test_a_fault_of_ours_tells_no_detail_and_logs_no_text(container: Container) -> None:
    demo = container.settings.model_copy(update={"mode": Mode.DEMO})
    app = create_app(Container(**{**vars(container), "settings": demo}))
    with capture_logs() as logs:
        page = _raises(app, RuntimeError("07700 900123 is what somebody typed")).get("/sign-in")
    assert page.status_code == 500
    assert "Something went wrong" in page.text
    assert "07700" not in page.text
    assert "07700" not in repr(logs)
    assert logs[0]["error"] == "RuntimeError"


def test_a_late_form_hands_back_what_was_typed_but_no_secret(
    visitor: Visitor, container: Container, hand_clock: HandClock
) -> None:
    admin = add_staff(container.sessions, hand_clock.at, Role.ADMIN, username="ada")
    visitor.signed_in_as(admin, hand_clock.at)
    typed = {"name": "O'Neil <b>", "roles": ["duty", "caseworker"], "password": "secret", "csrf_token": "stale"}

    page = visitor.client.post("/staff/add?from=menu", data=typed, headers={"Sec-Fetch-Site": "same-origin"})

    assert page.status_code == 400
    assert "What you typed is still here." in page.text
    assert 'action="/staff/add?from=menu"' in page.text
    handed_back = [pair for pair in inputs(page) if pair[0] not in {"csrf_token", "query"}]
    assert handed_back == [("name", "O'Neil <b>"), ("roles", "duty"), ("roles", "caseworker")]
    sent_again = visitor.client.post("/staff/add", data=_as_sent_again(page))
    assert sent_again.status_code == 422
    assert ("name", "O'Neil <b>") in inputs(sent_again)


def _as_sent_again(page: TestResponse) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in inputs(page):
        found.setdefault(name, []).append(value)
    return {name: values if name != "csrf_token" else values[-1:] for name, values in found.items()}


def test_a_forged_form_is_not_handed_back(visitor: Visitor, container: Container, hand_clock: HandClock) -> None:
    admin = add_staff(container.sessions, hand_clock.at, Role.ADMIN, username="ada")
    visitor.signed_in_as(admin, hand_clock.at)
    page = visitor.client.post("/staff/add", data={"name": "Mallory"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 400
    assert "Mallory" not in page.text


def test_somebody_signed_out_keeps_what_they_typed(visitor: Visitor) -> None:
    page = visitor.client.post("/staff/add", data={"name": "Long to type"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert page.status_code == 400
    assert ("name", "Long to type") in inputs(page)
    assert 'target="_blank"' in page.text
