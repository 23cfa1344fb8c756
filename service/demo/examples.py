"""One message to all fourteen people of the demo, made as it would leave: by the plan that decides, in each one's format."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

import soundfile

from channels.base import Content, EmailContent, LetterContent, TextContent
from easyread.formats.easy_read_rows import SignOff
from service import format_rendering, formats, planning
from service.demo.message import SIGNED_BY, WRITTEN, draft_in
from service.demo.people import PEOPLE
from service.domain import codes
from service.domain.contact_points import normalise
from service.domain.deadlines import LONDON, Nation
from service.domain.letterheads import Letterhead
from service.domain.messages import PersonFacts, Plan
from service.domain.preferences import Format, Preference
from service.domain.safe_contact import ContactHours, PointFacts, Refused
from service.rendering import MessageParts
from service.use_cases.record_preference import ContactEntry, PointEntry

__all__ = ["WRITTEN_AT", "File", "Sent", "Shown", "everyone", "shown"]

WRITTEN_AT: Final = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LETTERHEAD: Final = Letterhead("Northmoor", "01632 960002", "Northmoor Council\n1 Town Square\nNorthmoor\nLS1 1AA")


@dataclass(frozen=True, slots=True)
class File:
    """``name`` without a folder."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """What one person gets. ``files`` is empty where a worker brings it; ``refused`` is why it may not leave."""

    person: ContactEntry
    plan: Plan
    code: str
    refused: Refused | None
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The same words in a format that anybody may ask for."""

    format: str
    language: str
    files: tuple[File, ...]


def everyone() -> Iterator[Sent]:
    for number, person in enumerate(PEOPLE, start=1):
        known = _facts(person)
        draft = draft_in(person.written_language or "en")
        made = planning.make_plan(known, draft, WRITTEN_AT, None)
        # The same code each time: it stands in every file.
        code = codes.new_code(random.Random(number).randrange)  # noqa: S311
        content = planning.make_content(LETTERHEAD, draft, made, code, WRITTEN_AT, quiz=True)
        refused = planning.refusal_of(made, draft, content, WRITTEN_AT)
        name = f"{(person.case_reference or '').lower()}-{made.medium.value.replace('_', '-')}-{draft.language}"
        parts = planning.message_parts(LETTERHEAD, draft, quiz=True)
        yield Sent(person, made, code, refused, tuple(_files(name, content, made, parts, code)))


_FOR_ANYBODY: Final = (
    ("plain", "en"),
    ("html", "en"),
    ("easy-read", "en"),
    ("easy-read-html", "en"),
    ("large-print-24", "en"),
    ("screen-pdf", "en"),
    ("screen-pdf", "bn"),
    ("braille-1", "cy"),
)
_RECORDING: Final = "audio-mp3"
"""Not ``audio-ogg``: Ogg gives each file a number by chance, and an example must come out the same again."""


def shown() -> Iterator[Shown]:
    """The formats themselves. Of a recording only the first sentence: a minute is half a megabyte."""
    for format_name, language in _FOR_ANYBODY:
        product = formats.make(
            formats.document_of(_words(language)), format_name, sign_off=SignOff(SIGNED_BY, checked_by_people=False)
        )
        name = f"{format_name}-{language}"
        files = [File(f"{name}.{product.form.suffix}", product.data)]
        if product.said:
            files.append(File(f"{name}-print-copy.txt", product.said.encode()))
        yield Shown(format_name, language, tuple(files))
    first = WRITTEN["en"].body.partition(". ")[0] + "."
    recording = formats.make(formats.document_of(formats.Words(first, title=WRITTEN["en"].title)), _RECORDING)
    spoken = File("recording-en-spoken.txt", _spoken(recording.seconds, recording.said))
    yield Shown(_RECORDING, "en", (File("recording-en.mp3", recording.data), spoken))


def _words(language: str) -> formats.Words:
    written = WRITTEN[language]
    return formats.Words(
        written.body,
        language=language,
        title=written.title,
        question=written.question,
        options=written.options,
        sender=LETTERHEAD.neutral_name,
        phone=LETTERHEAD.phone,
        reference=codes.show(codes.new_code(random.Random(0).randrange)),  # noqa: S311 - the same code each time
        dated=WRITTEN_AT.astimezone(LONDON).date(),
    )


def _files(name: str, content: Content | None, made: Plan, parts: MessageParts, code: str) -> Iterator[File]:
    match content:
        case TextContent(body):
            yield File(f"{name}.txt", body.encode() + b"\n")
        case EmailContent(subject, text, html, attachments):
            yield File(f"{name}.html", html.encode())
            yield File(f"{name}.txt", f"{subject}\n\n{text}".encode())
            if made.format is Format.AUDIO_DOWNLOAD:
                yield _heard(name, attachments[0].data, parts, code)
        case LetterContent(pdf, _, enclosed):
            yield File(f"{name}.pdf", pdf)
            if made.format in {Format.BRAILLE_1, Format.BRAILLE_2}:
                yield File(f"{name}.brf", enclosed[0].data)
                document = format_rendering.spoken_document(parts, code)
                copy = formats.make(document, made.format.value.replace("_", "-"))
                yield File(f"{name}-braille-print-copy.txt", copy.said.encode())


def _heard(name: str, recording: bytes, parts: MessageParts, code: str) -> File:
    spoken = formats.make(format_rendering.spoken_document(parts, code), _RECORDING).said
    return File(f"{name}-spoken.txt", _spoken(soundfile.info(io.BytesIO(recording)).duration, spoken))


def _spoken(seconds: float, words: str) -> bytes:
    return f"Length: {round(seconds)} seconds\n\n{words}".encode()


def _facts(person: ContactEntry) -> PersonFacts:
    preference = Preference(
        choices=person.choices,
        format=person.format,
        paper=person.paper,
        spoken_language=person.spoken_language,
        written_language=person.written_language,
    )
    points = tuple(_point(person, point) for point in person.points)
    nation = Nation.ENGLAND
    return PersonFacts(
        uuid5(NAMESPACE_URL, person.name), person.safe_status, preference, points, nation, person.no_quiz, LETTERHEAD
    )


def _point(person: ContactEntry, point: PointEntry) -> PointFacts:
    value = normalise(point.kind, point.typed)
    return PointFacts(
        point_id=uuid5(NAMESPACE_URL, point.typed),
        kind=point.kind,
        value=value.value,
        line_type=value.line_type,
        person_status=person.safe_status,
        status=point.status,
        others_may_read=point.others_may_read,
        hours=ContactHours(point.weekdays, point.start, point.end),
    )
