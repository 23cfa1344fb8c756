"""Scanned slips through the pages: a real letter, printed, filled in, scanned, looked at and recorded."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from random import Random
from uuid import UUID

import numpy as np
import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from channels.slips.layout import layout_for
from service.app import create_app
from service.container import Container
from service.domain.actors import Role
from service.domain.preferences import Medium
from service.domain.scans import PageState
from service.domain.understanding import Understanding
from service.models import Rendition, Reply, ScannedSlip, Staff
from service.scanning import read_scans_for
from tests.channels.letter.paper import image_of, page_count
from tests.channels.slips.filling import TOOLS, Gray, Hand
from tests.channels.slips.test_pages import a_scan, as_pdf
from tests.service.use_cases.paper import posted
from tests.service.use_cases.stage import Stage, add_worker, set_stage
from tests.service.web.visitor import Visitor

DPI = 200
PLENTY = 60.0


@pytest.fixture
def stage(sessions: sessionmaker[Session], now: datetime) -> Stage:
    return set_stage(sessions, now)


@pytest.fixture
def house(container: Container, stage: Stage) -> Container:
    return replace(container, channels=stage.channels, clock=lambda: stage.at)


@pytest.fixture
def app(house: Container) -> Flask:
    return create_app(house)


@pytest.fixture
def signed_in(app: Flask, stage: Stage, now: datetime) -> Callable[[UUID | None], Visitor]:
    def visit(staff_id: UUID | None) -> Visitor:
        with stage.sessions() as session:
            return Visitor(app).signed_in_as(session.get_one(Staff, staff_id), now)

    return visit


@pytest.fixture
def casey(signed_in: Callable[[UUID | None], Visitor], stage: Stage) -> Visitor:
    return signed_in(stage.worker.id)


@pytest.fixture
def clerk(signed_in: Callable[[UUID | None], Visitor], stage: Stage, now: datetime) -> Visitor:
    return signed_in(add_worker(stage.sessions, now, stage.team, Role.PRINT_CLERK, "pat").id)


def _scan_of(stage: Stage, message_id: UUID, *ticks: str, line: bool = False) -> Gray:
    """The slip of this letter's own PDF, marked by hand."""
    with stage.sessions() as session:
        rendition = session.get_one(Rendition, stage.delivery(message_id).rendition_digest)
    page = np.array(image_of(rendition.content, page_count(rendition.content), DPI), dtype=np.uint8)
    layout = layout_for(2)
    hand = Hand(page, layout.page_top / 100, DPI / 25.4, Random(7))
    for tick in ticks:
        hand.mark(layout.box(tick), "tick", TOOLS[0])
    if line:
        hand.write_line(layout, TOOLS[0])
    return page


def _letter(stage: Stage, name: str = "Ann Lee") -> UUID:
    return posted(stage, stage.compose(stage.person(name, medium=Medium.LETTER)))


def _upload(visitor: Visitor, *pages: Gray) -> None:
    done = visitor.submit("/slips/scans", {"files": (io.BytesIO(as_pdf(*pages)), "Ann Lee.pdf")})
    assert done.status_code == 303, done.text


def _slips(stage: Stage) -> list[ScannedSlip]:
    with stage.sessions() as session:
        return list(session.scalars(select(ScannedSlip).order_by(ScannedSlip.page)))


def test_a_letter_comes_back_marked_and_is_understood_after_a_look(casey: Visitor, house: Container, stage: Stage) -> None:
    message_id = _letter(stage)
    _upload(casey, _scan_of(stage, message_id, "option_2", "by_me"))
    assert "Being read" in casey.get("/slips/scans").text
    assert not read_scans_for(house, PLENTY)
    # Nothing counts before somebody looked.
    assert stage.message(message_id).understanding is Understanding.NONE
    overview = casey.get("/slips/scans").text
    assert "1 slip or page waits" in overview
    assert "Ann Lee" not in overview
    (slip,) = _slips(stage)
    shown = casey.get(f"/slips/scans/{slip.id}").text
    assert "Which day will we visit?" in shown
    picture = casey.get(f"/slips/scans/{slip.id}/picture")
    assert (picture.mimetype, picture.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    done = casey.submit(f"/slips/scans/{slip.id}", {"answers": "option_2", "filled_by": "by_me"})
    assert done.status_code == 303
    assert done.headers["Location"] == "/slips/scans"
    assert stage.message(message_id).understanding is Understanding.UNDERSTOOD
    (slip,) = _slips(stage)
    assert slip.state is PageState.RECORDED
    assert slip.reply_id is not None
    assert "This one is dealt with" in casey.get(f"/slips/scans/{slip.id}").text


def test_the_boxes_are_ticked_as_on_the_paper(casey: Visitor, house: Container, stage: Stage) -> None:
    _upload(casey, _scan_of(stage, _letter(stage), "option_1", "call_me", "with_help"))
    read_scans_for(house, PLENTY)
    (slip,) = _slips(stage)
    shown = casey.get(f"/slips/scans/{slip.id}").text
    for value, ticked in (("option_1", True), ("option_2", False), ("call_me", True), ("with_help", True), ("by_me", False)):
        (box,) = [tag for tag in shown.split("<input")[1:] if f'value="{value}"' in tag.split(">")[0]]
        assert (" checked" in box.split(">")[0]) is ticked, value


def test_what_is_written_and_what_is_unsure_is_shown_larger(casey: Visitor, house: Container, stage: Stage) -> None:
    page = _scan_of(stage, _letter(stage), line=True)
    layout = layout_for(2)
    Hand(page, layout.page_top / 100, DPI / 25.4, Random(1)).stroke([(13.2, 28.0), (14.2, 31.0)], TOOLS[0])
    _upload(casey, page)
    read_scans_for(house, PLENTY)
    (slip,) = _slips(stage)
    shown = casey.get(f"/slips/scans/{slip.id}").text
    assert "a mark stands beside it" in shown, (slip.why, slip.reading)
    for part in ("option_1", "line"):
        cut = casey.get(f"/slips/scans/{slip.id}/picture?part={part}")
        with Image.open(io.BytesIO(cut.data)) as picture:
            assert picture.height < 200
    assert casey.get(f"/slips/scans/{slip.id}/picture?part=nothing").status_code == 404


def test_another_slip_of_the_same_letter_is_said_to_differ(casey: Visitor, house: Container, stage: Stage) -> None:
    message_id = _letter(stage)
    _upload(casey, _scan_of(stage, message_id, "option_2", "by_me"), _scan_of(stage, message_id, "option_1", "by_me"))
    read_scans_for(house, PLENTY)
    first, second = _slips(stage)
    done = casey.submit(f"/slips/scans/{first.id}", {"answers": "option_2", "filled_by": "by_me"})
    assert done.headers["Location"] == f"/slips/scans/{second.id}"
    assert "said something else" in casey.get(f"/slips/scans/{second.id}").text
    casey.submit(f"/slips/scans/{second.id}", {"answers": "option_1", "filled_by": "by_me"})
    assert stage.message(message_id).understanding is Understanding.MISUNDERSTOOD


def test_a_print_clerk_may_look_and_sees_nobody(clerk: Visitor, house: Container, stage: Stage) -> None:
    _upload(clerk, _scan_of(stage, _letter(stage), "call_me"))
    read_scans_for(house, PLENTY)
    (slip,) = _slips(stage)
    assert "Ann" not in clerk.get(f"/slips/scans/{slip.id}").text
    assert clerk.submit(f"/slips/scans/{slip.id}", {"wishes": "call_me"}).status_code == 303


def test_a_code_of_no_letter_is_a_persons_and_may_be_set_aside(casey: Visitor, house: Container, stage: Stage) -> None:
    _upload(casey, a_scan())
    read_scans_for(house, PLENTY)
    (slip,) = _slips(stage)
    assert "No letter has this code" in casey.get(f"/slips/scans/{slip.id}").text
    assert casey.submit(f"/slips/scans/{slip.id}/set_aside", {}).status_code == 303
    assert _slips(stage)[0].state is PageState.SET_ASIDE


def test_a_council_may_take_plain_slips_without_a_look(house: Container, stage: Stage) -> None:
    trusting = replace(house, settings=house.settings.model_copy(update={"slips_need_a_look": False}))
    plain, asks, wrote = _letter(stage, "A"), _letter(stage, "B"), _letter(stage, "C")
    visitor = Visitor(create_app(trusting))
    with stage.sessions() as session:
        visitor.signed_in_as(session.get_one(Staff, stage.worker.id), stage.at)
    _upload(
        visitor,
        _scan_of(stage, plain, "option_2", "by_me"),
        _scan_of(stage, asks, "option_2", "call_me", "by_me"),
        _scan_of(stage, wrote, "option_2", "by_me", line=True),
    )
    read_scans_for(trusting, PLENTY)
    assert [slip.state for slip in _slips(stage)] == [PageState.RECORDED, PageState.RECORDED, PageState.TO_LOOK_AT]
    assert stage.message(plain).understanding is Understanding.UNDERSTOOD
    assert stage.message(asks).understanding is not Understanding.UNDERSTOOD
    with stage.sessions() as session:
        assert {reply.category for reply in session.scalars(select(Reply))} == {"understood", "help"}


def test_nothing_chosen_and_no_scan_are_said_beside_the_field(casey: Visitor) -> None:
    assert "Choose at least one file" in casey.submit("/slips/scans", {}).text
    refused = casey.submit("/slips/scans", {"files": (io.BytesIO(b"hello"), "a.txt")})
    assert "no PDF, TIFF, JPEG or PNG" in refused.text
