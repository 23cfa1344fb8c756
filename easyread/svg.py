"""Drawings (SVG): looked at for what could run or reach outside, laid side by side, and made of photographs."""

from __future__ import annotations

import base64
import re
import struct
import sys

from lxml import etree

__all__ = ["is_svg", "raster_kind", "side_by_side", "sides_are_sound", "unsafe_part", "wrapped"]

_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = frozenset(
    "svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon "
    "linearGradient radialGradient stop clipPath mask pattern image".split()
)
# What drawing programs leave behind, which nothing draws.
_INERT = re.compile(r"\{http://(?:www\.inkscape\.org|sodipodi\.|www\.w3\.org/1999/02/22-rdf|creativecommons\.org|purl\.org)")
_INSIDE = re.compile(r"#|data:image/(?:png|jpeg);base64,")
_REACHES_OUT = re.compile(
    r"url\((?!\s*['\"]?#)|\b(?:image-set|image|cross-fade|element|src)\(|@import|expression\(|javascript:", re.IGNORECASE
)
# CSS lets any letter be written as its number: ``u\\72l(`` is ``url(``.
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_MOST_USE_LEVELS = 2
_MOST_PAINT_LEVELS = 8
_MOST_DRAWN = 50_000
"""Elements, each counted as often as it is used: few bytes could else ask for a drawing that is never done."""
_LONGEST_TO_SHORTEST = 20
_LENGTH = re.compile(r"\s*([0-9.]+(?:[eE][+-]?[0-9]+)?)\s*(px|pt|pc|mm|cm|in|em|ex)?\s*")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "em": 16.0, "ex": 8.0}
_PAINTED_BY = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)", re.IGNORECASE)
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
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
    root = _root(image)
    if root is None or root.getroottree().docinfo.doctype or root.tag != f"{_SVG}svg":
        return "markup"
    beside = [*root.itersiblings(preceding=True), *root.itersiblings()]
    if any(part.tag is not etree.Comment for part in beside):
        return "markup"
    for part in root.iter():
        if not isinstance(part.tag, str):
            if part.tag is etree.Comment:
                continue
            return "markup"
        found = _of_element(part)
        if found:
            return found
    return "" if _drawn(root, {str(part.get("id")): part for part in root.iter(f"{_SVG}*")}, 0) <= _MOST_DRAWN else "markup"


def sides_are_sound(image: bytes) -> bool:
    """Whether it has a width and a height, neither much longer: what is drawn by its height could fill the memory."""
    root = _root(image)
    if root is None:
        return False
    try:
        box = [float(number) for number in re.split(r"[\s,]+", root.get("viewBox", "0 0 100 100").strip())]
        width, height = _pixels(root.get("width"), box[2]), _pixels(root.get("height"), box[3])
    except (ValueError, IndexError):
        return False
    return all(0 < side < float("inf") for side in (width, height, *box[2:])) and (
        max(width, height) <= _LONGEST_TO_SHORTEST * min(width, height)
    )


def _pixels(length: str | None, otherwise: float) -> float:
    if length is None or length.strip().endswith("%"):
        return otherwise
    found = _LENGTH.fullmatch(length)
    if found is None:
        raise ValueError("no length")
    return float(found[1]) * _PIXELS[found[2] or "px"]


def _root(image: bytes) -> etree._Element | None:
    # No entity is resolved and nothing is fetched: a drawing with a document type is refused anyway.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(image, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _drawn(part: etree._Element, named: dict[str, etree._Element], uses: int, so_far: int = 0, paints: int = 0) -> int:
    """How many elements are drawn, patterns and masks too; more than the most where one is in another too often."""
    if uses > _MOST_USE_LEVELS or paints > _MOST_PAINT_LEVELS:
        return _MOST_DRAWN + 1
    for inner in part.iter(f"{_SVG}*"):
        so_far += 1
        is_use = inner.tag == f"{_SVG}use"
        for key, value in inner.attrib.items():
            if is_use and str(key).endswith("href"):
                used = named.get(str(value).strip().removeprefix("#"))
                so_far = so_far if used is None else _drawn(used, named, uses + 1, so_far, paints)
            for name in _PAINTED_BY.findall(_CSS_ESCAPE.sub(_unescaped, str(value))) if "(" in str(value) else ():
                so_far = so_far if name not in named else _drawn(named[name], named, uses, so_far, paints + 1)
        if so_far > _MOST_DRAWN:
            break
    return so_far


def _unescaped(escape: re.Match[str]) -> str:
    return escape[2] or (chr(int(escape[1], 16)) if int(escape[1], 16) <= sys.maxunicode else "")


def _of_element(part: etree._Element) -> str:
    name = str(part.tag)
    # A program's own leavings may be moved to where they run.
    if any(str(key).rpartition("}")[2].lower().startswith("on") for key in part.attrib):
        return "script"
    if not name.startswith(_SVG):
        return "" if _INERT.match(name) else "markup"
    plain = name.removeprefix(_SVG)
    if plain not in _DRAWN:
        return {"script": "script", "text": "text", "tspan": "text"}.get(plain, "markup")
    for key, value in part.attrib.items():
        attribute = str(key).rpartition("}")[2].lower()
        if key == _XML_BASE:
            return "reference"
        if attribute in {"href", "src"} and not _INSIDE.match(str(value).strip()):
            return "reference"
        if _REACHES_OUT.search(_CSS_ESCAPE.sub(_unescaped, str(value))):
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
