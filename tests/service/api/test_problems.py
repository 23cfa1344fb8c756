"""Whatever goes wrong is told as problem details, with a stable code, and names nobody."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import create_engine
from werkzeug.test import TestResponse

from service.api.kinds import KINDS
from service.api.problems import pointer
from service.app import create_app
from service.container import Container
from service.database import make_engine, make_sessions
from service.web.words import WORDS
from tests.service.api.conftest import Program
from tests.service.use_cases.stage import Stage

MESSAGES = "/api/v1/messages"


def _problem(answer: TestResponse, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    told: dict[str, Any] = json.loads(answer.data)
    assert (told["status"], told["code"], told["type"]) == (status, code, f"/api/v1/problems/{code}")
    assert UUID(told["instance"].removeprefix("urn:uuid:")).version == 7
    assert told["title"]
    assert told["detail"].endswith(".")
    assert answer.headers["Cache-Control"] == "no-store"
    return told


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/", "/api/v2/messages", "/api/v1/messages/17", "/api//v1/messages"]
)
def test_a_path_that_is_not_there(app: Flask, path: str) -> None:
    _problem(app.test_client().get(path), 404, "no_such_path")


def test_a_method_that_is_not_there(program: Program) -> None:
    answer = program.ask("PUT", MESSAGES, json={})
    _problem(answer, 405, "method_not_allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"a": "\\ud800"}', b"[" * 10_000, b"nul"])
def test_a_body_that_is_not_json(program: Program, body: bytes) -> None:
    answer = program.ask("POST", MESSAGES, data=body, content_type="application/json")
    _problem(answer, 400, "json_not_valid")


def test_a_body_of_another_media_type(program: Program) -> None:
    _problem(program.ask("POST", MESSAGES, data={"a": "b"}), 415, "not_json")


def test_a_body_that_is_too_large(program: Program) -> None:
    answer = program.ask("POST", MESSAGES, data=b" " * 70_000, content_type="application/json")
    _problem(answer, 413, "body_too_large")


@pytest.mark.parametrize(
    ("body", "code", "place"),
    [
        ({"words": {"text": "Hello."}}, "missing", "#/person"),
        ({"person": {}}, "one_of_two", "#/person"),
        ({"person": {"id": "x", "case_reference": "y"}}, "one_of_two", "#/person"),
        ({"person": {"id": "x"}}, "uuid_parsing", "#/person/id"),
        ({"words": {"text": ""}}, "string_too_short", "#/words/text"),
        ({"words": {"text": "a\x00b"}}, "string_pattern_mismatch", "#/words/text"),
        ({"words": {"template": "Visit", "values": {"a/b~": 3}}}, "string_type", "#/words/values/a~1b~0"),
        ({"check": {"kind": "choice", "question": "Which?", "options": ["a", 3]}}, "string_type", "#/check/options/1"),
        ({"check": {"kind": "open"}}, "missing", "#/check/question"),
        ({"event_at": "2026-11-26T10:00:00"}, "moment_not_valid", "#/event_at"),
        ({"event_at": "9999-12-31T23:59:59-23:59"}, "moment_not_valid", "#/event_at"),
        ({"purpose": "conversation"}, "literal_error", "#/purpose"),
        ({"language": "xx"}, "language_unknown", "#/language"),
        ({"urgnet": True}, "extra_forbidden", "#/urgnet"),
    ],
)
def test_a_body_that_is_not_as_described_is_told_by_place(
    program: Program, body: dict[str, Any], code: str, place: str
) -> None:
    whole = {"person": {"id": str(uuid4())}, "purpose": "general", "words": {"text": "Hello."}, **body}
    if code == "missing" and place == "#/person":
        del whole["person"]
    told = _problem(program.send(whole), 422, "request_not_valid")
    assert (code, place) in {(error["code"], error["pointer"]) for error in told["errors"]}


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("limit=0", "greater_than_equal", "limit"),
        ("limit=101", "less_than_equal", "limit"),
        ("limit=5.0", "int_parsing", "limit"),
        ("open=1", "bool_parsing", "open"),
        ("changed_since=1700000000", "moment_not_valid", "changed_since"),
        ("limit=1&limit=2", "given_twice", "limit"),
        ("opne=true", "extra_forbidden", "opne"),
    ],
)
def test_a_query_that_is_not_as_described_is_told_by_parameter(
    program: Program, query: str, code: str, parameter: str
) -> None:
    told = _problem(program.ask("GET", f"{MESSAGES}?{query}"), 422, "request_not_valid")
    assert [(error["code"], error["parameter"]) for error in told["errors"]] == [(code, parameter)]


@pytest.mark.parametrize("cursor", ["x", "AA", "=", "\u00e9", "AQ" + "A" * 21, "ARkzQZlPcUmWjqX6Gl2FkQQB"])
def test_a_cursor_of_somebody_elses_making(program: Program, cursor: str) -> None:
    _problem(program.get(MESSAGES, cursor=cursor), 422, "cursor_not_valid")


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (None, "idempotency_key_missing"),
        ("", "idempotency_key_not_valid"),
        ("x" * 65, "idempotency_key_not_valid"),
        ("a b", "idempotency_key_not_valid"),
        ("\u00e9", "idempotency_key_not_valid"),
    ],
)
def test_an_idempotency_key_is_needed(program: Program, stage: Stage, key: str | None, code: str) -> None:
    body = {"person": {"id": str(stage.person())}, "purpose": "general", "words": {"text": "Hello."}}
    headers = {} if key is None else {"Idempotency-Key": key}
    told = _problem(program.post(MESSAGES, body, **headers), 400, code)
    assert told["errors"][0]["parameter"] == "Idempotency-Key"


def _knock(container: Container, sessions: Any, program: Program) -> TestResponse:
    """At an app whose database is ``sessions``."""
    app = create_app(replace(container, sessions=sessions))
    return app.test_client().get(MESSAGES, headers={"Authorization": f"Bearer {program.token}"})


def test_a_database_that_is_away_asks_to_come_again(container: Container, program: Program) -> None:
    nobody_listens = make_engine("postgresql+psycopg://bothways@127.0.0.1:1/bothways")
    answer = _knock(container, make_sessions(nobody_listens), program)
    _problem(answer, 503, "database_away")
    assert int(answer.headers["Retry-After"]) > 0


def test_connections_that_are_all_in_use_ask_to_come_again(
    container: Container, program: Program, database_url: str
) -> None:
    engine = create_engine(database_url, pool_size=1, max_overflow=0, pool_timeout=0.1)
    with engine.connect():
        _problem(_knock(container, make_sessions(engine), program), 503, "database_away")
    engine.dispose()


def test_a_fault_of_ours_tells_nothing_of_what_was_sent(
    container: Container, program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise KeyError("+447700900123")

    answer = _knock(container, broken, program)
    told = _problem(answer, 500, "fault")
    log = capsys.readouterr()
    assert "7700900123" not in answer.text + log.out + log.err
    assert told["instance"].removeprefix("urn:uuid:") in log.out + log.err


def test_every_type_leads_to_its_words(app: Flask) -> None:
    client = app.test_client()
    for code in (*KINDS, "placeholder_left", "person_not_found"):
        answer = client.get(f"/api/v1/problems/{code}")
        assert answer.status_code == 200
        assert (answer.json or {})["code"] == code
    assert client.get("/api/v1/problems/placeholder_left").json == {
        "type": "/api/v1/problems/placeholder_left",
        "title": "Can't be taken as it is",
        "status": 422,
        "detail": str(WORDS["placeholder_left"]),
        "code": "placeholder_left",
    }
    _problem(client.get("/api/v1/problems/nothing_like_it"), 404, "no_such_path")


def test_pages_keep_their_own_errors(app: Flask) -> None:
    answer = app.test_client().get("/nothing")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


@pytest.mark.parametrize(
    ("place", "body", "expected"),
    [
        (("check", "choice", "options", 1), {"check": {"kind": "choice", "options": ["a", 3]}}, "#/check/options/1"),
        (("person", "by id", "id"), {"person": {"id": "x"}}, "#/person/id"),
        (("words",), {}, "#/words"),
        ((), 3, "#"),
    ],
)
def test_a_place_is_pointed_at_without_the_tags_of_shapes(place: tuple[str | int, ...], body: Any, expected: str) -> None:
    assert pointer(place, body) == expected
