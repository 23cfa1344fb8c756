"""One text in every format: the page where anybody pastes a letter, and the formats of a message that is being written."""

from __future__ import annotations

import re
from collections.abc import Callable

import pypdfium2
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from service.domain.actors import Role
from service.formats import FORMS
from service.models import AuditEntry, Message, Rendition
from service.web.format_labels import FORM_LABELS
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, add_staff

_LETTER = (
    "Hello Sam.\n\nAna Reid will visit you on Thursday 26 November 2026 at 10am. We will talk about your home.\n\n"
    "Your Section 42 enquiry is being progressed."
)


@pytest.fixture
def printer(new_visitor: Callable[[], Visitor], sessions: sessionmaker[Session], hand_clock: HandClock) -> Visitor:
    """Signed in, and no caseworker."""
    return new_visitor().signed_in_as(add_staff(sessions, hand_clock.at, Role.PRINT_CLERK, username="pat"), hand_clock.at)


def _paste(visitor: Visitor, action: str, body: str = _LETTER, **more: str) -> tuple[int, str, bytes]:
    answer = visitor.submit("/formats", {"body": body, "title": "Your visit", "language": "en", "action": action, **more})
    return answer.status_code, answer.mimetype or "", bytes(answer.data)


def test_every_format_has_a_name() -> None:
    assert set(FORM_LABELS) == set(FORMS)


def test_nobody_pastes_unknown_to_us(new_visitor: Callable[[], Visitor]) -> None:
    assert new_visitor().get("/formats").status_code == 302


def test_a_pasted_letter_shows_what_to_make_plainer_and_offers_every_format(printer: Visitor) -> None:
    status, _, page = _paste(printer, "show")
    assert status == 200
    text = page.decode()
    assert "“Section 42” is a hard word" in text
    assert text.count('name="action" value="look:') == len(FORM_LABELS)


@pytest.mark.parametrize("name", ["plain", "html", "screen-pdf", "easy-read-html", "large-print-24"])
def test_a_format_opens_by_itself(printer: Visitor, name: str) -> None:
    status, media_type, data = _paste(printer, f"look:{name}")
    assert status == 200
    said = _words(data) if media_type == "application/pdf" else re.sub("<[^>]+>", "", data.decode())
    assert "visit you on Thursday" in " ".join(said.split())


def test_braille_and_audio_come_with_what_they_say(printer: Visitor) -> None:
    assert "Thursday" in _paste(printer, "look:braille-2")[2].decode()
    page = _paste(printer, "look:audio-ogg", body="Ring 01632 960001.")[2].decode()
    assert "<audio" in page
    assert "oh one six three two" in page or "zero one six three two" in page


def test_easy_read_that_may_not_go_out_says_why(printer: Visitor) -> None:
    status, _, page = _paste(printer, "look:easy-read", body="Xyzzy plugh frobnitz.")
    assert status == 200
    assert b"Choose a picture for this sentence." in page


def test_a_format_that_can_not_be_made_says_why(printer: Visitor) -> None:
    status, _, page = _paste(printer, "look:braille-2", body="Hello 🎈.")
    assert status == 422
    assert b"no sign in braille" in page
    assert _paste(printer, "look:nonsense")[0] == 404


def test_nothing_of_it_is_kept(printer: Visitor, sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        before = [session.scalar(select(func.count()).select_from(table)) for table in (Message, Rendition, AuditEntry)]
    _paste(printer, "show")
    _paste(printer, "look:plain")
    with sessions() as session:
        after = [session.scalar(select(func.count()).select_from(table)) for table in (Message, Rendition, AuditEntry)]
    assert after == before


@pytest.mark.parametrize("body", ["", "   ", "x" * 50_001])
def test_what_is_no_letter_is_said_beside_the_field(printer: Visitor, body: str) -> None:
    status, _, page = _paste(printer, "show", body=body)
    assert status == 422
    assert b'href="#body"' in page


def test_template_signs_and_markup_come_out_as_text(printer: Visitor) -> None:
    body = '#read("/etc/passwd") {{7*7}} <script>alert(1)</script>'
    assert b"<script>alert" not in _paste(printer, "show", body=body)[2]
    assert b"<script>alert" not in _paste(printer, "look:html", body=body)[2]
    assert body in " ".join(_words(_paste(printer, "look:screen-pdf", body=body)[2]).split())


def test_the_findings_alone_are_for_a_page_that_asks_while_somebody_types(printer: Visitor) -> None:
    page = printer.submit("/formats/words", {"body": "We will utilise it.", "language": "en"}).text
    assert "“utilise” is a hard word" in page
    assert "<html" not in page


def _words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
