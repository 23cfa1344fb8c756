from __future__ import annotations

import io

import pytest
from PIL import Image

from channels.letter.pictures import LARGEST_BYTES, PictureRefused, accepted, as_drawing

OPENED = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">'


def drawing(inside: str) -> bytes:
    return f"{OPENED}{inside}</svg>".encode()


def saved(kind: str, width: int = 8, height: int = 8, **options: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), (1, 2, 3)).save(written, kind, **options)
    return written.getvalue()


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M0 0h9" style="fill:#000"/>',
        '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><circle r="3" fill="url(#a)"/>',
        '<symbol id="b"><rect width="1" height="1"/></symbol><use xlink:href="#b"/>',
    ],
)
def test_a_plain_drawing_is_kept_as_it_is(inside: str) -> None:
    assert accepted(drawing(inside)) == drawing(inside)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (drawing("<script>alert(1)</script>"), "picture_unsafe"),
        (drawing('<rect onload="x()" width="1" height="1"/>'), "picture_unsafe"),
        (drawing('<image href="file:///etc/passwd"/>'), "picture_unsafe"),
        (drawing('<use href="https://example.org/x.svg#a"/>'), "picture_unsafe"),
        (drawing('<rect fill="url(https://example.org/x)"/>'), "picture_unsafe"),
        (drawing("<style>@import 'x'</style>"), "picture_unsafe"),
        (drawing("<foreignObject/>"), "picture_unsafe"),
        (drawing("<text>Hello</text>"), "picture_unsafe"),
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + drawing("<path d='&a;'/>"), "picture_unsafe"),
        (drawing("<path"), "picture_unreadable"),
        (drawing("<g/>" * 6000), "picture_too_large"),
        (b"\x89PNG\r\n\x1a\n and no more", "picture_unreadable"),
        (b"GIF89a", "picture_unreadable"),
        (b"", "picture_unreadable"),
        (b" " * (LARGEST_BYTES + 1), "picture_too_large"),
        (saved("PNG", 2001, 2000), "picture_too_large"),
        (saved("GIF"), "picture_unreadable"),
    ],
)
def test_what_could_run_reach_outside_or_grow_is_refused(given: bytes, code: str) -> None:
    with pytest.raises(PictureRefused) as caught:
        accepted(given)

    assert caught.value.code == code


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_photograph_is_made_anew_smaller_and_without_what_it_knew(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    kept = accepted(saved(kind, 1600, 800, exif=exif))

    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 600))
        assert not picture.getexif()
    assert b"taken at home" not in kept
    assert as_drawing(kept).startswith("<svg")


def test_what_is_no_picture_is_not_drawn() -> None:
    with pytest.raises(PictureRefused, match="picture_unreadable"):
        as_drawing(b"words")
