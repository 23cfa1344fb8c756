"""Pictures on a letter: the sender's, and those of Easy Read; and letters that say little to who sees the envelope."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
from PIL import Image as Photograph

from channels.errors import Uncarriable
from channels.letter.document import Image, Row, SenderBlock
from channels.letter.render import render_letter
from tests.channels.letter.paper import a_letter, darkness, glyphs, image_of, page_count, text_of

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 80"><rect width="100" height="80"/></svg>'


def photograph(width: int = 120, height: int = 100) -> bytes:
    written = io.BytesIO()
    Photograph.new("RGB", (width, height), (20, 20, 20)).save(written, "PNG")
    return written.getvalue()


def sender(**changes: object) -> SenderBlock:
    values: dict[str, object] = {
        "name": "Adult social care",
        "phone": "01632 960 100",
        "return_address": ("Town Hall", "RV1 2AB"),
    }
    return SenderBlock(**{**values, **changes})  # type: ignore[arg-type]


def alternatives(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [str(item.Alt) for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]


@pytest.mark.parametrize("size", [12, 14, 16, 20, 24, 28])
@pytest.mark.parametrize("picture", [DRAWING, photograph()])
def test_the_logo_stands_above_the_window_beside_the_name(size: int, picture: bytes) -> None:
    pdf = render_letter(a_letter(sender=sender(logo=Image(picture, "Riverside Council")), font_size=size)).pdf
    left = 27 if size <= 14 else 15
    image = image_of(pdf, 1, 100)

    assert darkness(image, 100, left, 10, 34, 22) > 0.5
    assert darkness(image, 100, 0, 32.5, 120, 7) == 0
    name = [glyph for glyph in glyphs(pdf) if glyph.top < 39 and glyph.size > size]
    assert min(glyph.left for glyph in name) > left + 34
    assert "Riverside Council" in alternatives(pdf)


def test_a_signature_stands_between_the_first_line_of_the_sign_off_and_the_name() -> None:
    signature = Image(DRAWING, "Signature of Jo Bloggs")
    pdf = render_letter(
        a_letter(sender=sender(signature=signature), sign_off=("Yours sincerely", "Jo Bloggs"), options=())
    ).pdf
    seen = glyphs(pdf)
    lines = sorted({round(glyph.bottom, 1) for glyph in seen if glyph.character in "YJ" and glyph.top > 120})

    assert lines[-1] - lines[0] > 16
    assert "Signature of Jo Bloggs" in alternatives(pdf)


@pytest.mark.parametrize("size", [12, 14, 20, 28])
def test_a_letter_for_a_plain_envelope_has_no_logo_and_keeps_away_from_the_window(size: int) -> None:
    pdf = render_letter(a_letter(sender=sender(logo=Image(DRAWING, "Riverside Council")), font_size=size, neutral=True)).pdf

    assert "Riverside Council" not in alternatives(pdf)
    around = [g for g in glyphs(pdf) if g.left < 125 and g.right > 19.6 and g.top < 71.3 and g.bottom > 34.5]
    assert all(24.6 < g.left < g.right < 120 and 39.5 < g.top < g.bottom < 66.3 for g in around)


def test_a_picture_that_is_none_is_refused_by_code() -> None:
    with pytest.raises(Uncarriable, match=r"^picture_unreadable$"):
        render_letter(a_letter(sender=sender(logo=Image(b"no picture", "x"))))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_easy_read_rows_have_their_picture_where_readers_begin_and_are_not_split(language: str) -> None:
    words = tuple(f"Row {number} says one thing and has room for a second line of words." for number in range(9))
    rows = tuple(Row(word, Image(DRAWING, f"Picture {number}")) for number, word in enumerate(words))
    content = render_letter(a_letter(rows=rows, font_size=16, paragraphs=(), language=language, greeting=""))

    with pypdfium2.PdfDocument(content.pdf) as document:
        for number in range(len(document)):
            page = document[number]
            text = " ".join(page.get_textpage().get_text_range().split())
            for word in words:
                assert (word in text) or not any(part in text for part in (word[:5],))
            page.close()
    seen = [glyph for glyph in glyphs(content.pdf) if glyph.top > 120]
    if language == "en":
        assert min(glyph.left for glyph in seen) > 15 + 38
    else:
        assert max(glyph.right for glyph in seen) < 195 - 38
    assert [f"Picture {number}" for number in range(9)] == [alt for alt in alternatives(content.pdf) if alt[:4] == "Pict"]


def test_who_drew_the_pictures_is_printed_once() -> None:
    picture = Image(DRAWING, "A house")
    rows = (
        Row("One.", picture, "OpenMoji, CC BY-SA 4.0"),
        Row("Two.", picture, "OpenMoji, CC BY-SA 4.0"),
        Row("Three.", None, "x"),
    )
    pdf = render_letter(a_letter(rows=rows, font_size=16, paragraphs=())).pdf
    words = "".join(text_of(pdf, page) for page in range(1, page_count(pdf) + 1))

    assert words.count("Pictures: OpenMoji, CC BY-SA 4.0") == 1


def test_easy_read_is_never_printed_small() -> None:
    with pytest.raises(ValueError, match="16 points"):
        a_letter(rows=(Row("One."),), font_size=14)
