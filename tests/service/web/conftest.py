"""The real app on a real database; its clock stands still at ``now`` unless a test moves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy.orm import Session, sessionmaker

from channels.base import PreparedBatch
from service.app import create_app
from service.container import Container
from service.settings import Mode, Settings
from tests.service.web.visitor import Visitor


@dataclass
class HandClock:
    """A clock that a test sets forward."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += by


class NoPrinter:
    """These pages print nothing: whoever asks it to has gone wrong."""

    name = "letter"
    provider = "none"

    def prepare_batch(self, batch_id: object, letters: object, now: datetime) -> PreparedBatch:  # noqa: ARG002
        raise AssertionError("no page under test here prints")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(mode=Mode.TEST, secret_key=SecretStr("t" * 40), data_dir=tmp_path, council_name="Ellerton Council")


@pytest.fixture
def hand_clock(now: datetime) -> HandClock:
    return HandClock(now)


@pytest.fixture
def container(settings: Settings, sessions: sessionmaker[Session], hand_clock: HandClock) -> Container:
    return Container(
        settings=settings,
        sessions=sessions,
        clock=hand_clock,
        channels={},
        print_queue=NoPrinter(),
    )


@pytest.fixture
def app(container: Container) -> Flask:
    return create_app(container)


@pytest.fixture
def new_visitor(app: Flask) -> Callable[[], Visitor]:
    return lambda: Visitor(app)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(app)
