"""What every test may ask for: a real database, its sessions, and a fixed moment."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from service.database import make_engine, make_sessions
from tests.shared_cluster import Pristine, Run, SharedCluster

# How long an example takes is the machine's matter: speed is measured by `make bench`, never by a test.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

# Started in the background of a shell, a run has Ctrl+C ignored, and would hand that on to what it stops by it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_RUN_FOLDER = "BOTHWAYS_TEST_RUN_FOLDER"
_run = pytest.StashKey[Run]()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        Run.sweep()
        config.stash[_run] = Run(uuid4().hex[:12])
        os.environ[_RUN_FOLDER] = str(config.stash[_run].folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _run in config.stash:
        config.stash[_run].end()


@pytest.fixture(scope="session")
def shared_cluster() -> Iterator[SharedCluster]:
    """The run's server, for tests that need more than one database."""
    cluster = SharedCluster(Path(os.environ[_RUN_FOLDER]))
    yield cluster
    cluster.close()


@pytest.fixture(scope="session")
def _database(shared_cluster: SharedCluster) -> Iterator[Pristine]:
    database = shared_cluster.pristine(f"process_{os.getpid()}")
    yield database
    database.close()


@pytest.fixture(scope="session")
def _engine(_database: Pristine) -> Iterator[Engine]:
    engine = make_engine(_database.url)
    yield engine
    engine.dispose()


@pytest.fixture
def database_url(_database: Pristine) -> Iterator[str]:
    """A migrated database that holds what the migrations put there and nothing else."""
    yield _database.url
    _database.reset()


@pytest.fixture
def engine(_engine: Engine, database_url: str) -> Engine:  # noqa: ARG001  the reset hangs on the URL
    return _engine


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    return make_sessions(engine)


_numbers = count()


@pytest.fixture
def new_database(shared_cluster: SharedCluster) -> Callable[[], str]:
    """Makes an empty database, without tables, and answers its URL."""
    return lambda: shared_cluster.create(f"empty_{os.getpid()}_{next(_numbers)}")


@pytest.fixture
def now() -> datetime:
    """Monday 23 November 2026, 09:30 in London, a working morning in winter time."""
    return datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all tests of a process: Playwright can be started once in a thread."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "chromium is not installed: `make test` installs it where it may, or run apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=found,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync"],
        )  # fmt: skip
        yield chromium
        chromium.close()
