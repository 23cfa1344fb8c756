"""What one document costs in each format that easyread makes without a typesetter."""

from __future__ import annotations

from collections.abc import Iterator

from easyread.compose import compose
from easyread.document import Contact, Document, Question
from easyread.formats.audio import AudioKind, audio
from easyread.formats.braille import braille
from easyread.formats.plain import plain_html, plain_text
from tests.bench.machine import Figure, measure

_LETTER = (
    "Dear Sam,\n\nAna Reid will visit you on Thursday 26 November 2026 at 10.{minute:02}am. She will bring letter {number} "
    "of your case. Please have enough time for her.\n\nIf you can't be there (or don't want the visit), ring us on "
    "01632 960002 before Monday, and say {number}. It costs £{number}.50 to ring from some phones. Children and people who "
    "care for you can be with you.\n\n"
)


def figures() -> Iterator[Figure]:
    """Each time with numbers that were not there before, so that nothing is remembered but words."""
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
