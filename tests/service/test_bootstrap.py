"""Nothing starts with a clock that is behind the rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr
from sqlalchemy.orm import Session, sessionmaker

from service import app, serving
from service.bootstrap import build, require_right_clock
from service.cli import main
from service.domain.clocks import ClockBehind
from service.settings import Mode, Settings
from service.worker import run_worker
from tests.service.use_cases.stage import plain, set_stage


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(mode=Mode.TEST, secret_key=SecretStr("t" * 40), data_dir=tmp_path, database_url=database_url)


@pytest.fixture
def a_row_from_tomorrow(sessions: sessionmaker[Session]) -> None:
    stage = set_stage(sessions, datetime.now(UTC) + timedelta(days=1))
    stage.compose(stage.person(), plain())


def test_a_new_database_and_one_with_rows_of_the_past_are_fine(
    settings: Settings, database_url: str, sessions: sessionmaker[Session]
) -> None:
    require_right_clock(settings, database_url)
    stage = set_stage(sessions, datetime.now(UTC))
    stage.compose(stage.person(), plain())
    require_right_clock(settings, database_url)


@pytest.mark.usefixtures("a_row_from_tomorrow")
def test_every_door_refuses_to_start(settings: Settings, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTHWAYS_MODE", "test")
    monkeypatch.setenv("BOTHWAYS_DATABASE_URL", database_url)
    container = build(settings, database_url)
    doors: tuple[Callable[[], object], ...] = (
        app.wsgi,
        lambda: run_worker(container, database_url),
        lambda: serving.serve(settings),
    )
    for door in doors:
        with pytest.raises(ClockBehind, match="the database holds a row of"):
            door()
    container.sessions.kw["bind"].dispose()


@pytest.mark.usefixtures("a_row_from_tomorrow")
def test_the_command_says_it_in_one_line(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTHWAYS_MODE", "test")
    monkeypatch.setenv("BOTHWAYS_DATABASE_URL", database_url)
    done = CliRunner().invoke(main, ["worker"])
    assert done.exit_code == 1
    assert "Error: This machine's clock says" in done.output


@pytest.mark.usefixtures("a_row_from_tomorrow")
def test_the_simulators_clock_and_a_clock_that_is_vouched_for_pass(
    settings: Settings, database_url: str, tmp_path: Path
) -> None:
    require_right_clock(settings.model_copy(update={"clock_file": tmp_path / "clock"}), database_url)
    require_right_clock(settings.model_copy(update={"trust_this_clock": True}), database_url)


def test_the_web_starts_without_a_database_to_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTHWAYS_MODE", "test")
    monkeypatch.setenv("BOTHWAYS_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    answer = app.wsgi().test_client().get("/health/ready")
    assert (answer.status_code, answer.json) == (503, {"status": "not ready", "reason": "database_away"})
