"""A document for the tests of every format."""

from __future__ import annotations

from datetime import date

from easyread.compose import compose, sentence_of
from easyread.document import Contact, Document, Fact, FactKind, Question

TYPED = (
    "Dear Mr. O'Neil,\n\nAna Reid will visit you on 2026-05-03 at 2.30pm.\n"
    "Please have your letter with you. It costs £12.50.\n\n"
    "If you can't be there, ring 01632 960123."
)
CONTACT = Contact("Northmoor", "01632 960002", ("1 Town Square", "LS1 1AA"))
QUESTION = Question("What day is the visit?", ("Saturday", "Sunday"))


def a_document(
    text: str = TYPED,
    *,
    language: str = "en",
    title: str = "Your visit",
    contact: Contact = CONTACT,
    question: Question | None = QUESTION,
    reference: str = "KT4H-WN",
) -> Document:
    facts = (Fact(FactKind.WHEN, sentence_of("Sunday 3 May 2026", "en")), Fact(FactKind.WHO, sentence_of("Ana Reid", "en")))
    return compose(
        text,
        language=language,
        title=title,
        contact=contact,
        question=question,
        reference=reference,
        dated=date(2026, 4, 1),
        facts=facts,
    )
