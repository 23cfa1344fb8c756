"""Letters in other scripts, in two languages, and by people whose name is in a script of its own."""

from __future__ import annotations

import io

import pikepdf
import pytest

from channels.letter.document import SecondLanguage
from channels.letter.errors import Place, Unprintable
from channels.letter.fonts import setting_for
from channels.letter.render import render_letter
from channels.slips.layout import LARGE, STANDARD
from channels.slips.payload import parse_payload
from tests.channels.letter.paper import ADDRESS, a_letter, codes_on, glyphs, image_of, lines_in, text_of

URDU = {
    "language": "ur",
    "greeting": "محترم خان صاحب،",
    "paragraphs": ("ہم منگل 8 دسمبر 2026 کو آپ سے ملنا چاہتے ہیں۔",),
    "contact_line": "کسی سے بات کرنے کے لیے 01632 960 100 پر فون کریں۔",
    "question": "ہم کس دن آئیں گے؟",
    "options": ("پیر", "منگل", "جمعہ"),
}
ENGLISH = SecondLanguage(
    "en",
    ("We want to visit you on Tuesday 8 December 2026.",),
    "To talk to someone, ring 01632 960 100.",
    greeting="Dear Mrs Pritchard,",
    question="What day will we visit you?",
    options=("Monday", "Tuesday", "Friday"),
)
WELSH = {
    "language": "cy",
    "greeting": "Annwyl Mrs Pritchard,",
    "paragraphs": ("Hoffem ymweld â chi ddydd Mawrth 8 Rhagfyr 2026.",),
    "contact_line": "I siarad â rhywun, ffoniwch 01632 960 100.",
    "question": "Pa ddiwrnod y byddwn yn ymweld?",
    "options": ("Dydd Llun", "Dydd Mawrth", "Dydd Gwener"),
}


def fonts_in(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {
            str(item.BaseFont).partition("+")[2].partition("-")[0]
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font" and "/DescendantFonts" in item
        }


@pytest.mark.parametrize(
    ("language", "words", "font"),
    [
        ("ur", "آپ کا خط", "NotoSansArabic"),
        ("ar", "رسالتك", "NotoSansArabic"),
        ("bn", "আপনার চিঠি", "NotoSansBengali"),
        ("gu", "તમારો પત્ર", "NotoSansGujarati"),
        ("pa-Guru", "ਤੁਹਾਡੀ ਚਿੱਠੀ", "NotoSansGurmukhi"),
        ("zh-Hans", "您的信", "NotoSansCJK"),
        ("en", "Dear 李小龙", "NotoSansCJK"),
    ],
)
def test_words_are_set_in_the_font_of_their_script_and_the_language_is_told(language: str, words: str, font: str) -> None:
    pdf = render_letter(a_letter(language=language, paragraphs=(words,))).pdf

    assert any(name.startswith(font) for name in fonts_in(pdf))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang).startswith(language[:2])


def test_a_latin_letter_opens_no_other_font() -> None:
    assert setting_for("cy", "Tŷ Gŵyn, Zażółć, Đặng, Привіт").fonts == ("Noto Sans",)
    assert {name.rstrip("0123456789") for name in fonts_in(render_letter(a_letter()).pdf)} == {"NotoSans"}


def test_a_letter_from_right_to_left_is_mirrored_but_for_what_the_post_and_the_scanner_read() -> None:
    pdf = render_letter(a_letter(**URDU)).pdf
    seen = glyphs(pdf)

    assert lines_in(pdf, 24.6, 39.5, 120, 66.3) == [line.replace(" ", "") for line in ADDRESS]
    number = [glyph for glyph in seen if glyph.top < 12 and glyph.character.isdigit()]
    assert number
    assert all(glyph.right < 60 for glyph in number)
    greeting = [glyph for glyph in seen if 95 < glyph.top < 102]
    assert max(glyph.right for glyph in greeting) == pytest.approx(183, abs=1.5)
    (code,) = codes_on(image_of(pdf, 1, 150))
    assert parse_payload(code.text).code == "KT4HWN"


def test_a_phone_number_among_words_from_right_to_left_reads_from_left_to_right() -> None:
    seen = glyphs(render_letter(a_letter(**URDU)).pdf)
    by_line: dict[int, list[tuple[float, str]]] = {}
    for glyph in seen:
        if glyph.top > 100 and glyph.character.isdigit():
            by_line.setdefault(round(glyph.bottom), []).append((glyph.left, glyph.character))

    assert "01632960100" in {"".join(digit for _, digit in sorted(digits)) for digits in by_line.values()}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"greeting": "ᎣᏏᏲ,"}, Place("greeting")),
        ({"paragraphs": ("Fine.", "Not 😀 fine.")}, Place("paragraphs", 1)),
        ({"address": ("ᎣᏏᏲ", "1 Road", "LS1 4AP")}, Place("address", 0)),
        ({"options": ("Yes", "\ue000")}, Place("options", 1)),
        ({"greeting": "Hello\x00"}, Place("greeting")),
    ],
)
def test_a_character_without_a_font_is_refused_with_its_place(changes: dict[str, object], place: Place) -> None:
    with pytest.raises(Unprintable, match=r"^glyph_missing$") as caught:
        render_letter(a_letter(**changes))

    assert caught.value.place == place


def test_welsh_comes_first_and_english_after_it_on_one_letter_with_one_slip() -> None:
    content = render_letter(a_letter(**WELSH, second=ENGLISH))
    first = text_of(content.pdf)
    slip = " ".join(text_of(content.pdf, content.pages).split())

    assert first.index("Annwyl") < first.index("Hoffem") < first.index("Dear Mrs") < first.index("We want")
    assert "Dydd Mawrth / Tuesday" in slip
    (code,) = codes_on(image_of(content.pdf, content.pages, 150))
    assert parse_payload(code.text).options == 3
    with pikepdf.open(io.BytesIO(content.pdf)) as document:
        assert document.Root.Lang == "cy"
        tagged = {str(item.Lang) for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/Lang" in item}
        assert "en" in tagged


def test_a_slip_without_room_for_both_languages_keeps_the_first() -> None:
    long = tuple(f"{option}, and I would like somebody to come with me to that visit" for option in ENGLISH.options)
    second = SecondLanguage("en", ENGLISH.paragraphs, ENGLISH.contact_line, question="What day?", options=long)
    content = render_letter(a_letter(**WELSH, font_size=28, second=second))
    shown = " ".join(text_of(content.pdf, content.pages).split())

    assert "Dydd Mawrth" in shown
    assert "Tuesday" not in shown


def test_a_letter_in_one_language_keeps_the_small_slip() -> None:
    (code,) = codes_on(image_of(render_letter(a_letter(**WELSH)).pdf, 1, 150))
    assert parse_payload(code.text).version == STANDARD != LARGE


def test_a_second_language_must_have_the_same_answers() -> None:
    with pytest.raises(ValueError, match="same options"):
        a_letter(second=SecondLanguage("en", ("Hello",), "Ring us.", question="Which?", options=("One",)))
