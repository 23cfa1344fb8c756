"""Without cover at every hour messages say when replies are read and whom to ring; texts only where the team wants it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, time

import pypdfium2
import pytest

from channels.base import EmailContent, LetterContent, TextContent
from service import planning, rendering
from service.domain.actors import Actor, Role
from service.domain.contact_points import PointKind
from service.domain.cover import CLOSING_DAY, NOT_SAID, WORKING_WEEK, ReadingTimes
from service.domain.messages import CheckKind
from service.domain.neutral_words import telling_words
from service.domain.preferences import Format, Medium
from service.domain.understanding import Proof
from service.format_rendering import email_in, letter_in
from service.hours_rendering import hours_line
from service.models import Person
from service.rendering import LetterParts, MessageParts
from service.translations import available
from service.use_cases.change_cover import ContactEntry, CoverEntry, change_cover
from tests.service.use_cases.stage import Stage, plain

ADMIN = Actor(None, frozenset({Role.ADMIN}), frozenset())
OFFICE = ReadingTimes(WORKING_WEEK)
LINE = "We read replies: Monday to Friday, 09:00 to 17:00. Not on bank holidays. In an emergency, ring 999."
UNKNOWN = "We do not read replies day and night. In an emergency, ring 999."


@pytest.mark.parametrize(
    ("reads", "line"),
    [
        (OFFICE, LINE),
        (NOT_SAID, UNKNOWN),
        (
            ReadingTimes(frozenset({0, 2, 4, 5, 6, CLOSING_DAY}), time(8), time(20, 30), "01632 960999"),
            "We read replies: Monday, Wednesday, Friday to Sunday, 08:00 to 20:30. In an emergency, ring 01632 960999.",
        ),
    ],
)
def test_what_is_said(reads: ReadingTimes, line: str) -> None:
    assert hours_line(reads, "en") == line


def test_every_language_says_it_in_its_own_words_whichever_was_asked_before() -> None:
    tags = [name.replace("_", "-") for name in available()]
    lines = {tag: hours_line(OFFICE, tag) for tag in tags}
    hours_line.cache_clear()
    assert {tag: hours_line(OFFICE, tag) for tag in reversed(tags)} == lines
    assert len(set(lines.values())) == len(tags)
    for tag in tags:
        assert "999" in lines[tag]
        assert tag == "en" or "We read" not in lines[tag]
    assert "lundi à vendredi" in lines["fr"]
    assert "\u2066999\u2069" in lines["ur"]


def test_it_gives_nothing_away_on_a_screen_that_others_read() -> None:
    assert telling_words(f"{LINE} {UNKNOWN}") == ()


def _parts(reads: ReadingTimes | None) -> MessageParts:
    return MessageParts(
        "We will visit you on 26 November.", CheckKind.NONE, "", (), Proof.JUDGED, "Northmoor", "01632 960002", reads=reads
    )


def test_emails_and_letters_say_it_and_texts_only_where_the_team_wants_it() -> None:
    email = rendering.render_email(_parts(OFFICE), "BCDFG7")
    assert LINE in email.text
    assert LINE in email.html
    assert LINE not in rendering.render_text(_parts(OFFICE), "BCDFG7").body
    text = rendering.render_text(_parts(replace(OFFICE, in_texts=True)), "BCDFG7").body
    assert text.split("\n")[-2] == LINE
    assert LINE in _words(rendering.render_paper(_parts(OFFICE), _paper(), "BCDFG7"))


@pytest.mark.parametrize("reads", [OFFICE, NOT_SAID])
def test_other_formats_say_it_too_and_easy_read_stays_ready(reads: ReadingTimes) -> None:
    parts = replace(_parts(reads), signed_by="Casey Lund")
    line = hours_line(reads, "en")
    # Easy Read says 9am for 09:00.
    first = line.split(", ")[0].split(". ")[0]
    assert first in email_in(Format.EASY_READ, parts, "BCDFG7", pixels=18).text
    assert first in _words(letter_in(Format.EASY_READ, parts, _paper(), "BCDFG7"))
    letter = letter_in(Format.BRAILLE_1, parts, _paper(), "BCDFG7")
    assert line in _words(letter)


def _paper() -> LetterParts:
    return LetterParts("Ann Lee\n1 High Street\nEllerton\nLS1 1AA", "Northmoor\n1 Square\nLS1 1AA", date(2026, 11, 23))


def _words(letter: LetterContent) -> str:
    pdf = pypdfium2.PdfDocument(io.BytesIO(letter.pdf))
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pdf).split())


def _body(stage: Stage, medium: Medium) -> str:
    person_id = stage.person(medium=medium, email=f"{stage.new_number()[1:]}@example.com")
    with stage.sessions() as session:
        person = session.get_one(Person, person_id)
        content = planning.preview(session, person, plain(), stage.at, None, None, stage.channels).content
    match content:
        case TextContent(body):
            return body
        case EmailContent(_, text, _):
            return text
    raise AssertionError


def test_a_team_that_named_nobody_says_so_and_one_that_covers_every_hour_need_not(stage: Stage) -> None:
    assert UNKNOWN in _body(stage, Medium.EMAIL)
    assert UNKNOWN not in _body(stage, Medium.TEXT)
    desk = ContactEntry("contacts-0", "Desk", PointKind.EMAIL, "desk@example.com", WORKING_WEEK, time(9), time(17))
    reads = replace(OFFICE, in_texts=True)
    change_cover(stage.sessions, ADMIN, stage.team.id, CoverEntry((desk,), reads=reads), stage.at)
    assert LINE in _body(stage, Medium.EMAIL)
    assert LINE in _body(stage, Medium.TEXT)
    always = ContactEntry("contacts-1", "Night", PointKind.EMAIL, "night@example.com")
    change_cover(stage.sessions, ADMIN, stage.team.id, CoverEntry((desk, always), reads=reads), stage.at)
    for medium in (Medium.EMAIL, Medium.TEXT):
        assert "999" not in _body(stage, medium)
