"""The doctor names the teams of which nobody is told of danger, and the round tells those of which somebody is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path

import pytest

from channels.errors import Permanent
from channels.letter.print_queue import PrintQueue
from service.container import Container
from service.doctor import Verdict, cover
from service.domain.actors import Actor, Role
from service.domain.contact_points import PointKind
from service.domain.cover import WORKING_WEEK
from service.rounds import go_round, watch
from service.settings import Mode, Settings
from service.use_cases.change_cover import ContactEntry, CoverEntry, change_cover
from tests.service.use_cases.stage import Stage

ADMIN = Actor(None, frozenset({Role.ADMIN}), frozenset())
DESK = ContactEntry("contacts-0", "Desk", PointKind.EMAIL, "desk@example.com", WORKING_WEEK, time(9), time(17))
PHONE = ContactEntry("contacts-1", "Phone", PointKind.PHONE, "07700 900901")


@pytest.fixture
def container(stage: Stage, tmp_path: Path) -> Container:
    settings = Settings(mode=Mode.TEST, data_dir=tmp_path, public_url="https://bothways.example")
    return Container(settings, stage.sessions, lambda: stage.at, stage.channels, PrintQueue())


def _found(container: Container) -> dict[str, tuple[Verdict, str]]:
    return {finding.words.split(":")[0]: (finding.verdict, finding.words) for finding in cover.findings(container)}


def test_a_team_without_cover_one_with_a_gap_and_one_with_neither(stage: Stage, container: Container) -> None:
    change_cover(stage.sessions, ADMIN, stage.duty.id, CoverEntry((DESK,)), stage.at)
    found = _found(container)
    assert found["Adults"][0] is Verdict.LOOK
    assert "nobody is told" in found["Adults"][1]
    assert found["Duty"][0] is Verdict.LOOK
    assert "at some hours" in found["Duty"][1]
    change_cover(stage.sessions, ADMIN, stage.duty.id, CoverEntry((DESK, PHONE)), stage.at)
    assert _found(container)["Duty"][0] is Verdict.OK


def test_a_cover_that_no_provider_can_tell(stage: Stage, container: Container) -> None:
    change_cover(stage.sessions, ADMIN, stage.duty.id, CoverEntry((PHONE,)), stage.at)
    without = Container(container.settings, container.sessions, container.clock, {"email": stage.email}, PrintQueue())
    words = [finding.words for finding in cover.findings(without) if finding.words.startswith("Duty")]
    assert "no provider of sms" in words[0]


def _of_lists(container: Container) -> list[str]:
    return [finding.words for finding in cover.findings(container) if finding.about == "digest"]


def test_a_morning_list_that_can_not_be_sent_or_did_not_arrive(stage: Stage, container: Container) -> None:
    assert _of_lists(container) == []
    change_cover(stage.sessions, ADMIN, stage.duty.id, CoverEntry(digest_to="desk@example.com"), stage.at)
    without = Container(container.settings, container.sessions, container.clock, {"sms": stage.sms}, PrintQueue())
    assert _of_lists(without) == ["Duty: its morning list can't be sent, for there is no provider of email."]
    stage.text("+447700900955", "please ring me")
    stage.email.script(Permanent("address_invalid"))
    go_round(container)
    stage.forward(timedelta(minutes=5))
    assert _of_lists(container) == ["Duty: its last morning list may not have arrived. Check the address at /cover."]
    stage.forward(timedelta(days=1))
    go_round(container)
    stage.forward(timedelta(minutes=5))
    assert _of_lists(container) == []
    assert [each.outgoing.destination for each in stage.email.journal] == ["desk@example.com"]


@pytest.mark.parametrize("look", [go_round, watch])
def test_whatever_looks_first_tells_the_duty_worker(
    stage: Stage, container: Container, look: Callable[[Container], None]
) -> None:
    change_cover(stage.sessions, ADMIN, stage.duty.id, CoverEntry((PHONE,)), stage.at)
    stage.text("+447700900955", "he is going to kill me")
    look(container)
    assert [sent.outgoing.destination for sent in stage.sms.journal] == ["+447700900901"]
