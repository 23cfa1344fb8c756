from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pikepdf
import pytest

from channels.base import LetterContent
from channels.errors import Uncarriable
from channels.letter.document import SenderBlock, SlipLabels
from channels.letter.render import render_letter
from channels.slips.layout import LARGE, MOST_OPTIONS, STANDARD, layout_for
from channels.slips.payload import Payload, parse_payload
from tests.channels.letter.paper import (
    ADDRESS,
    a_letter,
    codes_on,
    darkness,
    glyphs,
    image_of,
    page_count,
    text_of,
)

WINDOW_LEFT, WINDOW_TOP, WINDOW_RIGHT, WINDOW_BOTTOM = 24.6, 39.5, 120.0, 66.3
BODY_TOP = 95.0
OPTIONS = tuple(f"Answer {number}" for number in range(1, MOST_OPTIONS + 1))


def in_window(pdf: bytes) -> tuple[str, bool]:
    """What shows through the window, and whether all of it lies wholly inside."""
    showing = [
        glyph
        for glyph in glyphs(pdf)
        if glyph.left < WINDOW_RIGHT
        and glyph.right > WINDOW_LEFT
        and glyph.top < WINDOW_BOTTOM
        and glyph.bottom > WINDOW_TOP
    ]
    inside = all(
        glyph.left >= WINDOW_LEFT
        and glyph.right <= WINDOW_RIGHT
        and glyph.top >= WINDOW_TOP
        and glyph.bottom <= WINDOW_BOTTOM
        for glyph in showing
    )
    return "".join(glyph.character for glyph in showing), inside


@pytest.mark.parametrize("size", [12, 14, 16, 20, 28])
@pytest.mark.parametrize(
    "lines", [ADDRESS, ("A", "B", "CF10 3AT"), (*(f"Long line of an address {n}" for n in range(6)), "LS1 4AP")]
)
def test_the_window_shows_the_address_whole_and_nothing_else(lines: tuple[str, ...], size: int) -> None:
    pdf = render_letter(a_letter(address=lines, font_size=size)).pdf

    shown, inside = in_window(pdf)

    assert shown == "".join(lines).replace(" ", "")
    assert inside


def test_the_address_stands_nowhere_but_in_the_window() -> None:
    content = render_letter(a_letter(font_size=28))
    pages = [text_of(content.pdf, page) for page in range(1, content.pages + 1)]

    assert sum(page.count("CF10 3AT") for page in pages) == 1


def test_a_letter_for_collection_shows_its_code_in_the_window_and_no_name() -> None:
    shown, inside = in_window(render_letter(a_letter(address=None, greeting="Hello,")).pdf)

    assert (shown, inside) == ("ForcollectionRefKT4H-WN", True)


@pytest.mark.parametrize("size", [12, 14, 18, 28])
def test_words_keep_the_margins_and_the_body_begins_below_the_address_area(size: int) -> None:
    content = render_letter(a_letter(font_size=size, paragraphs=("Long words follow. " * 30,) * 4))

    for page in range(1, content.pages + 1):
        for glyph in glyphs(content.pdf, page):
            assert 14.99 <= glyph.left < glyph.right <= 195.01
            assert 5 < glyph.top < glyph.bottom <= 292
    under_the_window = [g for g in glyphs(content.pdf) if g.left < 120 and WINDOW_BOTTOM < g.top < BODY_TOP - 1]
    assert under_the_window == []


@pytest.mark.parametrize("size", [12, 14, 16, 18, 20, 24, 28])
def test_nothing_but_the_address_is_printed_smaller_than_asked(size: int) -> None:
    content = render_letter(a_letter(font_size=size, options=OPTIONS))

    for page in range(1, content.pages + 1):
        small = [
            glyph
            for glyph in glyphs(content.pdf, page)
            if glyph.size < size - 0.01 and not (page == 1 and WINDOW_TOP < glyph.top < WINDOW_BOTTOM and glyph.left < 120)
        ]
        assert small == []


def test_large_print_flows_onto_more_pages_and_keeps_every_word() -> None:
    paragraphs = tuple(f"Paragraph {number} says something that matters to you." for number in range(1, 13))
    content = render_letter(a_letter(font_size=28, paragraphs=paragraphs))
    words = " ".join(" ".join(text_of(content.pdf, page).split()) for page in range(1, content.pages + 1))

    assert content.pages >= 3
    assert all(paragraph in words for paragraph in paragraphs)


def test_pages_are_counted_for_the_reader() -> None:
    one = render_letter(a_letter())
    more = render_letter(a_letter(paragraphs=("Some words that fill a page. " * 20,) * 5))

    assert one.pages == 1
    assert "page 1 of 1" in text_of(one.pdf)
    assert more.pages > 1
    for page in range(1, more.pages + 1):
        assert f"page {page} of {more.pages}" in text_of(more.pdf, page)


@pytest.mark.parametrize("paragraphs", range(1, 26, 3))
@pytest.mark.parametrize("size", [12, 14, 18])
def test_the_slip_is_on_the_front_of_the_last_sheet_and_covers_no_words(paragraphs: int, size: int) -> None:
    content = render_letter(a_letter(font_size=size, paragraphs=("A line of the letter.",) * paragraphs))
    slip = layout_for(3, STANDARD if size <= 14 else LARGE)
    last = content.pages

    assert content.pages % 2 == 1
    assert "Who filled this in?" in text_of(content.pdf, last)
    assert all("Who filled this in?" not in text_of(content.pdf, page) for page in range(1, last))
    words = [g for g in glyphs(content.pdf, last) if g.top < slip.page_top / 100 < g.bottom]
    assert words == []
    assert text_of(content.pdf, last).count("A line of the letter.") == text_of(content.pdf, last).split("Your reply")[
        0
    ].count("A line of the letter.")


@pytest.mark.parametrize("dpi", [100, 200])
@pytest.mark.parametrize(("count", "size"), [(0, 14), (3, 14), (5, 12), (0, 28), (5, 28)])
def test_the_code_reads_back_and_stands_where_the_layout_says(count: int, size: int, dpi: int) -> None:
    content = render_letter(a_letter(font_size=size, question="Which?", options=OPTIONS[:count]))
    version = STANDARD if size <= 14 else LARGE

    (code,) = codes_on(image_of(content.pdf, content.pages, dpi))

    assert parse_payload(code.text) == Payload("KT4HWN", count, version)
    assert code.ec_level == "M"
    slip = layout_for(count, version)
    corner, opposite = code.position.top_left, code.position.bottom_right
    assert corner.x / dpi * 25.4 == pytest.approx(slip.qr.x / 100, abs=0.6)
    assert corner.y / dpi * 25.4 == pytest.approx((slip.page_top + slip.qr.y) / 100, abs=0.6)
    assert (opposite.x - corner.x) / dpi * 25.4 == pytest.approx(25, abs=0.6)


@pytest.mark.parametrize("count", range(MOST_OPTIONS + 1))
@pytest.mark.parametrize("size", [14, 28])
def test_boxes_and_corner_marks_are_drawn_where_the_layout_says(count: int, size: int) -> None:
    content = render_letter(a_letter(font_size=size, question="Which?", options=OPTIONS[:count]))
    slip = layout_for(count, STANDARD if size == 14 else LARGE)
    dpi = 200
    image = image_of(content.pdf, content.pages, dpi)
    top = slip.page_top / 100

    for box in slip.boxes:
        x, y, side = box.x / 100, top + box.y / 100, box.size / 100
        middle = (side - 3.6) / 2
        assert darkness(image, dpi, x + middle, y + middle, 3.6, 3.6) == 0, box.name
        for edge in ((x, y, side, 0.3), (x, y + side - 0.3, side, 0.3), (x, y, 0.3, side), (x + side - 0.3, y, 0.3, side)):
            assert darkness(image, dpi, *edge) > 0.9, box.name
        assert darkness(image, dpi, x - 1.2, y - 1.2, side + 2.4, 0.9) == 0, box.name
    for mark in slip.fiducials:
        x, y, side = mark.x / 100, top + mark.y / 100, mark.width / 100
        assert darkness(image, dpi, x, y, side, side) > 0.95
        assert darkness(image, dpi, x - 1.5, y - 1.5, side + 3, 1.2) == 0
        assert darkness(image, dpi, x - 1.5, y + side + 0.3, side + 3, 1.2) == 0


def test_each_answer_stands_beside_its_own_box() -> None:
    content = render_letter(a_letter())
    slip = layout_for(3)
    for name, label in {
        "option_1": "Monday7December",
        "option_3": "Friday11December",
        "call_me": "Pleasecallme",
        "write_differently": "Writeinadifferentway",
        "by_someone_else": "Someoneelseforme",
    }.items():
        area = slip.box(name).label
        top = (slip.page_top + area.y) / 100
        inside = [
            g
            for g in glyphs(content.pdf)
            if area.x / 100 <= g.left
            and g.right <= area.right / 100
            and top <= g.top
            and g.bottom <= top + area.height / 100
        ]
        assert "".join(g.character for g in inside) == label


def test_a_letter_without_a_question_asks_whether_it_is_clear() -> None:
    shown = text_of(render_letter(a_letter(question=None, options=())).pdf)

    assert "Is this letter clear?" in shown
    assert "Yes, this is clear" in shown
    assert "No, this is not clear" in shown


def test_an_open_question_stands_at_the_line_to_write_on() -> None:
    content = render_letter(a_letter(options=()))
    area = layout_for(0).line_label
    top = (layout_for(0).page_top + area.y) / 100

    beside = "".join(g.character for g in glyphs(content.pdf) if top <= g.top <= top + area.height / 100)

    assert beside == "Whatdaywillwevisityou?"


def test_a_long_option_takes_the_slip_with_wide_labels() -> None:
    long = "I would like someone to come with me, and to be told who"
    content = render_letter(a_letter(options=("Yes", long)))
    (code,) = codes_on(image_of(content.pdf, content.pages, 100))

    assert parse_payload(code.text).version == LARGE
    assert long in " ".join(text_of(content.pdf, content.pages).split())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"options": ("Yes", "far too long for any slip " * 12)}, "slip_label_too_long"),
        ({"options": ("Yes", "x" * 90)}, "slip_label_too_long"),
        ({"options": (*OPTIONS, "one more")}, "too_many_options"),
        ({"sender": SenderBlock("Name " * 60)}, "sender_too_long"),
        ({"sender": SenderBlock("Team", "1", ("line",) * 20)}, "sender_too_long"),
        ({"address": ("an address line without end " * 5,) * 7}, "address_too_large"),
        ({"paragraphs": ("A page of words. " * 120,) * 14}, "too_many_pages"),
        ({"paragraphs": ("See www." + "longname" * 12 + ".example",)}, "word_too_wide"),
        ({"font_size": 28, "contact_line": "Write to " + "m" * 24}, "word_too_wide"),
        ({"sender": SenderBlock("T" * 50)}, "sender_too_long"),
        ({"address": ("x" * 80, "y", "LS1 4AP")}, "address_too_large"),
        ({"paragraphs": ("Good news 😀",)}, "glyph_missing"),
        ({"greeting": "Hello\x00"}, "glyph_missing"),
        ({"paragraphs": ("lost \ufffd before",)}, "glyph_missing"),
        ({"paragraphs": ("half \ud83d a pair",)}, "glyph_missing"),
        ({"paragraphs": ("ᎣᏏᏲ",)}, "glyph_missing"),
        ({"options": ("Yes", "\ue000")}, "glyph_missing"),
    ],
)
def test_what_cannot_be_printed_whole_is_refused_by_code_alone(changes: dict[str, object], code: str) -> None:
    with pytest.raises(Uncarriable) as caught:
        render_letter(a_letter(**changes))

    assert str(caught.value) == code
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or str(caught.value.__context__) == code


@pytest.mark.parametrize(
    "words",
    [
        "Mae'r tŷ a'r ŵyn yn Nŵr y Felin: Ŵ Ŷ ẁ ẃ ẅ ỳ",
        "Zażółć gęślą jaźń ĄĆĘŁŃÓŚŹŻ",
        "Șansă și țară",
        "İstanbul'da ığüş",
        "Đặng Việt",
        "Привіт, світе",
        "It costs £1,250.50 — “really”? 5°C…",
    ],
)
def test_letters_of_many_languages_are_printed_as_written(words: str) -> None:
    assert words in text_of(render_letter(a_letter(paragraphs=(words,))).pdf)


def test_markup_in_words_is_only_words() -> None:
    words = '#panic("x") *stars* _under_ $x$ [a](b) <label> @ref \\ // none'

    assert words in text_of(render_letter(a_letter(paragraphs=(words,))).pdf)


def test_the_pdf_declares_and_carries_its_tags_and_fonts_and_names_nobody() -> None:
    content = render_letter(a_letter(language="cy", greeting="Annwyl Olwen Pritchard,"))

    with pikepdf.open(io.BytesIO(content.pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in document.Root
        assert document.Root.Lang == "cy"
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Letter"
            about = str(metadata)
        assert set(document.docinfo.keys()) == {"/Title", "/Creator"}
        assert "Pritchard" not in about
        fonts = [
            font for page in document.pages for font in page.Resources.Font.values() if font.Subtype == pikepdf.Name.Type0
        ]
        assert fonts
        for font in fonts:
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
            assert "NotoSans" in str(font.BaseFont)


def test_the_code_on_the_slip_has_words_for_who_cannot_see_it() -> None:
    with pikepdf.open(io.BytesIO(render_letter(a_letter()).pdf)) as document:
        figures = [obj.Alt for obj in document.objects if isinstance(obj, pikepdf.Dictionary) and obj.get("/S") == "/Figure"]

    assert [str(alt) for alt in figures] == ["Code that tells us which letter this slip answers"]


def test_every_letter_offers_a_person() -> None:
    assert "To talk to someone, ring 01632 960 100" in text_of(render_letter(a_letter()).pdf)
    with pytest.raises(ValueError, match="offers a person"):
        a_letter(contact_line=" ")


@pytest.mark.parametrize("size", [11, 29])
def test_sizes_that_nobody_reads_well_or_that_no_page_holds_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="12 to 28"):
        a_letter(font_size=size)


def test_options_without_their_question_are_refused() -> None:
    with pytest.raises(ValueError, match="question"):
        a_letter(question=" ")


def test_the_templates_words_can_be_in_another_language() -> None:
    labels = replace(SlipLabels.translated(lambda words: f"“{words}”"), title="Eich ateb", page="tudalen {number} o {total}")
    shown = text_of(render_letter(a_letter(labels=labels, language="cy")).pdf)

    assert "Eich ateb" in shown
    assert "tudalen 1 o 1" in shown
    assert "“Me”" in shown


def test_the_same_letter_gives_the_same_bytes_and_another_gives_others() -> None:
    first, again, other = (render_letter(a_letter(date=date)) for date in ("1 May 2027", "1 May 2027", "2 May 2027"))

    assert first.digest() == again.digest() != other.digest()


def test_threads_may_print_at_once_and_get_their_own_letters() -> None:
    def print_one(number: int) -> tuple[int, LetterContent]:
        return number, render_letter(a_letter(greeting=f"Dear reader {number},"))

    with ThreadPoolExecutor(4) as pool:
        printed = list(pool.map(print_one, range(12)))

    for number, content in printed:
        assert f"Dear reader {number}," in text_of(content.pdf)
        assert page_count(content.pdf) == content.pages


def test_a_tab_parts_two_words_wherever_it_stands() -> None:
    pasted = ("Day\tTime\nMonday\t9", "Ring\t01632 960123\tor\t5 Low Road.")
    sender = SenderBlock("Adult\tcare", "01632 960 100", ("Town\tHall", "Riverside", "RV1 2AB"))
    letter = a_letter(paragraphs=pasted, question="1\t2?", options=("1\t0", "b"), sender=sender, sign_off=("Ana\tReid",))
    shown = text_of(render_letter(letter).pdf)
    for joined in ("DayTime", "Monday9", "Ring01632", "or5", "12?", "10\n", "Adultcare", "TownHall", "AnaReid"):
        assert joined not in shown, joined
    assert "5 Low Road." in shown
