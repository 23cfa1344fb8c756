"""Pictures for a letter: looked at for what could run or reach outside, kept small, and told to Typst as a drawing."""

from __future__ import annotations

import base64
import io
import re
from functools import lru_cache

from lxml import etree
from PIL import Image as Photograph
from PIL import UnidentifiedImageError

LARGEST_BYTES = 512 * 1024
MOST_PIXELS = 4_000_000
_MOST_ELEMENTS = 5_000
# Finer than any printer shows on a letterhead.
_LARGEST_SIDE = 1200

_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = frozenset(
    "svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon "
    "linearGradient radialGradient stop clipPath mask".split()
)
# What drawing programs leave behind, and which nothing draws.
_INERT = re.compile(r"\{http://(?:www\.inkscape\.org|sodipodi\.|www\.w3\.org/1999/02/22-rdf|creativecommons\.org|purl\.org)")
_REACHES_OUT = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(|javascript:", re.IGNORECASE)


class PictureRefused(ValueError):
    """``code`` is ``picture_too_large``, ``picture_unreadable`` or ``picture_unsafe``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def accepted(given: bytes) -> bytes:
    """What may be kept of an uploaded picture: a drawing as it is, a photograph made anew as PNG. Raises ``PictureRefused``.

    A drawing (SVG) with a script, text (whose font may not be here), a picture in it, or a reference to anything outside is
    refused, and so is one that an XML parser would let grow.
    """
    if len(given) > LARGEST_BYTES:
        raise PictureRefused("picture_too_large")
    if b"<svg" in given[:2000]:
        _require_drawing(given)
        return given
    try:
        with Photograph.open(io.BytesIO(given), formats=("PNG", "JPEG")) as opened:
            # Its size is in its head: nothing is unpacked before that is known.
            picture = opened.convert("RGBA") if opened.width * opened.height <= MOST_PIXELS else None
    except (UnidentifiedImageError, Photograph.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise PictureRefused("picture_unreadable") from None
    if picture is None:
        raise PictureRefused("picture_too_large")
    picture.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE))
    # Only what is seen: whatever else a file carried (place, camera, name) stays behind.
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def _require_drawing(given: bytes) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(given, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise PictureRefused("picture_unreadable") from None
    if root.getroottree().docinfo.doctype or root.tag != f"{_SVG}svg":
        raise PictureRefused("picture_unsafe")
    for number, part in enumerate(root.iter()):
        if number > _MOST_ELEMENTS:
            raise PictureRefused("picture_too_large")
        if part.tag is etree.Comment:
            continue
        if not isinstance(part.tag, str) or not _harmless(part):
            raise PictureRefused("picture_unsafe")


def _harmless(part: etree._Element) -> bool:
    name = str(part.tag)
    if not name.startswith(_SVG):
        return _INERT.match(name) is not None
    if name.removeprefix(_SVG) not in _DRAWN:
        return False
    for key, value in part.attrib.items():
        attribute = str(key).rpartition("}")[2].lower()
        if attribute.startswith("on") or _REACHES_OUT.search(str(value)):
            return False
        if attribute in {"href", "src"} and not str(value).startswith("#"):
            return False
    return True


@lru_cache(maxsize=64)
def as_drawing(content: bytes) -> str:
    """SVG text: Typst reads a photograph inside a drawing. Raises ``PictureRefused``."""
    try:
        if b"<svg" in content[:2000]:
            return content.decode()
        with Photograph.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
            kind, (width, height) = (opened.format or "").lower(), opened.size
    except (UnidentifiedImageError, Photograph.DecompressionBombError, OSError, ValueError):
        raise PictureRefused("picture_unreadable") from None
    data = base64.b64encode(content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/{kind};base64,{data}"/></svg>'
    )
