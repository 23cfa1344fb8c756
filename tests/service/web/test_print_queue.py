"""The print room's pages: counts without names, files named by ids, each letter by position and code."""

from __future__ import annotations

import csv
import io
import json
from uuid import UUID

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from channels.letter.print_queue import PrintQueue
from service.container import Container
from service.domain import codes
from service.domain.actors import Role
from service.domain.contact_points import PointKind
from service.domain.preferences import Medium
from service.domain.safe_contact import PointStatus
from service.domain.transport import Transport
from service.models import AuditEntry, Delivery
from service.settings import Settings
from service.use_cases.hand_over_batch import hand_over_waiting
from tests.service.use_cases.changes import say
from tests.service.use_cases.paper import enclose
from tests.service.use_cases.stage import Stage, plain, set_stage
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, add_staff


@pytest.fixture
def stage(sessions: sessionmaker[Session], hand_clock: HandClock) -> Stage:
    return set_stage(sessions, hand_clock.at)


@pytest.fixture
def container(settings: Settings, sessions: sessionmaker[Session], hand_clock: HandClock, stage: Stage) -> Container:
    return Container(settings, sessions, hand_clock, stage.channels, PrintQueue())


@pytest.fixture
def pat(app: Flask, stage: Stage) -> Visitor:
    return Visitor(app).signed_in_as(add_staff(stage.sessions, stage.at, Role.PRINT_CLERK, username="pat"), stage.at)


def _letter(stage: Stage, name: str = "Zebedee Quill", words: str = "Your form has come.") -> UUID:
    return stage.compose(stage.person(name, medium=Medium.LETTER), plain(words))


def _released(pat: Visitor) -> str:
    answer = pat.submit("/letters/release")
    assert answer.status_code == 303
    return str(answer.location)


def test_the_queue_counts_by_team_and_names_nobody(pat: Visitor, stage: Stage) -> None:
    _letter(stage)
    _letter(stage, "Yolanda Quill")
    page = pat.get("/letters").text
    assert "Adults" in page
    assert "2 letters" in page
    assert "Quill" not in page
    assert "High Street" not in page


def test_an_empty_queue_offers_no_release(pat: Visitor) -> None:
    page = pat.get("/letters").text
    assert "No letter waits." in page
    assert "Release a batch" not in page


def test_a_batch_goes_from_release_to_the_folder_to_the_post_and_back(
    pat: Visitor, stage: Stage, settings: Settings
) -> None:
    first, second = _letter(stage), _letter(stage, "Yolanda Quill")
    path = _released(pat)
    batch_id = path.rsplit("/", 1)[1]
    page = pat.get(path).text
    assert f"1. Code {codes.show(stage.delivery(first).code)}" in page
    assert f"2. Code {codes.show(stage.delivery(second).code)}" in page
    assert "Quill" not in page
    assert sorted(file.name for file in settings.print_folder.iterdir()) == [
        f"{batch_id}.csv",
        f"{batch_id}.json",
        f"{batch_id}.pdf",
    ]

    pdf = pat.get(f"{path}/letters.pdf")
    assert pdf.headers["Content-Disposition"] == f'attachment; filename="{batch_id}.pdf"'
    with pikepdf.open(io.BytesIO(pdf.data)) as document:
        assert len(document.pages) == 4
    manifest = pat.get(f"{path}/manifest.json")
    assert json.loads(manifest.data)["totals"] == {"letters": 2, "pages": 4, "sheets": 2}
    assert b"Quill" not in manifest.data

    early = pat.submit(f"{path}/posted")
    assert early.status_code == 303
    assert "This batch is not printed yet." in pat.get(path).text
    pat.submit(f"{path}/printed")
    pat.submit(f"{path}/{stage.delivery(second).id}/stop")
    pat.submit(f"{path}/posted")
    page = pat.get(path).text
    assert "1 letter is on its way." in page
    assert "Stopped" in page
    assert stage.delivery(first).state is Transport.POSTED
    assert stage.delivery(second).state is Transport.HELD
    assert stage.message(first).confirm_by is not None
    pat.submit(f"{path}/{stage.delivery(first).id}/returned")
    assert stage.delivery(first).state is Transport.RETURNED
    assert "Came back" in pat.get(path).text


def test_letters_that_may_not_leave_are_held_and_the_page_says_why(pat: Visitor, stage: Stage) -> None:
    person_id = stage.person(medium=Medium.LETTER)
    message_id = stage.compose(person_id, plain())
    say(stage, person_id, PointStatus.NOT_SAFE, kind=PointKind.ADDRESS)
    answer = pat.submit("/letters/release")
    assert answer.location == "/letters"
    page = pat.get("/letters").text
    assert "No letter may leave now" in page
    assert "The way became unsafe after the message was written." in page
    assert stage.delivery(message_id).held_reason == "not_safe"


def test_a_folder_that_cannot_be_written_loses_nothing(pat: Visitor, stage: Stage, settings: Settings) -> None:
    _letter(stage)
    settings.print_folder.parent.mkdir(parents=True, exist_ok=True)
    settings.print_folder.write_text("a file stands where the folder should be")
    path = _released(pat)
    assert "Download the file below" in pat.get(path).text
    settings.print_folder.unlink()
    assert hand_over_waiting(stage.sessions, settings.print_folder) == 1
    assert hand_over_waiting(stage.sessions, settings.print_folder) == 0


def test_reading_the_files_is_written_down(pat: Visitor, stage: Stage) -> None:
    _letter(stage)
    path = _released(pat)
    pat.get(f"{path}/letters.pdf")
    with stage.sessions() as session:
        assert session.scalars(select(AuditEntry.action).where(AuditEntry.action == "read_batch")).all() == ["read_batch"]


def test_a_clerk_sees_no_letter_before_its_release_and_no_message_ever(pat: Visitor, stage: Stage) -> None:
    message_id = _letter(stage)
    assert pat.get(f"/messages/{message_id}/letter.pdf").status_code == 403
    with stage.sessions() as session:
        assert session.scalars(select(Delivery.batch_id)).all() == [None]


def test_marking_twice_says_that_somebody_was_quicker(pat: Visitor, stage: Stage) -> None:
    _letter(stage)
    path = _released(pat)
    pat.submit(f"{path}/printed")
    pat.submit(f"{path}/printed")
    assert "Somebody marked this batch as printed already." in pat.get(path).text


def test_there_is_no_batch_for_an_id_of_nothing(pat: Visitor) -> None:
    assert pat.get("/letters/018f3b1e-0000-7000-8000-000000000000").status_code == 404


def test_one_press_releases_a_batch_for_each_kind_and_tells_so(pat: Visitor, stage: Stage) -> None:
    coloured = _letter(stage, "Yolanda Quill")
    _letter(stage)
    with stage.sessions.begin() as session:
        session.execute(update(Delivery).where(Delivery.message_id == coloured).values(paper="pale yellow #FFFFCC"))
    answer = pat.submit("/letters/release")
    assert answer.location == "/letters"
    assert "2 batches are released" in pat.get("/letters").text
    batch_id = stage.delivery(coloured).batch_id
    page = pat.get(f"/letters/{batch_id}").text
    assert "pale yellow #FFFFCC" in page
    assert "second class" in page


def test_the_manifest_is_read_as_a_table_without_a_name(pat: Visitor, stage: Stage) -> None:
    message_id = _letter(stage)
    url = _released(pat)
    answer = pat.get(f"{url}/manifest.csv")
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["reference"], row["sheets"], row["enclosure"]) == (stage.delivery(message_id).code, "1", "none")
    assert answer.mimetype == "text/csv"
    assert "Quill" not in answer.text


def test_one_letter_is_printed_again_from_its_row_until_it_is_stopped(pat: Visitor, stage: Stage) -> None:
    delivery = stage.delivery(_letter(stage))
    url = _released(pat)
    delivery_id = delivery.id
    assert "Print again" in pat.get(url).text
    answer = pat.submit(f"{url}/{delivery_id}/reprint")
    assert answer.mimetype == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.data)) as document:
        assert len(document.pages) == 1
    pat.submit(f"{url}/{delivery_id}/stop")
    assert "Print again" not in pat.get(url).text
    assert pat.submit(f"{url}/{delivery_id}/reprint").status_code == 303


def test_a_posted_letter_tells_when_it_should_arrive(pat: Visitor, stage: Stage) -> None:
    _letter(stage)
    url = _released(pat)
    pat.submit(f"{url}/printed")
    pat.submit(f"{url}/posted")
    assert "Should arrive from" in pat.get(url).text


def test_what_is_enclosed_is_fetched_beside_its_letter(pat: Visitor, stage: Stage) -> None:
    message_id = _letter(stage)
    enclose(stage, message_id)
    url = _released(pat)
    page = pat.get(url).text
    assert "braille, from its file" in page
    assert f"{url}/1/enclosed/1" in page
    assert pat.get(f"{url}/1/enclosed/1").data == b",HELLO\r\n\f"
    assert pat.get(f"{url}/1/enclosed/2").status_code == 404
