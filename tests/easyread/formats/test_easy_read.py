from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image

from easyread import fonts, typesetting
from easyread.document import Contact, Document, Paragraph, Picture, Question, Sentence, Span
from easyread.errors import NotInstalled, Part, Place, Unmakeable
from easyread.formats.easy_read import SignOff, easy_read_pdf
from easyread.gate import failures
from easyread.measuring import shown_pages
from easyread.pictures import OPENMOJI_CREDIT, concept_named, picture
from tests.easyread.sheets import CONTACT, VISIT, a_document, images_of, text_of

SIGNED = SignOff("Ana Reid", checked_by_people=False)
VISITOR = picture(concept_named("visit"))


def in_language(language: str, *sentences: str, title: str, question: str) -> Document:
    document = a_document("x", language, title=title, question=Question(question, ("1", "2")), facts=())
    pictured = tuple(
        replace(sentence, picture=VISITOR)
        for text in sentences
        for sentence in a_document(text, language, pictured=False, facts=()).sentences
    )
    return replace(document, blocks=(Paragraph(pictured),))


def test_facts_come_first_then_the_words_the_question_the_contact_and_who_signed() -> None:
    told = " ".join(text_of(easy_read_pdf(a_document(), sign_off=SIGNED)).split())
    order = [
        "Your visit from Ana", "What A visit from Ana Reid", "When Thursday 26 November 2026 at 10 o’clock in the morning",
        "Where Your home", "Ana is a social worker.", "You have the right to complain.", "A question for you",
        "What day is the visit? Tick one answer.", "Tuesday", "Wednesday", "1 Town Square", "Date Monday 23 November 2026",
        "Our reference is KT4H-WN", "Signed off by Ana Reid.", "have not checked this page.", OPENMOJI_CREDIT.split(",")[0],
    ]  # fmt: skip
    places = [told.find(words) for words in order]
    assert -1 not in places
    assert places == sorted(places)


def test_the_picture_stands_left_of_its_words_and_each_page_has_contact_and_number() -> None:
    pages = shown_pages(easy_read_pdf(a_document(), sign_off=SIGNED))
    assert len(pages) == 4
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of 4" in page.untagged_text
        assert "How to contact us Northmoor Council, Adults team 01632 960002" in page.untagged_text
        assert max(shown.box.right for shown in page.pictures) < min(words.box.left for words in page.paragraphs)
        assert min(run.size for run in page.runs) >= 16


def test_it_is_tagged_names_its_language_and_describes_its_pictures() -> None:
    with pikepdf.open(io.BytesIO(easy_read_pdf(a_document(), sign_off=SIGNED))) as file:
        assert file.Root.Lang == "en"
        assert file.Root.MarkInfo.Marked
        assert file.open_metadata()["pdfuaid:part"] == "1"
        assert file.docinfo["/Title"] == "Your visit from Ana"
    pages = shown_pages(easy_read_pdf(a_document()))
    assert "A person with a briefcase" in [shown.alternative for page in pages for shown in page.pictures]


def test_the_same_values_give_the_same_bytes_from_many_threads() -> None:
    documents = [a_document(), a_document(title="Another")] * 3
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(easy_read_pdf, documents))
    assert made[0] == made[2] == made[4] != made[1] == made[3] == made[5]


@pytest.mark.parametrize(
    ("language", "title", "sentences", "question"),
    [
        ("ar", "زيارتك", ("ستزورك آنا ريد يوم الخميس.", "اتصل بنا على الرقم 01632 960123 إذا أردت."), "ما هو يوم الزيارة؟"),
        (
            "ur",
            "آپ کی ملاقات",
            ("آنا ریڈ جمعرات کو آپ سے ملنے آئیں گی۔", "ہمیں 01632 960123 پر فون کریں۔"),
            "ملاقات کس دن ہے؟",
        ),
        ("zh-Hans", "您的探访", ("安娜将于星期四上门探访您。", "您可以拨打01632 960123联系我们。"), "哪一天？"),
        ("bn", "আপনার সাক্ষাৎ", ("আনা রিড বৃহস্পতিবার আসবেন।", "আমাদের 01632 960123 নম্বরে ফোন করুন।"), "কোন দিন?"),
        ("gu", "તમારી મુલાકાત", ("આના રીડ ગુરુવારે આવશે.", "અમને 01632 960123 પર ફોન કરો."), "કયો દિવસ?"),
        ("pa-Guru", "ਤੁਹਾਡੀ ਮੁਲਾਕਾਤ", ("ਆਨਾ ਰੀਡ ਵੀਰਵਾਰ ਨੂੰ ਆਵੇਗੀ।", "ਸਾਨੂੰ 01632 960123 ਤੇ ਫ਼ੋਨ ਕਰੋ।"), "ਕਿਹੜਾ ਦਿਨ?"),
        ("cy", "Eich ymweliad", ("Bydd Ana yn ymweld â chi ddydd Iau.", "Ffoniwch 01632 960123. Tŷ a dŵr."), "Pa ddiwrnod?"),
        ("lt", "Jūsų vizitas", ("Ana Reid aplankys jus ketvirtadienį.", "Skambinkite 01632 960123."), "Kuri diena?"),
    ],
)
def test_every_language_is_printed_on_the_side_where_its_readers_begin(
    language: str, title: str, sentences: tuple[str, ...], question: str
) -> None:
    document = in_language(language, *sentences, title=title, question=question)
    pdf = easy_read_pdf(document, sign_off=SIGNED)
    assert failures(document, pdf) == ()
    (page, *_) = shown_pages(pdf)
    if language in {"ar", "ur"}:
        assert min(shown.box.left for shown in page.pictures) > max(words.box.right for words in page.paragraphs)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert str(file.Root.Lang).startswith(language[:2])
    # A phone number is seen as it is dialled: its first digits stand left of its last.
    digits = {run.text.strip(): run.box.left for page in shown_pages(pdf) for run in page.runs if "960123" in run.text}
    assert all("01632 960123" in text or "960123 01632" in text for text in digits)


def test_a_phone_number_in_arabic_is_seen_as_it_is_dialled() -> None:
    plain, arabic = (
        replace(a_document("x", language, facts=(), question=None), contact=Contact("", "01632 960002"))
        for language in ("en", "ar")
    )
    shown = []
    for document in (plain, arabic):
        (page, *_) = shown_pages(easy_read_pdf(document, sign_off=SIGNED))
        image = images_of(easy_read_pdf(document, sign_off=SIGNED))[0]
        box = next(run for run in page.runs if not run.tagged and "960002" in run.text).box
        edges = (box.left, page.height - box.top, box.right, page.height - box.bottom)
        shown.append(image.crop(edges))
    widths = [image.width for image in shown]
    assert abs(widths[0] - widths[1]) <= 1
    small = [image.convert("L").resize((40, 10)).tobytes() for image in shown]
    apart = sum(abs(one - other) for one, other in zip(*small, strict=True)) / len(small[0])
    assert apart < 25


def test_a_councils_photograph_is_printed_with_its_own_credit() -> None:
    file = io.BytesIO()
    Image.new("RGB", (300, 400), "#204080").save(file, "JPEG")
    photograph = Picture("ana", "Ana Reid, social worker", file.getvalue(), "Photo: Northmoor Council")
    sentence = Sentence((Span("Ana will visit you."),), photograph)
    document = replace(a_document(), blocks=(Paragraph((sentence,)),), facts=())
    pdf = easy_read_pdf(document, sign_off=SIGNED)
    assert "Photo: Northmoor Council" in text_of(pdf)
    (page, *_) = shown_pages(pdf)
    (shown,) = [shown for shown in page.pictures if shown.alternative == "Ana Reid, social worker"]
    assert shown.box.right - shown.box.left == pytest.approx((shown.box.top - shown.box.bottom) * 0.75, rel=0.02)
    middle = images_of(pdf)[0].getpixel((int((shown.box.left + shown.box.right) / 2), int(page.height - shown.box.top + 30)))
    assert middle == pytest.approx((0x20, 0x40, 0x80), abs=4)


def test_words_are_shown_as_they_are_and_never_run() -> None:
    text = '#read("/etc/passwd") {{7*7}} <script>alert(1)</script> *bold* $x$ @ref \\ `code`.'
    assert text.replace(" ", "") in "".join(text_of(easy_read_pdf(a_document(text))).split())


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"text": "All is well. Hello \U0001f600."}, "glyph_missing", Place(Part.SENTENCE, 1)),
        ({"text": "\u10b00\U00010b00"}, "glyph_missing", Place(Part.SENTENCE, 0)),
        ({"title": "\U00012000"}, "glyph_missing", Place(Part.TITLE, 0)),
        (
            {"text": "Well", "question": Question("Which?", ("a", "\u2fff\U0001f600"))},
            "glyph_missing",
            Place(Part.OPTION, 1),
        ),
        ({"text": "All is well. " + "A" * 90}, "word_too_wide", Place(Part.SENTENCE, 1)),
        ({"title": "A" * 90}, "word_too_wide", Place(Part.TITLE)),
        ({"contact": Contact("Northmoor", "", tuple("abcdefghijklmnop"))}, "contact_too_long", None),
    ],
)
def test_what_cannot_be_printed_is_refused_with_its_place(
    changes: dict[str, object], code: str, place: Place | None
) -> None:
    with pytest.raises(Unmakeable) as refusal:
        easy_read_pdf(a_document(**changes))  # type: ignore[arg-type]
    assert (refusal.value.code, refusal.value.place) == (code, place)
    assert refusal.value.__context__ is None


def test_a_word_on_which_the_typesetter_panics_is_refused_and_the_next_is_made() -> None:
    with pytest.raises(Unmakeable, match="not_typeset") as refusal:
        easy_read_pdf(a_document("\u0915\u094d" * 200))
    assert refusal.value.__context__ is None
    assert "All is well." in text_of(easy_read_pdf(a_document("All is well.")))


def test_a_picture_that_is_none_is_refused() -> None:
    for image in (b"", b"\xff\xd8\xff", b"<svg", b"\xff\xfe"):
        document = replace(a_document(), blocks=(Paragraph((Sentence((Span("Hi."),), Picture("x", "x", image)),)),))
        with pytest.raises(Unmakeable, match="picture_unreadable"):
            easy_read_pdf(document)


@pytest.mark.parametrize("text", ["● one → two ✓ ■ ★.", "Cafe\u0301 nai\u0308ve \ufb01ne.", "Dr. O'Neil's: £5 €6 ½ 3²."])
def test_what_word_processors_paste_is_printed(text: str) -> None:
    document = replace(a_document(), blocks=(Paragraph((Sentence((Span(text),), VISITOR),)),))
    assert failures(document, easy_read_pdf(document, sign_off=SIGNED)) == ()


def test_smaller_than_easy_read_is_refused() -> None:
    with pytest.raises(Unmakeable, match="size_not_easy_read"):
        easy_read_pdf(a_document(), size=15)


@pytest.fixture
def without_chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = fonts._folder
    typesetting._compiler.cache_clear()
    monkeypatch.setattr(fonts, "_folder", lambda package: None if package == "manimgx-fonts-cjk" else folder(package))
    yield
    # A compiler keeps the fonts that it found: the next test must not get this one.
    typesetting._compiler.cache_clear()


@pytest.mark.usefixtures("without_chinese")
def test_a_font_that_is_not_here_names_its_package() -> None:
    easy_read_pdf(a_document())
    with pytest.raises(NotInstalled) as missing:
        easy_read_pdf(a_document("您的信件。", "zh-Hans", facts=()))
    assert (missing.value.code, missing.value.package) == ("font_not_installed", "manimgx-fonts-cjk")


def test_our_own_words_are_in_the_documents_language() -> None:
    words = {"How to contact us": "Sut i gysylltu â ni", "Page {number} of {total}": "Tudalen {number} o {total}"}
    pdf = easy_read_pdf(a_document(VISIT, "cy"), sign_off=SIGNED, translate=lambda text: words.get(text, text))
    pages = shown_pages(pdf)
    assert all("Sut i gysylltu â ni" in page.untagged_text for page in pages)
    assert f"Tudalen 1 o {len(pages)}" in pages[0].untagged_text


def test_an_email_and_a_hyphen_stay_on_one_line() -> None:
    text = "We come to see you at the well-known day-centre, your drop-in place, on the well-lit corner-house side."
    pdf = easy_read_pdf(a_document(text), sign_off=SIGNED)
    assert failures(a_document(text), pdf) == ()
    assert CONTACT.name in text_of(pdf)
