"""The Easy Read gate: what can be measured is measured on the finished PDF, and nothing goes out while it is wrong.

Rules: DOMAIN.md §5 (GOV.UK accessible formats; DH 2009; Inclusion Europe; People First; Photosymbols). What software can't
check is for a person who signs: whether a picture means the thing, whether the truth is kept, whether it respects.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
import pypdfium2

from easyread.document import Document, Heading, Kind
from easyread.errors import EasyReadError
from easyread.gate_rules import ADVICE, Rule
from easyread.locales import is_right_to_left
from easyread.measuring import Paragraph, Shown, ShownPage, TextRun, shown_pages
from easyread.writing import Style, write

__all__ = ["LETTER_PAGES", "PUBLICATION_PAGES", "Failure", "NotReleased", "Released", "Rule", "failures", "release"]

LETTER_PAGES, PUBLICATION_PAGES = 4, 24
SMALLEST_TYPE = 16.0
"""Points. 14 is the legal minimum; we hold to the field's."""
NARROWEST_MARGIN = 28.0
"""Points: 10 mm."""
LONGEST_LABEL = 24
"""Letters."""


_DATE = re.compile(r"(?<![\w/.-])\d{1,2}([/-])\d{1,2}(?:\1\d{2,4})?(?![\w/-])|(?<![\w.])\d{1,2}\.\d{1,2}\.\d{2,4}(?!\w)")
_CAPITALS = 3
"""Words in capitals, one after the other: fewer may be a name or a code."""
# pdfium tells a hyphen that only the line end made as one of the last two.
_HYPHENS = "-\u00ad\u2010\u2011\x02\ufffe"
_DIGITS = re.compile(r"\d+")
_FROM_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")
_WORD_PART = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Failure:
    """``page`` counts from 1, 0 is the whole; ``place`` is the row on its page from 1, 0 where it is no row."""

    rule: Rule
    page: int = 0
    place: int = 0

    @property
    def advice(self) -> str:
        """English, and a message id."""
        return ADVICE[self.rule]


class NotReleased(EasyReadError):
    """Something that can be measured is wrong, or nobody signed."""

    def __init__(self, found: tuple[Failure, ...]) -> None:
        super().__init__(", ".join(dict.fromkeys(failure.rule.value for failure in found)))
        self.failures = found


@dataclass(frozen=True, slots=True)
class Released:
    """An Easy Read PDF that may go out."""

    pdf: bytes
    pages: int
    signed_off_by: str
    checked_by_people: bool


def release(
    document: Document, pdf: bytes, *, signed_off_by: str, checked_by_people: bool, most_pages: int = LETTER_PAGES
) -> Released:
    """Raises ``NotReleased`` while a failure stands or no named worker signed: the name must be printed on it."""
    found = list(failures(document, pdf, most_pages=most_pages))
    pages = () if any(failure.rule is Rule.NOT_READABLE for failure in found) else shown_pages(pdf)
    printed = _letters(" ".join(page.text for page in pages))
    # Runs of a mixed page come in the order of the eye: each word of the name is looked for.
    names = _WORD_PART.findall(signed_off_by.casefold())
    if not names or not all(_letters(name) in printed for name in names):
        found.append(Failure(Rule.NOT_SIGNED_OFF))
    if found:
        raise NotReleased(tuple(found))
    return Released(pdf, len(pages), signed_off_by.strip(), checked_by_people)


def failures(document: Document, pdf: bytes, *, most_pages: int = LETTER_PAGES) -> tuple[Failure, ...]:
    """All that is wrong with it, in the order of its pages."""
    try:
        whole = list(_of_file(pdf))
        pages = shown_pages(pdf)
    except (pikepdf.PdfError, pypdfium2.PdfiumError):
        return (Failure(Rule.NOT_READABLE),)
    if not pages:
        return (Failure(Rule.NOT_READABLE),)
    if len(pages) > most_pages:
        whole.append(Failure(Rule.TOO_MANY_PAGES))
    whole += _of_words(document, pages)
    found = [failure for number, page in enumerate(pages, start=1) for failure in _of_page(document, page, number)]
    if _writes_two_dates(document) and all(failure.rule is not Rule.AMBIGUOUS_DATE for failure in found):
        whole.append(Failure(Rule.AMBIGUOUS_DATE))
    return tuple(dict.fromkeys(whole + found))


def _of_file(pdf: bytes) -> Iterator[Failure]:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        marked = dict(file.Root.get("/MarkInfo", {})).get("/Marked", False)
        if not marked or "/StructTreeRoot" not in file.Root or file.open_metadata().get("pdfuaid:part") != "1":
            yield Failure(Rule.NOT_TAGGED)
        if not str(file.Root.get("/Lang", "")):
            yield Failure(Rule.LANGUAGE_NOT_SET)


def _of_words(document: Document, pages: tuple[ShownPage, ...]) -> Iterator[Failure]:
    paragraphs = [paragraph for page in pages for paragraph in page.paragraphs]
    rows = [_letters(paragraph.text) for paragraph in paragraphs]
    sentences = [sentence for block in document.blocks if not isinstance(block, Heading) for sentence in block.sentences]
    facts = [fact.sentence for fact in document.facts]
    sentences += facts
    if not all(_is_plain(paragraph.text) for paragraph in paragraphs):
        # Letters can't be compared: rows are counted, with those of the question, the contact, the credit and the sign-off.
        about = (document.question is not None) + 1 + (document.dated is not None) + bool(document.reference) + 2
        pictured = sum(len({_beside(paragraph, page) for paragraph in page.paragraphs} - {None}) for page in pages)
        if pictured < len(sentences) + about:
            yield Failure(Rule.IDEAS_SHARE_A_PICTURE)
        return
    printed = _letters(" ".join(page.text for page in pages))
    told = [document.title]
    if document.question is not None:
        told += [document.question.text, *document.question.options]
    together = "".join(rows)
    for sentence in sentences:
        written = _letters(write(sentence, document.language, Style.EASY_READ))
        # A fact has its label before it, such as "When".
        labelled = sentence in facts and any(
            row.endswith(written) and len(row) < len(written) + LONGEST_LABEL for row in rows
        )
        if written not in rows and not labelled:
            yield Failure(Rule.IDEAS_SHARE_A_PICTURE if written in together else Rule.WORDS_MISSING)
    if any(_letters(words) not in printed and _letters(words) not in together for words in told):
        yield Failure(Rule.WORDS_MISSING)


def _writes_two_dates(document: Document) -> bool:
    """As it was typed: what a page keeps together, such as a number, may part a date from what stands before it."""
    sentences = [*document.sentences, *(fact.sentence for fact in document.facts)]
    return any(_DATE.search(span.text) for sentence in sentences for span in sentence.spans if span.kind is Kind.WORDS)


def _of_page(document: Document, page: ShownPage, number: int) -> Iterator[Failure]:
    for run in page.runs:
        yield from (Failure(rule, number) for rule in _of_type(run, page))
    if not _contact_is_on(document, page):
        yield Failure(Rule.CONTACT_MISSING, number)
    if not re.search(rf"(?<!\d){number}(?!\d)", page.untagged_text):
        yield Failure(Rule.PAGE_NUMBER_MISSING, number)
    from_right = is_right_to_left(document.language)
    sharing: dict[Shown, int] = {}
    for place, paragraph in enumerate(page.paragraphs, start=1):
        yield from (Failure(rule, number, place) for rule in _of_text(paragraph, from_right=from_right))
        picture = _beside(paragraph, page)
        if picture is None:
            yield Failure(Rule.PICTURE_MISSING, number, place)
            continue
        sharing[picture] = sharing.get(picture, 0) + 1
        if sharing[picture] > 1:
            yield Failure(Rule.IDEAS_SHARE_A_PICTURE, number, place)
        before = picture.box.left >= paragraph.box.right if from_right else picture.box.right <= paragraph.box.left
        if not before:
            yield Failure(Rule.PICTURE_ON_THE_WRONG_SIDE, number, place)
    if any(not picture.alternative.strip() for picture in page.pictures):
        yield Failure(Rule.PICTURE_WITHOUT_ALTERNATIVE, number)


def _of_type(run: TextRun, page: ShownPage) -> Iterator[Rule]:
    if run.size < SMALLEST_TYPE - 0.05:
        yield Rule.TYPE_TOO_SMALL
    if run.serif:
        yield Rule.NOT_SANS_SERIF
    if not run.embedded:
        yield Rule.FONT_NOT_EMBEDDED
    if run.slanted:
        yield Rule.ITALIC
    if run.box.left < NARROWEST_MARGIN or run.box.right > page.width - NARROWEST_MARGIN or run.box.bottom < 0:
        yield Rule.OFF_THE_PAGE
    for line in page.drawn:
        near = run.baseline - 0.3 * run.size <= line.top <= run.baseline + 0.1 * run.size
        along = min(line.right, run.box.right) - max(line.left, run.box.left)
        if line.top - line.bottom < 0.2 * run.size and near and along > 0.5 * run.size:
            yield Rule.UNDERLINED
    if _DATE.search(run.text):
        yield Rule.AMBIGUOUS_DATE


def _of_text(paragraph: Paragraph, *, from_right: bool) -> Iterator[Rule]:
    lines = _lines(paragraph)
    if any(line.rstrip().endswith(tuple(_HYPHENS)) for line in lines[:-1]):
        yield Rule.SPLIT_WORD
    if _is_justified(paragraph, len(lines), from_right=from_right):
        yield Rule.JUSTIFIED
    loud = 0
    for word in _WORD_PART.findall(paragraph.text):
        loud = loud + 1 if len(word) > 3 and word.isupper() else 0
        if loud == _CAPITALS:
            yield Rule.CAPITALS


def _is_justified(paragraph: Paragraph, lines: int, *, from_right: bool) -> bool:
    if from_right or not _is_plain(paragraph.text):
        # Where letters join or change places, spaces can't be told: full lines that all end at one edge tell.
        ends: dict[int, list[float]] = {}
        for run in paragraph.runs:
            ends.setdefault(round(run.baseline), []).append(run.box.left if from_right else -run.box.right)
        full = [min(edges) for _, edges in sorted(ends.items(), reverse=True)[:-1]]
        return len(full) > 1 and max(full) - min(full) < 0.5
    spaces: dict[str, list[float]] = {}
    for run in paragraph.runs:
        spaces.setdefault(run.font, []).extend(run.spaces)
    return lines > 1 and any(widths and max(widths) - min(widths) > 0.04 for widths in spaces.values())


def _is_plain(text: str) -> bool:
    """Whether it is in Latin, Greek or Cyrillic: in other scripts letters change their shape and order on the page."""
    return all(ord(letter) < 0x0590 or "\u2000" <= letter < "\u2100" for letter in text)


def _lines(paragraph: Paragraph) -> list[str]:
    lines: list[str] = []
    baseline: float | None = None
    for run in paragraph.runs:
        if baseline is None or abs(run.baseline - baseline) > 0.5 * run.size:
            lines.append("")
            baseline = run.baseline
        lines[-1] += run.text
    return lines


def _beside(paragraph: Paragraph, page: ShownPage) -> Shown | None:
    """The picture at the paragraph's height, that which shares most of it."""

    def shared(picture: Shown) -> float:
        return min(picture.box.top, paragraph.box.top) - max(picture.box.bottom, paragraph.box.bottom)

    beside = [picture for picture in page.pictures if picture.box.beside(paragraph.box)]
    return max(beside, key=shared, default=None)


def _contact_is_on(document: Document, page: ShownPage) -> bool:
    contact = document.contact
    # Inside text from right to left, groups of digits are told in another order than they are seen.
    groups = _DIGITS.findall(contact.phone)
    printed = "".join(_DIGITS.findall(page.text))
    if groups:
        return all(group in printed for group in groups)
    name = _letters(contact.name)
    if _FROM_RIGHT_TO_LEFT.search(name):
        return bool(_FROM_RIGHT_TO_LEFT.search(page.untagged_text))
    return bool(name) and name in _letters(page.text)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
