from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from easyread import typesetting
from easyread.compose import sentence_of
from easyread.document import Contact, Document, Fact, FactKind, Paragraph, Question, Sentence
from easyread.formats.easy_read import SignOff, easy_read_pdf
from easyread.gate import LETTER_PAGES, PUBLICATION_PAGES, NotReleased, Rule, failures, release
from easyread.gate_rules import ADVICE
from easyread.pictures import concepts, picture
from tests.easyread.sheets import a_document, text_of

SIGNED = SignOff("Ana Reid", checked_by_people=False)
VISITOR = picture(concepts().concepts[4])
LONG = "Everybody understandably wonders whether responsibilities notwithstanding internationalisation are incomprehensible."
Broken = Callable[[str, str], None]


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Broken]:
    """Changes a template as a careless hand would."""
    shutil.copytree(typesetting._TEMPLATES / "formats", tmp_path / "formats")
    typesetting._compiler.cache_clear()
    monkeypatch.setattr(typesetting, "_TEMPLATES", tmp_path)

    def change(words: str, into: str) -> None:
        changed = False
        for path in (tmp_path / "formats").glob("*.typ"):
            source = path.read_text()
            changed |= words in source
            path.write_text(source.replace(words, into))
        assert changed, words

    yield change
    typesetting._compiler.cache_clear()


def rules(document: Document, pdf: bytes, most_pages: int = LETTER_PAGES) -> set[Rule]:
    return {failure.rule for failure in failures(document, pdf, most_pages=most_pages)}


def pictured(*texts: str) -> tuple[Paragraph]:
    return (Paragraph(tuple(replace(sentence_of(text, "en"), picture=VISITOR) for text in texts)),)


def edited(pdf: bytes, edit: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        edit(file)
        saved = io.BytesIO()
        file.save(saved)
    return saved.getvalue()


def test_a_letter_made_as_it_should_be_is_released_with_its_signature() -> None:
    document = a_document()
    pdf = easy_read_pdf(document, sign_off=SIGNED)
    released = release(document, pdf, signed_off_by=" Ana Reid ", checked_by_people=False)
    assert (released.pdf, released.pages, released.signed_off_by) == (pdf, 4, "Ana Reid")


@pytest.mark.parametrize("name", ["", "  ", "Someone Else"])
def test_nothing_is_released_that_nobody_signed(name: str) -> None:
    document = a_document()
    with pytest.raises(NotReleased) as refusal:
        release(document, easy_read_pdf(document, sign_off=SIGNED), signed_off_by=name, checked_by_people=False)
    assert [failure.rule for failure in refusal.value.failures] == [Rule.NOT_SIGNED_OFF]


def test_a_draft_is_not_released_in_the_name_of_someone_who_did_not_sign_it() -> None:
    document = a_document("We will visit you.", facts=())
    with pytest.raises(NotReleased, match="not_signed_off"):
        release(document, easy_read_pdf(document), signed_off_by="Kit", checked_by_people=True)


@pytest.mark.parametrize(
    ("words", "into", "caught"),
    [
        ("#let size = given.size * 1pt", "#let size = given.size * 0.8pt", {Rule.TYPE_TOO_SMALL}),
        ("calc.max(16pt, size * 0.9)", "14pt", {Rule.TYPE_TOO_SMALL}),
        ("if told.picture == none {", "if true {", {Rule.PICTURE_MISSING}),
        ("dir: direction,", "dir: rtl,", {Rule.PICTURE_ON_THE_WRONG_SIDE}),
        ("justify: false", "justify: true", {Rule.JUSTIFIED}),
        ("size: size, lang:", 'style: "italic", size: size, lang:', {Rule.ITALIC}),
        ("lines.map(said)", "lines.map(words => underline(said(words)))", {Rule.UNDERLINED}),
        ("footer: foot,", "footer: none,", {Rule.CONTACT_MISSING, Rule.PAGE_NUMBER_MISSING}),
        ("page-of-many(given.page)", "[]", {Rule.PAGE_NUMBER_MISSING}),
        ("#let left-margin = 18mm", "#let left-margin = 6mm", {Rule.OFF_THE_PAGE}),
        ("lines.map(said)", "lines.map(words => [Hello.])", {Rule.WORDS_MISSING}),
        ("lines.map(said)", "lines.map(words => upper(said(words)))", {Rule.CAPITALS}),
    ],
)
def test_a_broken_template_is_caught_on_the_page(broken: Broken, words: str, into: str, caught: set[Rule]) -> None:
    document = replace(
        a_document(facts=()), blocks=pictured("Please remember to bring with you what we sent last week.", LONG)
    )
    broken(words, into)
    found = rules(document, easy_read_pdf(document, sign_off=SIGNED))
    assert caught <= found
    with pytest.raises(NotReleased):
        release(document, easy_read_pdf(document, sign_off=SIGNED), signed_off_by="Ana Reid", checked_by_people=False)


def test_a_word_split_over_two_lines_is_caught(broken: Broken) -> None:
    broken("hyphenate: false", "hyphenate: true")
    broken("block(width: words-width,", "block(width: 60mm,")
    document = replace(a_document(facts=()), blocks=pictured(LONG))
    assert Rule.SPLIT_WORD in rules(document, easy_read_pdf(document, sign_off=SIGNED))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("We come on 03/05.", Rule.AMBIGUOUS_DATE),
        ("We come on 3-5-2026.", Rule.AMBIGUOUS_DATE),
        ("We come on 3.5.26 again.", Rule.AMBIGUOUS_DATE),
        ("PLEASE BRING THIS LETTER.", Rule.CAPITALS),
    ],
)
def test_words_that_mislead_the_eye_are_caught(text: str, rule: Rule) -> None:
    document = replace(a_document(facts=()), blocks=pictured(text))
    (failure,) = failures(document, easy_read_pdf(document, sign_off=SIGNED))
    assert (failure.rule, failure.page, failure.advice) == (rule, 1, ADVICE[rule])


@pytest.mark.parametrize(
    "text", ["Call 01632 960 123.", "It costs £12.50.", "Come at 10.30am.", "The ref is AB-12-CD.", "NHS GP."]
)
def test_what_is_no_date_and_no_shouting_is_let_through(text: str) -> None:
    document = replace(a_document(facts=()), blocks=pictured(text))
    assert failures(document, easy_read_pdf(document, sign_off=SIGNED)) == ()


def test_a_sentence_without_a_picture_is_told_with_its_page_and_row() -> None:
    document = replace(a_document(facts=(), question=None))
    first, *rest = document.blocks
    assert isinstance(first, Paragraph)
    bare = replace(first, sentences=(first.sentences[0], replace(first.sentences[1], picture=None), *first.sentences[2:]))
    document = replace(document, blocks=(bare, *rest))
    found = failures(document, easy_read_pdf(document, sign_off=SIGNED))
    assert [(failure.rule, failure.page, failure.place) for failure in found] == [(Rule.PICTURE_MISSING, 1, 2)]


def test_two_ideas_in_one_row_are_caught() -> None:
    apart = replace(a_document(facts=()), blocks=pictured("We come.", "You can say no."))
    together = replace(apart, blocks=pictured("We come. You can say no."))
    assert rules(apart, easy_read_pdf(together, sign_off=SIGNED)) == {Rule.IDEAS_SHARE_A_PICTURE}


def test_too_many_pages_for_a_letter_may_do_for_a_publication() -> None:
    document = replace(a_document(), blocks=pictured(*(f"Sentence number {number}." for number in range(40))))
    pdf = easy_read_pdf(document, sign_off=SIGNED)
    assert rules(document, pdf) == {Rule.TOO_MANY_PAGES}
    assert rules(document, pdf, PUBLICATION_PAGES) == set()


def test_the_pdf_of_another_text_is_caught() -> None:
    document = a_document()
    assert Rule.WORDS_MISSING in rules(document, easy_read_pdf(a_document(title="Another"), sign_off=SIGNED))


def test_nobody_to_contact_is_caught() -> None:
    document = a_document(contact=Contact("", "", ("1 Town Square",)))
    assert rules(document, easy_read_pdf(document, sign_off=SIGNED)) == {Rule.CONTACT_MISSING}


def test_tags_and_language_and_alternatives_are_asked_for() -> None:
    document = a_document()
    pdf = easy_read_pdf(document, sign_off=SIGNED)

    def without_tags(file: pikepdf.Pdf) -> None:
        del file.Root.StructTreeRoot

    def without_language(file: pikepdf.Pdf) -> None:
        del file.Root.Lang

    def without_alternatives(file: pikepdf.Pdf) -> None:
        for element in file.objects:
            if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/Figure":
                element.Alt = pikepdf.String("")

    assert Rule.NOT_TAGGED in rules(document, edited(pdf, without_tags))
    assert rules(document, edited(pdf, without_language)) == {Rule.LANGUAGE_NOT_SET}
    assert rules(document, edited(pdf, without_alternatives)) == {Rule.PICTURE_WITHOUT_ALTERNATIVE}


def test_another_font_that_is_not_embedded_is_caught() -> None:
    document = a_document()

    def with_times(file: pikepdf.Pdf) -> None:
        page = file.pages[0]
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Times-Roman"}
        names = {key: pikepdf.Name(value) for key, value in font.items()}
        page.Resources.Font["/Times"] = file.make_indirect(pikepdf.Dictionary(names))
        page.contents_add(b"BT /Times 20 Tf 100 400 Td (Hello) Tj ET")

    found = rules(document, edited(easy_read_pdf(document, sign_off=SIGNED), with_times))
    assert found == {Rule.NOT_SANS_SERIF, Rule.FONT_NOT_EMBEDDED}


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\n", b"<html>", b"%PDF-1.7\n%%EOF" * 9])
def test_what_is_no_pdf_is_not_released(pdf: bytes) -> None:
    assert rules(a_document(), pdf) == {Rule.NOT_READABLE}
    with pytest.raises(NotReleased, match="not_readable"):
        release(a_document(), pdf, signed_off_by="Ana Reid", checked_by_people=True)


WORDS = st.sampled_from(
    "we you visit will your home care-plan on 03/05 Thursday 26 November 2026 at 10am call 01632 960123 £12.50 PLEASE BRING "
    "THIS understand wellbeing don't (maybe) #set [x] 3.5.2026 ŵy naïve 100% and/or www.northmoor.example".split()
)
TEXTS = st.lists(WORDS, min_size=1, max_size=18).map(lambda words: " ".join(words) + ".")
SENTENCES = st.builds(
    lambda text, shown: replace(sentence_of(text, "en"), picture=VISITOR if shown else None),
    TEXTS,
    st.integers(0, 9).map(bool),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    sentences=st.lists(SENTENCES, min_size=1, max_size=24),
    facts=st.lists(TEXTS, max_size=2),
    question=st.none() | st.builds(Question, TEXTS, st.lists(TEXTS, max_size=3).map(tuple)),
    contact=st.sampled_from([Contact("Northmoor", "01632 960002"), Contact("Northmoor"), Contact("")]),
    size=st.integers(16, 24),
    signed=st.booleans(),
)
def test_what_the_gate_lets_out_has_nothing_wrong_with_it(
    sentences: list[Sentence], facts: list[str], question: Question | None, contact: Contact, size: int, *, signed: bool
) -> None:
    told = tuple(Fact(FactKind.WHAT, sentence_of(text, "en")) for text in facts)
    document = Document("en", "Your visit", (Paragraph(tuple(sentences)),), contact, told, question)
    pdf = easy_read_pdf(document, sign_off=SIGNED if signed else None, size=size)
    words = " ".join(text_of(pdf).split())
    wrong = (
        not signed
        or any(sentence.picture is None for sentence in sentences)
        or not contact.name
        or "03/05" in words
        or "3.5.2026" in words
        or re.search(r"(\b(PLEASE|BRING|THIS)\b\W*){3}", words) is not None
        or words.count("Page ") > LETTER_PAGES
    )
    try:
        released = release(document, pdf, signed_off_by="Ana Reid", checked_by_people=False)
    except NotReleased:
        released = None
    assert (released is None) == wrong
    assert released is None or failures(document, released.pdf) == ()


@pytest.mark.parametrize("code", ["F9D9-37", "7PP9-74", "39J9-64", "JF39-9R", "VCW7-64"])
def test_a_reply_code_is_no_date(code: str) -> None:
    document = replace(a_document(), reference=code)
    assert failures(document, easy_read_pdf(document)) == ()


def test_a_date_beside_the_start_of_a_number_is_still_a_date() -> None:
    document = a_document("Ring 01632 03/05.")
    assert Rule.AMBIGUOUS_DATE in rules(document, easy_read_pdf(document))
