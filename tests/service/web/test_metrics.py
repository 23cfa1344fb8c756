"""The figures for whoever watches the machine: behind a token, in Prometheus's format, and nothing about anybody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from service.app import create_app
from service.container import Container
from service.domain.actors import Role
from tests.service.use_cases.stage import plain, set_stage
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, add_staff

TOKEN = "m" * 32
_DOCUMENT = Path(__file__).parents[3] / "docs" / "observability.md"


@pytest.fixture
def watched(container: Container) -> Visitor:
    settings = container.settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})
    return Visitor(create_app(Container(**{**vars(container), "settings": settings})))


def test_there_is_no_such_page_where_no_token_is_set(visitor: Visitor) -> None:
    assert visitor.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("given", [None, "", TOKEN, f"Bearer {TOKEN}x", "Bearer", f"Basic {TOKEN}", "Bearer ü"])
def test_a_wrong_token_reads_nothing_whoever_is_signed_in(
    watched: Visitor, container: Container, hand_clock: HandClock, given: str | None
) -> None:
    admin = add_staff(container.sessions, hand_clock.at, Role.ADMIN)
    watched.signed_in_as(admin, hand_clock.at)
    answer = watched.get("/metrics", headers=None if given is None else {"Authorization": given})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "bothways_" not in answer.text


def test_the_figures_are_in_the_format_that_monitoring_reads(
    watched: Visitor, container: Container, hand_clock: HandClock
) -> None:
    stage = set_stage(container.sessions, hand_clock.at)
    stage.compose(stage.person("Ann Lee", number="+447700900123"), plain())

    answer = watched.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer.status_code == 200
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert samples["bothways_due", "sms", "ordinary"] == 1
    assert samples["bothways_queue_age_seconds", "sms"] == 0
    assert samples["bothways_workers",] == 0
    assert not re.search(r"Ann|Lee|7700|example|[0-9a-f]{8}-[0-9a-f]{4}", answer.text)


def test_every_figure_is_explained(watched: Visitor) -> None:
    answer = watched.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    names = set(re.findall(r"^# HELP (\w+)", answer.text, re.MULTILINE)) | {"bothways_mailbox_age_seconds"}
    words = _DOCUMENT.read_text()
    assert {name for name in names if f"`{name}`" not in words} == set()
    assert {name for name in re.findall(r"`(bothways_\w+)`", words) if name not in names} == set()
