"""The real app on a real database, and a program with a key that knocks at it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from werkzeug.test import TestResponse

from channels.base import PreparedBatch
from service.app import create_app
from service.container import Container
from service.domain.actors import Actor, Role
from service.domain.api_keys import Scope
from service.settings import Mode, Settings
from service.use_cases.create_api_key import CreatedKey, create_api_key
from tests.service.use_cases.stage import Stage

ADMIN = Actor(None, frozenset({Role.ADMIN}), frozenset())


class NoPrinter:
    """The API prints nothing: whoever asks it to has gone wrong."""

    name = "letter"
    provider = "none"

    def prepare_batch(self, batch_id: object, letters: object, now: datetime) -> PreparedBatch:  # noqa: ARG002
        raise AssertionError("nothing under test here prints")


class Program:
    """Sends JSON with its key. ``token`` may be changed."""

    def __init__(self, client: FlaskClient, key: CreatedKey) -> None:
        self.client = client
        self.key = key
        self.token = key.token

    def ask(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.client.open(path, method=method, headers=headers, **more)

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.ask("GET", path, query_string=query)

    def post(self, path: str, body: Any, **headers: str) -> TestResponse:
        return self.ask("POST", path, json=body, headers=headers)

    def send(self, body: Any, *, key: str | None = None) -> TestResponse:
        """A new message, under a new idempotency key unless ``key`` names one."""
        return self.post("/api/v1/messages", body, **{"Idempotency-Key": key or str(uuid4())})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(mode=Mode.TEST, secret_key=SecretStr("t" * 40), data_dir=tmp_path, council_name="Ellerton Council")


@pytest.fixture
def container(settings: Settings, stage: Stage) -> Container:
    return Container(
        settings=settings,
        sessions=stage.sessions,
        clock=lambda: stage.at,
        channels=stage.channels,
        print_queue=NoPrinter(),
    )


@pytest.fixture
def app(container: Container) -> Flask:
    return create_app(container)


@pytest.fixture
def new_program(app: Flask, stage: Stage) -> Callable[..., Program]:
    """Makes a program that acts for the stage's worker, or for ``actor``."""

    def make(actor: Actor | None = None, scopes: Collection[Scope] = tuple(Scope), a_minute: int = 6000) -> Program:
        staff_id = (actor or stage.worker).id
        key = create_api_key(
            stage.sessions, ADMIN, name="Case system", staff_id=staff_id, scopes=scopes, a_minute=a_minute, now=stage.at
        )
        return Program(app.test_client(use_cookies=False), key)

    return make


@pytest.fixture
def program(new_program: Callable[..., Program]) -> Program:
    return new_program()
