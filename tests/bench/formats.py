"""What one message costs as a text and as an email, and one document in each format that needs no typesetter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from channels.sms import gsm
from easyread import plain_language
from easyread.compose import compose
from easyread.document import Contact, Document, Question
from easyread.formats.audio import AudioKind, audio
from easyread.formats.braille import braille
from easyread.formats.plain import plain_html, plain_text
from easyread.plain_language import Target
from service import rendering
from service.domain.messages import CheckKind
from service.domain.understanding import Proof
from tests.bench.machine import Figure, measure

_LETTER = (
    "Dear Sam,\n\nAna Reid will visit you on Thursday 26 November 2026 at 10.{minute:02}am. She will bring letter {number} "
    "of your case. Please have enough time for her.\n\nIf you can't be there (or don't want the visit), ring us on "
    "01632 960002 before Monday, and say {number}. It costs £{number}.50 to ring from some phones. Children and people who "
    "care for you can be with you.\n\n"
)


_PARTS = rendering.MessageParts(
    body="Hello Sam.\n\nAna Reid will visit you on Thursday 26 November at 10am. Please have your letter from us with you.",
    check_kind=CheckKind.CHOICE,
    question="We want to check that we wrote this clearly. What day is the visit?",
    options=("Tuesday", "Wednesday", "Thursday"),
    proof=Proof.SHOWN,
    sender="Northmoor",
    phone="01632 960002",
)
_CHECKED = (
    "Your Section 42 enquiry ends on 3 May 2027 at 10am. The IMCA will act and we defer the DoL. You were referred to us on "
    "12/05/2026. We don't think that your reablement package, e.g. domiciliary care, is ready. We will be in touch in due "
    "course. Please ring 01632 960123 about the £12.50, or ask Ana Reid, who knows you."
)
_TEXTS = 1000


def figures() -> Iterator[Figure]:
    """Each time with words or numbers that were not there before, so that nothing is remembered but phrases."""
    yield measure(f"{_TEXTS} texts, rendered and counted", _texts, times=10, promised="≤ 33 CPU ms (30,000 a CPU second)")
    yield measure("an email", lambda n: rendering.render_email(_message(n), "KT4HWN"), times=500, promised="≤ 1 CPU ms")
    for target in Target:
        yield measure(
            f"plain-language check of a long text, {target.value}",
            lambda n, target=target: plain_language.check(f"{_CHECKED} {n}", target=target),  # type: ignore[misc]
            times=300,
            promised="≤ 5 CPU ms",
        )
    yield measure("compose a document", _document, times=300)
    yield measure("a document as plain text", lambda n: plain_text(_document(n)), times=300)
    yield measure("a document as a page (HTML)", lambda n: plain_html(_document(n)), times=300)
    for grade in (1, 2):
        pages = braille(_document(0, paragraphs=6), grade=grade).pages
        yield measure(
            f"braille grade {grade}, a page",
            lambda n, grade=grade: braille(_document(n + 1000, paragraphs=6), grade=grade),  # type: ignore[misc]
            times=40,
            promised="≤ 6 CPU ms",
            per=pages,
        )
    for kind in AudioKind:
        minutes = audio(_document(0), kind).seconds / 60
        yield measure(
            f"audio ({kind.value}), a minute; the voice's own process comes on top",
            lambda n, kind=kind: audio(_document(n), kind),  # type: ignore[misc]
            times=2,
            per=max(1, round(minutes)),
        )


def _message(number: int) -> rendering.MessageParts:
    return replace(_PARTS, body=f"{_PARTS.body} {number}")


def _texts(number: int) -> int:
    numbers = range(number * _TEXTS, (number + 1) * _TEXTS)
    return sum(gsm.measure(rendering.render_text(_message(each), "KT4HWN").body).units for each in numbers)


def _document(number: int, paragraphs: int = 1) -> Document:
    numbers = range(abs(number) * paragraphs, abs(number) * paragraphs + paragraphs)
    text = "".join(_LETTER.format(number=part, minute=part % 60) for part in numbers)
    return compose(
        text,
        language="en",
        title="Your visit",
        contact=Contact("Northmoor", "01632 960002"),
        question=Question("What day is the visit?", ("Tuesday", "Wednesday", "Thursday")),
        reference="KT4H-WN",
    )


if __name__ == "__main__":
    for figure in figures():
        print(figure.row(), flush=True)
