"""Each product of the one message is read back from what was made: the printed page, the tags, the cells, the recording."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import closing

import pikepdf
import pypdfium2
import pytest
import soundfile

from channels.slips.payload import parse_payload
from easyread import gate
from easyread.formats import liblouis
from easyread.pictures import illustrated
from service import formats
from service.demo.examples import File, Sent, Shown, everyone, shown
from service.demo.message import SIGNED_BY, WRITTEN
from service.domain import codes
from service.domain.contact_points import normalise
from service.domain.preferences import Format, Medium
from tests.channels.letter.paper import codes_on, image_of, lines_in, text_of

_ASCII = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)="
_WINDOW = (20, 35, 110, 75)
"""Left, top, right and bottom in mm, with some room around the address."""
_IN_PRINT_AS_TYPED = ("en", "cy")


@pytest.fixture(scope="module")
def sent() -> list[Sent]:
    return list(everyone())


@pytest.fixture(scope="module")
def by_format() -> dict[tuple[str, str], Shown]:
    return {(each.format, each.language): each for each in shown()}


def _files(sent: list[Sent], suffix: str) -> Iterator[tuple[Sent, File]]:
    return ((each, file) for each in sent for file in each.files if file.name.endswith(suffix))


def test_the_message_may_leave_for_everybody_and_bsl_is_a_task(sent: list[Sent]) -> None:
    assert len(sent) == 14
    assert {each.refused for each in sent} == {None}
    assert not any(each.plan.too_late or each.plan.mismatches for each in sent)
    by_people = [each for each in sent if not each.files]
    assert [(each.plan.format, each.plan.medium) for each in by_people] == [(Format.BSL_VIDEO, Medium.BSL_VIDEO)]
    assert all(each.plan.channel == "live" for each in by_people)


def test_it_goes_out_in_nine_formats_and_eight_languages(sent: list[Sent], by_format: dict[tuple[str, str], Shown]) -> None:
    assert {each.plan.language for each in sent} == {"en", "cy", "pl", "ur", "pa-Guru", "ar", "so", "zh-Hans"}
    carried = {(each.plan.medium, each.plan.format) for each in sent}
    assert len(carried) >= 8
    assert len({name for name, _ in by_format}) >= 8


def test_texts_end_with_the_code_and_hold_the_words(sent: list[Sent]) -> None:
    texts = [(each, file) for each, file in _files(sent, ".txt") if each.plan.channel == "sms"]
    assert len(texts) == 4
    for each, file in texts:
        words = file.data.decode()
        assert words.startswith(WRITTEN[each.plan.language].body)
        assert words.rstrip().endswith(codes.show(each.code))


def test_every_letter_s_slip_is_read_from_the_printed_page(sent: list[Sent]) -> None:
    letters = list(_files(sent, ".pdf"))
    assert len(letters) == 6
    for each, file in letters:
        with closing(pypdfium2.PdfDocument(file.data)) as document:
            pages = len(document)
        found = [found for page in range(1, pages + 1) for found in codes_on(image_of(file.data, page, 200))]
        assert [parse_payload(code.text).code for code in found] == [each.code]
        assert parse_payload(found[0].text).options == 3


def test_every_letter_has_its_own_window_and_the_words(sent: list[Sent]) -> None:
    for each, file in _files(sent, ".pdf"):
        pages = _pages(file.data)
        words = "\n".join(pages)
        point = each.plan.point
        assert point is not None
        # As a machine of the post reads it: in text from right to left, extracted words come in another order.
        assert lines_in(file.data, *_WINDOW) == [line.replace(" ", "") for line in point.value.split("\n")]
        seen = [line for page in range(1, len(pages) + 1) for line in lines_in(file.data, 0, 0, 210, 297, page)]
        shown_code = codes.show(each.code)
        assert words.count(shown_code) >= 2 or sum(shown_code in line for line in seen) >= 2
        if each.plan.language in _IN_PRINT_AS_TYPED:
            told = _letters(WRITTEN[each.plan.language].body)
            easy = each.plan.format is Format.EASY_READ
            assert easy or told in _letters(words)
            assert not easy or _letters("You can choose another place to meet.") in _letters(words)


def test_fonts_are_embedded_in_every_pdf(sent: list[Sent], by_format: dict[tuple[str, str], Shown]) -> None:
    for file in _pdfs(sent, by_format):
        with pikepdf.open(io.BytesIO(file.data)) as document:
            fonts = [font for page in document.pages for font in page.resources.get("/Font", {}).values()]
            assert fonts
            for font in fonts:
                below = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(below.FontDescriptor.keys()), file.name


def test_every_pdf_for_a_screen_is_tagged_in_its_language_and_declares_pdf_ua(
    sent: list[Sent], by_format: dict[tuple[str, str], Shown]
) -> None:
    for file in _pdfs(sent, by_format):
        with pikepdf.open(io.BytesIO(file.data)) as document:
            language = re.split(r"[-.]", file.name.replace("-Guru", ""))[-2]
            assert str(document.Root.Lang).partition("-")[0] == language, file.name
            if "/StructTreeRoot" not in document.Root:
                # Made of two documents for the printer; the accessible copy is the Easy Read page itself.
                assert file.name.startswith("nm-1005")
                continue
            assert document.Root.MarkInfo.Marked
            assert document.open_metadata()["pdfuaid:part"] == "1"


def test_the_tags_tell_the_words_in_the_order_in_which_they_are_read(
    by_format: dict[tuple[str, str], Shown],
) -> None:
    in_order = (
        "title",
        "visit you",
        "choose another",
        "someone with you",
        "change the day",
        "What day",
        "Thursday",
        "contact",
    )
    for name in ("screen-pdf", "large-print-24", "easy-read"):
        told = _told_by_tags(by_format[name, "en"].files[0].data)
        words = [WRITTEN["en"].title if part == "title" else part for part in in_order]
        places = [told.rfind(part) if part == "Thursday" else told.find(part) for part in words]
        assert -1 not in places, name
        assert places == sorted(places), name


def test_the_easy_read_pages_pass_the_gate(by_format: dict[tuple[str, str], Shown]) -> None:
    pdf = by_format["easy-read", "en"].files[0].data
    written = WRITTEN["en"]
    document = formats.document_of(
        formats.Words(written.body, title=written.title, question=written.question, options=written.options,
                      sender="Northmoor", phone="01632 960002")
    )  # fmt: skip
    released = gate.release(illustrated(document), pdf, signed_off_by=SIGNED_BY, checked_by_people=False)
    assert released.pages <= gate.LETTER_PAGES


def test_braille_reads_back_as_the_words(sent: list[Sent], by_format: dict[tuple[str, str], Shown]) -> None:
    english = [(each.plan.language, file.data, "en-ueb-g2.ctb") for each, file in _files(sent, ".brf")]
    welsh = [("cy", by_format["braille-1", "cy"].files[0].data, "cy-cy-g1.utb")]
    assert len(english) == 1
    for language, brf, table in english + welsh:
        lines = brf.decode("ascii").split("\f")[0].split("\r\n")
        assert all(len(line) <= 40 for line in lines)
        assert len(lines) <= 26
        cells = "\u2800".join(_cells(line.strip()) for line in lines if line.strip())
        # Read back, the Welsh table takes "ae" for one letter.
        read = liblouis.back_translate(table, cells).casefold().replace("\u00e6", "ae")
        for word in re.findall(r"[^\W\d_]{4,}", WRITTEN[language].body):
            assert word.casefold() in read
        assert "01632" in read.replace(" ", "")


def test_a_recording_is_as_long_as_is_told(sent: list[Sent], by_format: dict[tuple[str, str], Shown]) -> None:
    recording, spoken = by_format["audio-mp3", "en"].files
    told = re.match(r"Length: (\d+) seconds\n\n", spoken.data.decode())
    assert told is not None
    assert abs(soundfile.info(io.BytesIO(recording.data)).duration - int(told[1])) <= 1
    assert "the 10th of December 2026 at 10 o\u2019clock in the morning" in spoken.data.decode()
    assert len(recording.data) <= 150_000
    polish = next(file.data.decode() for _, file in _files(sent, "spoken.txt"))
    assert WRITTEN["pl"].body.partition(".")[0] in polish
    assert 20 <= int(polish.split()[1]) <= 180


def test_arabic_and_urdu_run_from_the_right_and_the_number_does_not(sent: list[Sent]) -> None:
    html = next(file.data.decode() for _, file in _files(sent, "email-ar.html"))
    assert '<html lang="ar" dir="rtl"' in html
    assert "border-right: 5px" in html
    assert "border-left" not in html
    letter = next(file.data for _, file in _files(sent, "letter-ur.pdf"))
    seen = lines_in(letter, 0, 0, 210, 297)
    assert sum("01632960002" in line for line in seen) == 3
    assert any("(AnaReid)" in line or ")AnaReid(" in line for line in seen)


def test_points_are_those_of_the_person(sent: list[Sent]) -> None:
    for each in sent:
        own = {normalise(point.kind, point.typed).value for point in each.person.points}
        assert each.plan.point is None or each.plan.point.value in own


def _pdfs(sent: list[Sent], by_format: dict[tuple[str, str], Shown]) -> list[File]:
    of_formats = [file for each in by_format.values() for file in each.files if file.name.endswith(".pdf")]
    return [file for _, file in _files(sent, ".pdf")] + of_formats


def _pages(pdf: bytes) -> list[str]:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        count = len(document)
    return [text_of(pdf, page) for page in range(1, count + 1)]


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _cells(line: str) -> str:
    return "".join(chr(0x2800 + _ASCII.index(character)) for character in line)


def _told_by_tags(pdf: bytes) -> str:
    """The text of every marked piece, in the order of the structure tree: what a screen reader says."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        raw = pypdfium2.raw
        told: list[str] = []
        for page in document:
            pieces: dict[int, list[str]] = {}
            text = page.get_textpage()
            for index in range(text.count_chars()):
                owner = raw.FPDFText_GetTextObject(text, index)
                mark = raw.FPDFPageObj_GetMarkedContentID(owner) if owner else -1
                pieces.setdefault(mark, []).append(text.get_text_range(index, 1))
            tree = raw.FPDF_StructTree_GetForPage(page)
            for number in range(raw.FPDF_StructTree_CountChildren(tree)):
                _walk(raw.FPDF_StructTree_GetChildAtIndex(tree, number), pieces, told)
            raw.FPDF_StructTree_Close(tree)
    return " ".join("".join(told).split())


def _walk(element: object, pieces: dict[int, list[str]], told: list[str]) -> None:
    raw = pypdfium2.raw
    if not element:
        return
    for number in range(raw.FPDF_StructElement_CountChildren(element)):
        below = raw.FPDF_StructElement_GetChildAtIndex(element, number)
        if below:
            _walk(below, pieces, told)
        else:
            mark = raw.FPDF_StructElement_GetChildMarkedContentID(element, number)
            told.append("".join(pieces.get(mark, [])) + " " if mark >= 0 else "")
