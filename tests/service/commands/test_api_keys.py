"""``bothways api-key`` as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from service import cli
from service.commands.api_keys import api_key_group
from service.domain.actors import Role
from service.models import ApiKey
from service.use_cases.use_api_key import KeyRefused, use_api_key
from tests.service.use_cases.stage import Stage, add_worker

Bothways = Callable[..., Result]


@pytest.fixture
def bothways(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bothways:
    monkeypatch.setenv("BOTHWAYS_MODE", "test")
    monkeypatch.setenv("BOTHWAYS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("BOTHWAYS_DATABASE_URL", database_url)
    return lambda *words: CliRunner().invoke(api_key_group, [*map(str, words)], obj=cli._container)


def test_a_key_is_printed_once_and_works_until_it_is_revoked(stage: Stage, bothways: Bothways) -> None:
    told = bothways("add", "Case system", "--staff", "casey", "--scope", "messages:send", "--scope", "plans:read")
    assert told.exit_code == 0, told.output
    token = told.output.split()[-1]
    caller = use_api_key(stage.sessions, token, stage.at)
    assert caller.actor.id == stage.worker.id
    assert caller.scopes == frozenset({"messages:send", "plans:read"})
    with stage.sessions() as session:
        kept = session.scalars(select(ApiKey)).one()
        assert str(kept.id) in told.output
    assert bothways("revoke", kept.id).exit_code == 0
    with pytest.raises(KeyRefused):
        use_api_key(stage.sessions, token, stage.at)


def test_nobody_answers_for_a_key_who_is_not_there_or_works_with_nobody(stage: Stage, bothways: Bothways) -> None:
    add_worker(stage.sessions, stage.at, stage.team, Role.PRINT_CLERK, "pat")
    for username, words in (("nobody", "no open account"), ("pat", "don't work with people")):
        told = bothways("add", "Case system", "--staff", username, "--scope", "messages:send")
        assert told.exit_code == 1
        assert words in told.output
    with stage.sessions() as session:
        assert session.scalars(select(ApiKey)).all() == []


def test_a_key_that_is_not_there_can_not_be_revoked(stage: Stage, bothways: Bothways) -> None:
    told = bothways("revoke", stage.team.id)
    assert told.exit_code == 1
    assert "There is no such key." in told.output
