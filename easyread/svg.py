"""Drawings (SVG): looked at for what could run or reach outside, laid side by side, and made of photographs."""

from __future__ import annotations

import base64
import re
import struct

from lxml import etree

__all__ = ["is_svg", "raster_kind", "side_by_side", "unsafe_part", "wrapped"]

_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = frozenset(
    "svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon "
    "linearGradient radialGradient stop clipPath mask pattern image".split()
)
# What drawing programs leave behind, which nothing draws.
_INERT = re.compile(r"\{http://(?:www\.inkscape\.org|sodipodi\.|www\.w3\.org/1999/02/22-rdf|creativecommons\.org|purl\.org)")
_INSIDE = re.compile(r"#|data:image/(?:png|jpeg);base64,")
_REACHES_OUT = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(|javascript:", re.IGNORECASE)
_OPENING_TAG = re.compile(r"<svg\b")
_VIEW_BOX = re.compile(r'viewBox="([^"]+)"')


def is_svg(image: bytes) -> bool:
    return b"<svg" in image[:2000]


def raster_kind(image: bytes) -> str:
    """``png``, ``jpeg``, or nothing where it is neither."""
    if image.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "jpeg" if image.startswith(b"\xff\xd8\xff") else ""


def unsafe_part(image: bytes) -> str:
    """What must not be in a drawing that others see: ``script``, ``reference``, ``text`` (fonts differ), ``markup``.

    Empty: it is a drawing and nothing else.
    """
    # No entity is resolved and nothing is fetched: a drawing with a document type is refused anyway.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(image, parser)
    except (etree.XMLSyntaxError, ValueError):
        return "markup"
    if root.getroottree().docinfo.doctype or root.tag != f"{_SVG}svg":
        return "markup"
    for part in root.iter():
        if not isinstance(part.tag, str):
            if part.tag is etree.Comment:
                continue
            return "markup"
        found = _of_element(part)
        if found:
            return found
    return ""


def _of_element(part: etree._Element) -> str:
    name = str(part.tag)
    if not name.startswith(_SVG):
        return "" if _INERT.match(name) else "markup"
    plain = name.removeprefix(_SVG)
    if plain not in _DRAWN:
        return {"script": "script", "text": "text", "tspan": "text"}.get(plain, "markup")
    for key, value in part.attrib.items():
        attribute = str(key).rpartition("}")[2].lower()
        if attribute.startswith("on"):
            return "script"
        if attribute in {"href", "src"} and not _INSIDE.match(str(value).strip()):
            return "reference"
        if _REACHES_OUT.search(str(value)):
            return "reference"
    return ""


def side_by_side(drawings: list[bytes]) -> bytes:
    """One drawing of several of the same size, left to right."""
    if len(drawings) == 1:
        return drawings[0]
    texts = [drawing.decode() for drawing in drawings]
    box = _VIEW_BOX.search(texts[0])
    if box is None:
        raise ValueError("a drawing without a viewBox")
    _, _, width, height = map(float, box.group(1).split())
    placed = "".join(
        _OPENING_TAG.sub(f'<svg x="{number * width:g}" y="0" width="{width:g}" height="{height:g}"', text, count=1)
        for number, text in enumerate(texts)
    )
    whole = f'viewBox="0 0 {len(texts) * width:g} {height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {whole}>{placed}</svg>'.encode()


def wrapped(image: bytes) -> str:
    """Any picture as SVG text: Typst takes text only, and reads a photograph inside a drawing. Raises ``ValueError``."""
    kind = raster_kind(image)
    if not kind:
        return image.decode()
    width, height = _size(image, kind)
    data = base64.b64encode(image).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/{kind};base64,{data}"/></svg>'
    )


def _size(image: bytes, kind: str) -> tuple[int, int]:
    if kind == "png":
        width, height = struct.unpack(">II", image[16:24])
        return int(width), int(height)
    place = 2
    while place + 9 < len(image):
        marker, length = image[place + 1], int.from_bytes(image[place + 2 : place + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", image[place + 5 : place + 9])
            return int(width), int(height)
        place += 2 + length
    raise ValueError("a JPEG without a size")
