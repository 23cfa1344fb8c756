from __future__ import annotations

import io
from contextlib import closing
from datetime import date

import pypdfium2
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from easyread.document import Document
from easyread.errors import Part, Place, Unmakeable, Unreadable
from easyread.formats import espeak, liblouis
from easyread.formats.easy_read_rows import SignOff
from easyread.gate_rules import Rule
from service.formats import FORMS, Product, Refused, Words, document_of, every, make

_VISIT = Words(
    "Ana Reid will visit you on Thursday 26 November 2026 at 10am.\n\nPlease ring 01632 960123 to change the day.",
    title="Your visit",
    question="What day is the visit?",
    options=("Tuesday", "Wednesday", "Thursday"),
    sender="Northmoor",
    phone="01632 960002",
    address=("1 Town Square", "Northmoor LS1 1AA"),
    reference="KT4H-WN",
    dated=date(2026, 11, 23),
)
_PDFS = [name for name, (form, _) in FORMS.items() if form.suffix == "pdf"]
_PAGES = [name for name, (form, _) in FORMS.items() if form.suffix == "html"]
_WITHOUT_A_VOICE = [name for name in FORMS if not name.startswith("audio")]


@pytest.fixture(scope="module")
def document() -> Document:
    return document_of(_VISIT)


def test_a_document_holds_all_that_was_written(document: Document) -> None:
    assert [sentence.text for sentence in document.sentences] == _VISIT.body.split("\n\n")
    assert (document.title, document.reference, document.dated) == ("Your visit", "KT4H-WN", date(2026, 11, 23))
    assert document.contact.address == _VISIT.address
    assert document.question is not None
    assert document.question.options == _VISIT.options


def test_words_without_a_title_have_the_neutral_one_of_their_language() -> None:
    assert document_of(Words("Hello.")).title == "A message for you"
    assert document_of(Words("Helo.", language="cy")).title == "Neges i chi"


def test_nothing_is_asked_unless_somebody_asks() -> None:
    assert document_of(Words("Hello.")).question is None
    asked = make(document_of(Words("Hello.", question="", reference="KT4H-WN")), "plain")
    assert "Reply 1 if this is clear" in asked.data.decode()


def test_a_format_that_nobody_knows_is_a_key_error(document: Document) -> None:
    with pytest.raises(KeyError):
        make(document, "fax")


@pytest.mark.parametrize("name", _PDFS)
def test_every_pdf_tells_its_pages_and_holds_the_words(name: str, document: Document) -> None:
    product = make(document, name)
    assert product.form.media_type == "application/pdf"
    with closing(pypdfium2.PdfDocument(product.data)) as file:
        assert len(file) == product.pages
        words = " ".join(" ".join(page.get_textpage().get_text_range() for page in file).split())
    assert "Ana Reid will visit you" in words
    assert "01632 960002" in words


@pytest.mark.parametrize("name", ["plain", *_PAGES])
def test_what_is_text_says_the_words(name: str, document: Document) -> None:
    words = make(document, name).data.decode()
    assert "Ana Reid will visit you" in words
    assert "Thursday" in words
    assert "KT4H-WN" in words


@pytest.mark.parametrize(("name", "table"), [("braille-1", "en-ueb-g1.ctb"), ("braille-2", "en-ueb-g2.ctb")])
def test_braille_has_pages_and_a_print_copy(name: str, table: str, document: Document) -> None:
    product = make(document, name)
    assert liblouis.has_table(table)
    assert product.data.count(b"\f") == product.pages
    assert "Ana Reid will visit you" in product.said


@pytest.mark.parametrize("name", ["audio-ogg", "audio-mp3"])
def test_a_recording_is_as_long_as_it_says(name: str) -> None:
    product = make(document_of(Words("Ring 01632 960123.", title="Hello")), name)
    assert abs(soundfile.info(io.BytesIO(product.data)).duration - product.seconds) < 0.2
    assert "oh one six three two" in product.said


def test_easy_read_says_what_keeps_it_from_going_out(document: Document) -> None:
    signed = SignOff("Ana Reid", checked_by_people=False)
    assert make(document, "easy-read", sign_off=signed).failures == ()
    nobody = make(document_of(Words("Ana Reid will visit you.")), "easy-read", sign_off=signed)
    assert {failure.rule for failure in nobody.failures} == {Rule.CONTACT_MISSING}


def test_every_format_comes_once_and_in_order(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    # Voices are listened to above: two minutes of them are not needed here.
    monkeypatch.setattr(espeak, "VOICES", {})
    made = list(every(document))
    assert [each.form.name for each in made] == list(FORMS)
    assert [each.form.name for each in made if isinstance(each, Refused)] == ["audio-ogg", "audio-mp3"]


def test_a_format_that_can_t_be_made_says_why_and_harms_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "VOICES", {})
    made = {each.form.name: each for each in every(document_of(Words("یہ صاف ہے۔", language="ur", sender="Northmoor")))}
    refused = {name: each.code for name, each in made.items() if isinstance(each, Refused)}
    assert refused == {
        "braille-1": "braille_no_table", "braille-2": "braille_no_table",
        "audio-ogg": "audio_no_voice", "audio-mp3": "audio_no_voice",
    }  # fmt: skip
    assert all(product.data for product in made.values() if isinstance(product, Product))


def test_a_refusal_has_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "VOICES", {})
    no_font = document_of(Words("Look:\n\n\U00012000"))
    made = {each.form.name: each for each in every(no_font) if isinstance(each, Refused) and each.code != "audio_no_voice"}
    assert set(made) == {*_PDFS, "braille-1", "braille-2"}
    assert {each.place for each in made.values()} == {Place(Part.SENTENCE, 1)}


def test_a_word_that_no_sheet_holds_is_never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "VOICES", {})
    wide = document_of(Words("w" * 400))
    made = [each for each in every(wide) if isinstance(each, Refused) and each.code == "word_too_wide"]
    assert {each.form.name for each in made} == set(_PDFS)


def test_a_part_of_the_system_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(liblouis, "_NAMES", ("nothing.so",))
    monkeypatch.setattr("ctypes.util.find_library", lambda _name: None)
    liblouis._library.cache_clear()
    try:
        refused = {
            each.form.name: (each.code, each.package)
            for each in every(document_of(Words("Nowhere remembered.", title="Missing")))
            if isinstance(each, Refused)
        }
    finally:
        liblouis._library.cache_clear()
    assert refused == {
        "braille-1": ("braille_not_installed", "liblouis20"), "braille-2": ("braille_not_installed", "liblouis20"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "code", "place"),
    [("a" * 50_001, "text_too_long", 50_000), ("a\x00", "character_not_text", 1), ("ab\ud800", "character_not_text", 2)],
)
def test_what_is_no_text_is_refused_with_its_place(body: str, code: str, place: int) -> None:
    with pytest.raises(Unreadable) as refused:
        document_of(Words(body))
    assert (refused.value.code, refused.value.place) == (code, Place(Part.TEXT, place))


@given(body=st.text(min_size=1, max_size=120), name=st.sampled_from(_WITHOUT_A_VOICE))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_typed_is_made_or_refused_by_a_code(body: str, name: str) -> None:
    assert _made_or_code(body, name)


def _made_or_code(body: str, name: str) -> bytes | str:
    try:
        return make(document_of(Words(body, sender="Northmoor", phone="01632 960002")), name).data
    except (Unmakeable, Unreadable) as error:
        return error.code
