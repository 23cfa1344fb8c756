"""Documents to print, and what is on the finished sheets."""

from __future__ import annotations

from datetime import date

import pypdfium2
from PIL.Image import Image

from easyread.compose import compose, sentence_of
from easyread.document import Contact, Document, Fact, FactKind, Question
from easyread.pictures import illustrated

VISIT = """Ana Reid will visit you at home on Thursday 26 November at 10am. Ana is a social worker.
We want to talk about your care plan. You can ask a friend to be with you.

Please have your letter from us with you. You can say no to the visit.
Call us on 01632 960123 if you need to change the day. The visit is free.

We will write down what you tell us. We keep your information safe.
You can have an advocate. An advocate can speak up for you. You have the right to complain."""
CONTACT = Contact("Northmoor Council, Adults team", "01632 960002", ("1 Town Square", "Northmoor LS1 1AA"))


def a_document(text: str = VISIT, language: str = "en", *, pictured: bool = True, **changes: object) -> Document:
    values: dict[str, object] = {
        "title": "Your visit from Ana",
        "contact": CONTACT,
        "question": Question("What day is the visit?", ("Tuesday", "Wednesday", "Thursday")),
        "reference": "KT4H-WN",
        "dated": date(2026, 11, 23),
        "facts": (
            Fact(FactKind.WHAT, sentence_of("A visit from Ana Reid", language)),
            Fact(FactKind.WHEN, sentence_of("Thursday 26 November 2026 at 10am", language)),
            Fact(FactKind.WHERE, sentence_of("Your home", language)),
        ),
        **changes,
    }
    document = compose(text, language=language, **values)  # type: ignore[arg-type]
    return illustrated(document) if pictured else document


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "\n")
    finally:
        document.close()


def images_of(pdf: bytes) -> list[Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=1).to_pil() for page in document]
    finally:
        document.close()
