"""What an Easy Read page holds, row by row, for paper and screen alike: a picture and one idea."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from easyread.asking import Translate
from easyread.characters import require_text_of
from easyread.document import Document, FactKind, Heading, Kind, Picture, Sentence, Span
from easyread.formats.labels import Labels, labels_in
from easyread.locales import is_right_to_left
from easyread.pictures import concept_named, picture
from easyread.writing import Style, addressed, write, write_text

__all__ = ["EasyReadRows", "Row", "SignOff", "Title", "rows_of"]

_OF_FACTS = {FactKind.WHAT: "information", FactKind.WHEN: "calendar", FactKind.WHERE: "place", FactKind.WHO: "person"}


@dataclass(frozen=True, slots=True)
class SignOff:
    """A named worker who answers for the wording, and whether people with learning disabilities checked the page."""

    by: str
    checked_by_people: bool


@dataclass(frozen=True, slots=True)
class Title:
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Row:
    """``lines`` are shown one below the other: one idea. ``options`` are ticked on paper. A small row tells of the page."""

    lines: tuple[str, ...]
    picture: Picture | None
    label: str = ""
    options: tuple[str, ...] = ()
    asks: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class EasyReadRows:
    """``facts`` come first, ``about`` last; ``contact`` is the foot of each page, a line each."""

    title: str
    facts: tuple[Row, ...]
    body: tuple[Title | Row, ...]
    about: tuple[Row, ...]
    contact: tuple[str, ...]
    labels: Labels

    @property
    def rows(self) -> tuple[Row, ...]:
        return (*self.facts, *(row for row in self.body if isinstance(row, Row)), *self.about)


def rows_of(document: Document, sign_off: SignOff | None, translate: Translate = str) -> EasyReadRows:
    """Everything that the document tells. A sentence without a picture stays without: a worker chooses it.

    Raises ``Unreadable`` for what is no text.
    """
    require_text_of(document)
    labels = labels_in(translate)

    def ours(name: str) -> Picture:
        return picture(concept_named(name), translate)

    def written(sentence: Sentence) -> str:
        return write(sentence, document.language, Style.EASY_READ)

    facts = tuple(
        Row((written(fact.sentence),), fact.sentence.picture or ours(_OF_FACTS[fact.kind]), labels.facts[fact.kind])
        for fact in document.facts
    )
    body: list[Title | Row] = []
    level = 1
    for block in document.blocks:
        if isinstance(block, Heading):
            # PDF/UA: a heading never skips a level.
            level = min(block.level, level + 1)
            body.append(Title(written(block.sentence), level))
        else:
            body += [Row((written(sentence),), sentence.picture) for sentence in block.sentences]
    question = document.question
    if question is not None:
        asked = (question.text or labels.is_this_clear,)
        body += [Title(labels.question, 2), Row(asked, ours("question"), options=question.options, asks=True)]
    contact = document.contact
    phone = write_text(contact.phone, document.language, Style.EASY_READ) if contact.phone else ""
    reached = tuple(line for line in (contact.name, phone, *addressed(contact.address, document.language)) if line)
    body += [Title(labels.contact, 2), Row(reached, ours("phone" if phone else "letter"))]
    return EasyReadRows(
        title=document.title,
        facts=facts,
        body=tuple(body),
        about=tuple(_about(document, sign_off, labels, ours)),
        contact=tuple(line for line in (contact.name, phone) if line) if phone else reached,
        labels=labels,
    )


def _about(document: Document, sign_off: SignOff | None, labels: Labels, ours: Callable[[str], Picture]) -> list[Row]:
    # A name, a code or a licence keeps its own direction inside text that runs from right to left.
    kept = "\u2068{}\u2069".format if is_right_to_left(document.language) else str
    about: list[Row] = []
    if document.dated is not None:
        day = document.dated.isoformat()
        dated = write(Span(day, Kind.DATE, day), document.language, Style.EASY_READ)
        about.append(Row((dated,), ours("calendar"), labels.dated, small=True))
    if document.reference:
        about.append(Row((f"{labels.reference} {kept(document.reference)}",), ours("numbers"), small=True))
    if sign_off is None:
        about.append(Row((labels.not_signed_off,), ours("sign"), small=True))
    else:
        about.append(Row((labels.signed_off.format(name=kept(sign_off.by)),), ours("sign"), small=True))
        checked = labels.checked if sign_off.checked_by_people else labels.not_checked
        about.append(Row((checked,), ours("people"), small=True))
    shown = [sentence.picture for sentence in document.sentences] + [fact.sentence.picture for fact in document.facts]
    # Our own pictures stand in every document: the contact's and the sign-off's.
    credit = dict.fromkeys([*(drawn.credit for drawn in shown if drawn and drawn.credit), ours("sign").credit])
    about.append(Row(tuple(map(kept, credit)), ours("easy read"), small=True))
    return about
