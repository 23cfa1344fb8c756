from __future__ import annotations

import io

import pikepdf
import pytest

from easyread.document import Question
from easyread.formats.screen import screen_pdf
from easyread.measuring import shown_pages
from tests.easyread.sheets import a_document, text_of


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
