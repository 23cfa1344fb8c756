from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest

from easyread.document import Document, Question
from easyread.formats.easy_read import easy_read_pdf
from easyread.formats.large_print import large_print_pdf
from easyread.formats.screen import screen_pdf
from easyread.measuring import shown_pages
from tests.channels.letter.paper import glyphs, page_count
from tests.easyread.sheets import CONTACT, a_document, text_of


def links_of(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return [
            str(note.A.URI) for page in file.pages for note in page.get("/Annots", []) if note.get("/Subtype") == "/Link"
        ]


def test_phone_numbers_and_emails_can_be_followed_and_stay_readable() -> None:
    pdf = screen_pdf(a_document("Call 01632 960123 or write to adults@northmoor.example. It costs £12.50."))
    assert links_of(pdf) == ["tel:+441632960123", "mailto:adults@northmoor.example", "tel:+441632960002"]
    assert "Call 01632 960123 or write to adults@northmoor.example. It costs £12.50." in " ".join(text_of(pdf).split())


@pytest.mark.parametrize(
    ("language", "text"), [("en", "You can say no."), ("cy", "Dŵr a thŷ."), ("ar", "اتصل بنا على 01632 960123.")]
)
def test_it_is_tagged_declared_and_in_its_language(language: str, text: str) -> None:
    pdf = screen_pdf(a_document(text, language))
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert file.Root.Lang == language
        assert file.Root.MarkInfo.Marked
        assert file.open_metadata()["pdfuaid:part"] == "1"
    for page in shown_pages(pdf):
        assert page.paragraphs
        assert all(run.size >= 14 for run in page.runs)


def test_a_document_that_asks_openly_or_not_at_all_has_no_boxes_to_tick() -> None:
    openly, not_at_all, clear = (
        text_of(screen_pdf(a_document("Hello.", question=question)))
        for question in (Question("What day?"), None, Question())
    )
    assert "What day?" in openly
    assert "Is this clear?" in clear
    assert "A question for you" not in not_at_all
    assert all("Tick one answer." not in text for text in (openly, not_at_all, clear))


def test_words_are_never_run_as_a_template() -> None:
    text = '#read("/etc/passwd") {{7*7}} <script>alert(1)</script>.'
    assert text.replace(" ", "") in "".join(text_of(screen_pdf(a_document(text))).split())


@pytest.mark.parametrize("make", [screen_pdf, lambda document: large_print_pdf(document, size=20), easy_read_pdf])
def test_a_tab_parts_two_words(make: Callable[[Document], bytes]) -> None:
    """A table pasted from a word processor: its cells never run together."""
    shown = " ".join(text_of(make(a_document("Monday\t9\t2 tablets.\n\nRing\t01632 960123\tor\t5 Low Road."))).split())
    for joined in ("Monday9", "92", "Ring01632", "960123or", "or5"):
        assert joined not in shown, joined


@pytest.mark.parametrize("make", [screen_pdf, easy_read_pdf])
def test_an_address_in_latin_letters_keeps_its_number_in_front_among_arabic(make: Callable[[Document], bytes]) -> None:
    document = a_document("اتصل بنا.", "ar", contact=replace(CONTACT, address=("7 Quay Street", "Northmoor")))
    pdf = make(document)
    at = {each.character: each.left for page in range(1, page_count(pdf) + 1) for each in glyphs(pdf, page)}
    assert at["7"] < at["Q"] < at["y"]
