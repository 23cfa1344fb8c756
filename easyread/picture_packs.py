"""A council's own pictures: a folder with ``pictures.tsv`` and its files, such as photographs of workers and buildings."""

from __future__ import annotations

import csv
import io
import struct
import warnings
from pathlib import Path

from PIL import Image

from easyread.document import Picture
from easyread.errors import Part, Place, Unmakeable, Unreadable
from easyread.pictures import Concept, Pack
from easyread.svg import is_svg, raster_kind, sides_are_sound, unsafe_part, wrapped

__all__ = ["load"]

MOST_PICTURES = 2_000
LARGEST_FILE = 2_000_000
LARGEST_LIST = 1_000_000
MOST_PIXELS = 25_000_000
_WHITE = 255
_COLUMNS = ("concept", "file", "alternative", "credit", "words")


def load(folder: Path) -> Pack:
    """The pack, every file looked at and every drawing drawn. Words are separated by commas.

    Raises ``Unreadable``; its place is the line of ``pictures.tsv``, the first being 1: ``pack_list_missing``,
    ``pack_list_too_large``, ``pack_list_not_utf8``, ``pack_columns_wrong``, ``pack_too_large``, ``pack_line_incomplete``,
    ``pack_concept_twice``, ``pack_file_missing``, ``pack_file_outside``, ``pack_file_too_large``,
    ``pack_file_not_a_picture``, ``pack_svg_script``, ``pack_svg_reference``, ``pack_svg_text``, ``pack_svg_markup``.
    """
    root = folder.resolve()
    rows = list(csv.reader(_list_of(root).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or tuple(column.strip().lower() for column in rows[0]) != _COLUMNS:
        raise Unreadable("pack_columns_wrong", place=Place(Part.PICTURE, 1))
    if len(rows) - 1 > MOST_PICTURES:
        raise Unreadable("pack_too_large")
    found: dict[str, Concept] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        place = Place(Part.PICTURE, number)
        concept = _concept(root, [cell.strip() for cell in row], place)
        if concept.name in found:
            raise Unreadable("pack_concept_twice", place=place)
        found[concept.name] = concept
    return Pack(tuple(found.values()))


def _list_of(root: Path) -> str:
    path = root / "pictures.tsv"
    if not path.is_file():
        raise Unreadable("pack_list_missing")
    if path.stat().st_size > LARGEST_LIST:
        raise Unreadable("pack_list_too_large")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("pack_list_not_utf8") from None


def _concept(root: Path, row: list[str], place: Place) -> Concept:
    # A spreadsheet may leave the last cells out; the credit and the words may be empty.
    name, file, alternative, credit, words = (row + [""] * len(_COLUMNS))[: len(_COLUMNS)]
    if not (name and file and alternative) or len(row) > len(_COLUMNS):
        raise Unreadable("pack_line_incomplete", place=place)
    path = _inside(root, file, place)
    _look_at(path, place)
    suggesting = [word.strip() for word in words.split(",")]
    return Concept(name, alternative, tuple(word for word in suggesting if word), (path,), credit)


def _inside(root: Path, file: str, place: Place) -> Path:
    try:
        path = (root / file).resolve()
    except (OSError, ValueError, RuntimeError):
        raise Unreadable("pack_file_outside", place=place) from None
    # Links are followed first: one that leads out is out.
    if not path.is_relative_to(root):
        raise Unreadable("pack_file_outside", place=place)
    if not path.is_file():
        raise Unreadable("pack_file_missing", place=place)
    return path


def _look_at(path: Path, place: Place) -> None:
    if path.stat().st_size > LARGEST_FILE:
        raise Unreadable("pack_file_too_large", place=place)
    image = path.read_bytes()
    if raster_kind(image):
        if not _is_whole(path, image):
            raise Unreadable("pack_file_not_a_picture", place=place)
    elif is_svg(image):
        unsafe = unsafe_part(image)
        if unsafe:
            raise Unreadable(f"pack_svg_{unsafe}", place=place)
        if not sides_are_sound(image) or not _shows_something(image):
            raise Unreadable("pack_file_not_a_picture", place=place)
    else:
        raise Unreadable("pack_file_not_a_picture", place=place)


def _shows_something(drawing: bytes) -> bool:
    from easyread.typesetting import picture_png  # noqa: PLC0415 - only a council with drawings waits for the typesetter

    try:
        shown = picture_png(Picture("", "", drawing))
    except Unmakeable:
        return False
    with Image.open(io.BytesIO(shown), formats=("PNG",)) as image:
        darkest, _ = image.convert("L").getextrema()
    return darkest != _WHITE


def _is_whole(path: Path, photograph: bytes) -> bool:
    try:
        wrapped(photograph)
        with warnings.catch_warnings(action="error"), Image.open(path, formats=("PNG", "JPEG")) as image:
            if image.width * image.height > MOST_PIXELS:
                return False
            image.load()
    except (OSError, ValueError, struct.error, SyntaxError, Image.DecompressionBombError, Warning):
        return False
    return True
