"""The description is made from the code, and the running app does what it says, whatever is sent."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from flask import Flask
from jsonschema_rs import meta
from schemathesis import engine
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events
from werkzeug.serving import WSGIRequestHandler, make_server

from service.api import openapi
from service.api.routes import ROUTES
from service.domain.api_keys import Scope
from tests.service.api.conftest import Program
from tests.service.use_cases.stage import Stage

_CONFIG = {
    "generation": {"max-examples": 25, "deterministic": True, "database": "none"},
    # What is said rightly may still be refused by the rules of the house: an event that is over, a placeholder left.
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "404", "409", "422"]}},
}
_CHECKS = {
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
    "missing_required_header",
    "unsupported_method",
    "ignored_auth",
}


@pytest.fixture
def description(app: Flask) -> dict[str, Any]:
    answer = app.test_client().get(openapi.PATH)
    assert answer.content_type == "application/json"
    described: dict[str, Any] = answer.json  # type: ignore[assignment]
    return described


def test_every_route_is_described_and_nothing_else(description: dict[str, Any]) -> None:
    described = {(method.upper(), path) for path, methods in description["paths"].items() for method in methods}
    routes = {(route.method, route.path.replace("<uuid:message_id>", "{message_id}")) for route in ROUTES}
    assert described == routes


def test_every_route_of_the_app_is_in_the_table(app: Flask, program: Program) -> None:
    """What has no line in the table can't be asked: the app is made from it."""
    del app
    for route in ROUTES:
        assert program.ask("OPTIONS", route.path.replace("<uuid:message_id>", str(UUID(int=0)))).status_code == 405


def test_the_schemas_are_json_schemas(description: dict[str, Any]) -> None:
    assert description["openapi"] == "3.1.0"
    assert len(description["components"]["schemas"]) > 15
    for schema in description["components"]["schemas"].values():
        meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})


def test_every_scope_and_code_is_told(description: dict[str, Any]) -> None:
    text = str(description)
    assert all(f"`{scope.value}`" in text for scope in Scope)


def test_nothing_personal_can_stand_in_an_address(description: dict[str, Any]) -> None:
    names = {
        parameter["name"]
        for methods in description["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", ())
        if parameter["in"] in {"path", "query"}
    }
    assert names == {"message_id", "cursor", "limit", "open", "flagged", "changed_since"}


def _sound(value: Any) -> int:
    """The number of a UUID, and 0 for anything else."""
    try:
        return UUID(value).int if isinstance(value, str) else 0
    except ValueError:
        return 0


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The app on a port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Quiet(WSGIRequestHandler):
    """Says nothing about each of some thousand requests."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


@pytest.fixture
def schema(address: str, stage: Stage, new_program: Callable[..., Program]) -> Any:
    """The running app by its own description, with people and messages that are really there."""
    token = new_program(a_minute=100_000).token
    people = [stage.person(), stage.person("Bob Lee", email="bob@example.com")]
    message_id = stage.compose(people[0])
    auth = {"openapi": {"key": {"bearer": token}}}
    config = SchemathesisConfig.from_dict({**_CONFIG, "base-url": address, "auth": auth})
    schema = schemathesis.openapi.from_url(address + openapi.PATH, config=config)

    @schema.hook
    def map_body(context: Any, body: Any) -> Any:
        """Most of the people who are named by a sound id are there; the others are left unknown."""
        del context
        person = body.get("person") if isinstance(body, dict) else None
        if isinstance(person, dict) and set(person) == {"id"} and _sound(person["id"]) % 4:
            body["person"] = {"id": str(people[_sound(person["id"]) % 2])}
        return body

    @schema.hook
    def map_path_parameters(context: Any, path_parameters: Any) -> Any:
        del context
        if path_parameters and _sound(path_parameters.get("message_id")) % 4:
            path_parameters["message_id"] = str(message_id)
        return path_parameters

    return schema


def test_the_app_does_what_it_says(schema: Any) -> None:
    """Every check of schemathesis, on what is said rightly and on what is not, one request after another as well."""
    answered: Counter[tuple[str, int]] = Counter()
    checked: Counter[str] = Counter()
    faults: list[str] = []
    for event in engine.from_schema(schema).execute():
        match event:
            case events.ScenarioFinished(recorder=recorder):
                for case_id, exchange in recorder.interactions.items():
                    if exchange.response is not None:
                        answered[recorder.cases[case_id].value.operation.label, exchange.response.status_code] += 1
                for check in (check for checks in recorder.checks.values() for check in checks):
                    checked[check.name] += 1
                    if check.failure_info is not None:
                        faults.append(f"{check.name}: {check.failure_info.failure}\n{check.failure_info.code_sample}")
            case events.NonFatalError(value=error) | events.FatalError(exception=error):
                faults.append(f"{type(error).__name__}: {error}")
    assert not faults, "\n\n".join(faults)
    assert set(checked) >= _CHECKS
    labels = {f"{route.method} {route.path.replace('<uuid:message_id>', '{message_id}')}" for route in ROUTES}
    assert {label for label, status in answered if status in {200, 201}} == labels
    assert {status for _, status in answered} >= {200, 201, 400, 401, 404, 405, 415, 422}
