"""The print room's pages where GOV.UK Notify prints and posts: no file, nothing to mark, and a stop while there is time."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from channels.letter.print_queue import PrintQueue
from channels.notify.letters import NotifyLetter
from service.container import Container
from service.domain.actors import Role
from service.domain.preferences import Medium
from service.domain.transport import Transport
from service.settings import Settings
from tests.channels.notify.server import API_KEY
from tests.service.use_cases.stage import Stage, plain, set_stage
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, add_staff


@pytest.fixture
def stage(sessions: sessionmaker[Session], hand_clock: HandClock) -> Stage:
    return set_stage(sessions, hand_clock.at)


@pytest.fixture
def container(settings: Settings, sessions: sessionmaker[Session], hand_clock: HandClock, stage: Stage) -> Container:
    channels = {**stage.channels, "letter": NotifyLetter(api_key=API_KEY)}
    return Container(settings, sessions, hand_clock, channels, PrintQueue())


@pytest.fixture
def pat(app: Flask, stage: Stage) -> Visitor:
    return Visitor(app).signed_in_as(add_staff(stage.sessions, stage.at, Role.PRINT_CLERK, username="pat"), stage.at)


def test_a_released_batch_says_who_prints_it_and_offers_no_file(pat: Visitor, stage: Stage, settings: Settings) -> None:
    message_id = stage.compose(stage.person(medium=Medium.LETTER), plain("Your form has come."))
    path = str(pat.submit("/letters/release").location)
    page = pat.get(path).text
    assert "The batch is released. GOV.UK Notify prints and posts it." in page
    assert "There is nothing to print here." in page
    assert "letters.pdf" not in page
    assert "All sheets are printed" not in page
    assert not settings.print_folder.exists()
    assert pat.get(f"{path}/letters.pdf").status_code == 404

    queue = pat.get("/letters").text
    assert "No letter waits." in queue
    assert "With GOV.UK Notify" in queue

    pat.submit(f"{path}/printed")
    assert "There is nothing to mark here." in pat.get(path).text
    pat.submit(f"{path}/{stage.delivery(message_id).id}/stop")
    assert stage.delivery(message_id).state is Transport.HELD
    assert "Stopped" in pat.get(path).text
