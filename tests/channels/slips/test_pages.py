"""Files from scanners and from strangers, opened page by page."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from random import Random

import numpy as np
import pikepdf
import pytest
from PIL import Image

from channels.slips.pages import MOST_PAGES, Unreadable, count_pages, pages_of
from channels.slips.reading import read_page
from tests.channels.slips import damage
from tests.channels.slips.filling import Gray
from tests.channels.slips.harness import printed


def a_scan() -> Gray:
    paper, _, _ = printed(3, 14)
    return damage.at_dpi(paper, 300, 200)


def as_pdf(*pages: Gray, **options: object) -> bytes:
    """As scanners write it: one JPEG a page."""
    pictures = [Image.fromarray(page) for page in pages]
    written = io.BytesIO()
    pictures[0].save(written, "PDF", resolution=200, save_all=True, append_images=pictures[1:], quality=40, **options)
    return written.getvalue()


def as_image(page: Gray, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    Image.fromarray(page).save(written, kind, **options)
    return written.getvalue()


def as_fax(*pages: Gray) -> bytes:
    """TIFF, group 4, a bit a dot: as office scanners write it."""
    pictures = [Image.fromarray(page).convert("1", dither=Image.Dither.NONE) for page in pages]
    written = io.BytesIO()
    pictures[0].save(written, "TIFF", compression="group4", save_all=True, append_images=pictures[1:], dpi=(200, 200))
    return written.getvalue()


def codes_on(data: bytes) -> list[list[str]]:
    found = []
    for page in pages_of(data):
        assert page.picture is not None, page.why
        found.append([slip.code for slip in read_page(page.picture).slips])
    return found


def test_every_kind_of_file_is_read() -> None:
    page = a_scan()
    blank = np.full_like(page, 255)
    code = read_page(page).slips[0].code
    assert codes_on(as_pdf(page, blank, page)) == [[code], [], [code]]
    assert codes_on(as_fax(blank, page)) == [[], [code]]
    assert codes_on(as_image(page, "PNG")) == [[code]]
    assert codes_on(as_image(page, "JPEG", quality=70)) == [[code]]
    assert codes_on(as_image(page, "TIFF")) == [[code]]


def test_pages_that_are_drawn_and_not_scanned_are_rendered() -> None:
    page = a_scan()
    code = read_page(page).slips[0].code
    with pikepdf.open(io.BytesIO(as_pdf(page))) as document:
        document.pages[0].rotate(180, relative=True)
        turned = io.BytesIO()
        document.save(turned)
    assert codes_on(turned.getvalue()) == [[code]]


def test_a_picture_with_nothing_behind_it_lies_on_white_paper() -> None:
    page = a_scan()
    alpha = np.where(page > 128, 0, 255).astype(np.uint8)
    clear = Image.merge("LA", (Image.fromarray(page), Image.fromarray(alpha)))
    written = io.BytesIO()
    clear.save(written, "PNG")
    assert codes_on(written.getvalue()) == [[read_page(page).slips[0].code]]


def test_reading_goes_on_from_a_page() -> None:
    page = a_scan()
    data = as_pdf(page, page, page)
    assert [each.number for each in pages_of(data, first=2)] == [2]
    assert list(pages_of(as_image(page, "PNG"), first=1)) == []
    assert [each.number for each in pages_of(as_fax(page, page), first=1)] == [1]


def _locked() -> bytes:
    with pikepdf.open(io.BytesIO(as_pdf(np.full((200, 100), 255, dtype=np.uint8)))) as document:
        written = io.BytesIO()
        document.save(written, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return written.getvalue()


def _png_bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(1000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"hello", "not_a_scan"),
        (b"GIF89a" + bytes(100), "not_a_scan"),
        (b"%PDF-1.7\n" + bytes(500), "damaged"),
        (b"II*\0" + bytes(40), "damaged"),
        (_locked(), "locked"),
    ],
)
def test_what_is_no_scan_says_so(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        count_pages(data)
    assert refused.value.code == code


def test_a_picture_that_would_burst_is_refused_before_it_is_unpacked() -> None:
    (page,) = pages_of(_png_bomb(60_000, 60_000))
    assert (page.picture, page.why) == (None, "too_many_pixels")


def test_a_file_of_too_many_pages_is_refused_whole() -> None:
    with pikepdf.Pdf.new() as document:
        for _ in range(MOST_PAGES + 1):
            document.add_blank_page()
        written = io.BytesIO()
        document.save(written)
    with pytest.raises(Unreadable) as refused:
        count_pages(written.getvalue())
    assert refused.value.code == "too_many_pages"


def test_one_broken_page_harms_no_other() -> None:
    page = a_scan()
    data = bytearray(as_image(page, "JPEG", quality=70))
    del data[len(data) // 3 :]
    (found,) = pages_of(bytes(data))
    assert found.picture is None or read_page(found.picture).slips is not None
    (truncated,) = pages_of(as_image(page, "PNG")[:2000])
    assert (truncated.picture, truncated.why) == (None, "damaged")


def test_a_page_as_large_as_a_wall_is_drawn_small() -> None:
    with pikepdf.Pdf.new() as document:
        document.add_blank_page(page_size=(14_400, 14_400))
        written = io.BytesIO()
        document.save(written)
    (page,) = pages_of(written.getvalue())
    assert page.picture is not None
    assert page.picture.size <= 60_000_000


@pytest.mark.parametrize("seed", range(20))
def test_noise_in_a_file_never_raises_anything_else(seed: int) -> None:
    chance = Random(seed)
    data = bytearray(as_pdf(np.full((300, 200), 255, dtype=np.uint8)))
    for _ in range(30):
        data[chance.randrange(len(data))] = chance.randrange(256)
    with contextlib.suppress(Unreadable):
        for page in pages_of(bytes(data)):
            assert page.picture is not None or page.why
