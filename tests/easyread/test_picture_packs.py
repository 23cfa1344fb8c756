from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from easyread import picture_packs
from easyread.document import Sentence, Span
from easyread.errors import Unreadable
from easyread.pictures import picture, suggest

HEAD = "concept\tfile\talternative\tcredit\twords\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><!-- ours -->{}</svg>'

DOOR = '<path d="M2 1h5v8H2z"/>'


def photograph(kind: str = "JPEG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 50), "navy").save(file, kind)
    return file.getvalue()


def pack(folder: Path, rows: str, **files: bytes) -> Path:
    (folder / "pictures.tsv").write_text(HEAD + rows)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def refused(folder: Path) -> tuple[str, int]:
    with pytest.raises(Unreadable) as refusal:
        picture_packs.load(folder)
    return refusal.value.code, refusal.value.place.number if refusal.value.place else 0


def test_a_council_brings_its_own_workers_and_buildings(tmp_path: Path) -> None:
    rows = "ana reid\tana\tAna Reid, social worker\tNorthmoor Council\tAna, Ana Reid\n\nhouse\tdoor\tOur front door\n"
    loaded = picture_packs.load(pack(tmp_path, rows, ana=photograph(), door=SVG.format(DOOR).encode()))
    (ana,) = suggest(Sentence((Span("Ana Reid"),)), "en", [loaded])
    shown = picture(ana)
    assert (shown.concept, shown.alternative, shown.credit) == ("ana reid", "Ana Reid, social worker", "Northmoor Council")
    assert shown.image == photograph()
    assert [concept.credit for concept in loaded.concepts] == ["Northmoor Council", ""]


@pytest.mark.parametrize(
    ("rows", "code", "line"),
    [
        ("a\tmissing.png\tA\t\t", "pack_file_missing", 2),
        ("a\t../outside.png\tA\t\t", "pack_file_outside", 2),
        ("a\t/etc/passwd\tA\t\t", "pack_file_outside", 2),
        ("a\tlink\tA\t\t", "pack_file_outside", 2),
        ("a\tgood\tA\t\t\nb\tgood\t\t\t", "pack_line_incomplete", 3),
        ("a\tgood\tA\t\t\tmore", "pack_line_incomplete", 2),
        ("a\tgood\tA\t\t\na\tgood\tA\t\t", "pack_concept_twice", 3),
        ("a\ttext\tA\t\t", "pack_file_not_a_picture", 2),
        ("a\ttorn\tA\t\t", "pack_file_not_a_picture", 2),
        ("a\tlarge\tA\t\t", "pack_file_too_large", 2),
    ],
)
def test_what_is_wrong_with_a_pack_is_told_with_its_line(tmp_path: Path, rows: str, code: str, line: int) -> None:
    (tmp_path / "outside.png").write_bytes(photograph("PNG"))
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path / "outside.png")
    torn = photograph("PNG")[:60]
    pack(
        folder,
        rows,
        good=photograph("PNG"),
        text=b"hello",
        torn=torn,
        large=photograph() + b"\0" * picture_packs.LARGEST_FILE,
    )
    assert refused(folder) == (code, line)


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("<script>alert(1)</script>", "pack_svg_script"),
        ('<path onload="alert(1)" d="M0 0"/>', "pack_svg_script"),
        ('<image href="https://example.org/a.png"/>', "pack_svg_reference"),
        ('<image href="data:text/html;base64,AA=="/>', "pack_svg_reference"),
        ('<use xmlns:x="http://www.w3.org/1999/xlink" x:href="other.svg#a"/>', "pack_svg_reference"),
        ('<path style="fill:url(https://example.org/a)" d="M0 0"/>', "pack_svg_reference"),
        ('<path fill="url(file:///etc/passwd)" d="M0 0"/>', "pack_svg_reference"),
        ("<text>Hello</text>", "pack_svg_text"),
        ("<foreignObject/>", "pack_svg_markup"),
        ("<style>@import 'a.css'</style>", "pack_svg_markup"),
        ('<a xmlns="http://www.w3.org/1999/xhtml"/>', "pack_svg_markup"),
        ('<animate attributeName="href"/>', "pack_svg_markup"),
        ("<path>", "pack_svg_markup"),
        (r'<path style="fill:u\72l(https://example.org/a)" d="M0 0"/>', "pack_svg_reference"),
        (r'<path style="fill:ur\6c (https://example.org/a)" d="M0 0"/>', "pack_svg_reference"),
        (r'<path style="fill:\url(https://example.org/a)" d="M0 0"/>', "pack_svg_reference"),
        ('<path style="fill:image-set(\'https://example.org/a\' 1x)" d="M0 0"/>', "pack_svg_reference"),
        ('<path style="fill:-webkit-image-set(\'a.png\' 1x)" d="M0 0"/>', "pack_svg_reference"),
        ('<g xml:base="https://example.org/"><use href="#a"/></g>', "pack_svg_reference"),
        ('<path xmlns:x="urn:x" x:onload="alert(1)" d="M0 0"/>', "pack_svg_script"),
        ('<x:a xmlns:x="http://www.inkscape.org/namespaces/inkscape" onload="alert(1)"/>', "pack_svg_script"),
        ('<g id="a"><use href="#a"/></g>', "pack_svg_markup"),
        (
            "".join(f"<pattern id='p{n}'>" + f"<rect fill='url(#p{n + 1})'/>" * 2 + "</pattern>" for n in range(24)),
            "pack_svg_markup",
        ),
        (
            '<g id="a"><path d="M0 0"/></g><g id="b"><use href="#a"/></g><g id="c"><use href="#b"/></g><use href="#c"/>',
            "pack_svg_markup",
        ),
        ('<g id="a">' + "<g/>" * 400 + "</g>" + "<use href='#a'/>" * 200, "pack_svg_markup"),
        ("<?xml-stylesheet href='a'?>", "pack_svg_markup"),
    ],
)
def test_a_drawing_that_runs_or_reaches_outside_is_refused(tmp_path: Path, inside: str, code: str) -> None:
    assert refused(pack(tmp_path, "a\tdrawing\tA\t\t", drawing=SVG.format(inside).encode())) == (code, 2)


@pytest.mark.parametrize("drawing", ["<?xml-stylesheet href='a.css'?>{}", "{}<?php a?>", "<!-- ours --><?a?>{}"])
def test_an_instruction_to_a_program_beside_the_drawing_is_refused(tmp_path: Path, drawing: str) -> None:
    image = drawing.format(SVG.format(DOOR)).encode()
    assert refused(pack(tmp_path, "a\tdrawing\tA\t\t", drawing=image)) == ("pack_svg_markup", 2)


def test_what_drawing_programs_write_is_taken(tmp_path: Path) -> None:
    drawing = (
        '<?xml version="1.0" encoding="UTF-8"?><!-- ours -->'
        '<svg xmlns="http://www.w3.org/2000/svg" width="9mm" height="9mm" '
        'viewBox="0 0 9 9" xmlns:x="http://www.inkscape.org/namespaces/inkscape" x:export-filename="C:\\door.png">'
        f"<defs><linearGradient id='a'><stop/></linearGradient><g id='b'>{DOOR}</g><g id='c'><use href='#b'/></g></defs>"
        "<use href='#c'/><path style=\"fill:url('#a')\" d='M0 0h9v9z'/></svg><!-- end -->"
    )
    (door,) = picture_packs.load(pack(tmp_path, "door\tdrawing\tA\t\t", drawing=drawing.encode())).concepts
    assert picture(door).image == drawing.encode()


@pytest.mark.parametrize(
    "sides",
    [
        'width="0" height="0"', 'viewBox="0 0 0 0"', 'viewBox="0 0 9 -9"', 'viewBox="0 0 100000 1"', 'viewBox="a"',
        'viewBox="0 0 9 9" width="1e9"', 'viewBox="0 0 9 9" height="tall"', 'viewBox="0 0 nan 9"', 'viewBox="0 0 inf inf"',
    ],
)  # fmt: skip
def test_a_drawing_without_sound_sides_is_refused(tmp_path: Path, sides: str) -> None:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" {sides}>{DOOR}</svg>'
    rows = "good\tgood\tA\t\t\na\tdrawing\tA\t\t"
    folder = pack(tmp_path, rows, good=photograph(), drawing=drawing.encode())
    assert refused(folder) == ("pack_file_not_a_picture", 3)


@pytest.mark.parametrize(
    "inside", ["", "<g/>", '<path d="M0 0"/>', '<path fill="#fff" d="M0 0h9v9z"/>', '<path d="nothing"/>']
)
def test_a_drawing_that_shows_nothing_is_refused(tmp_path: Path, inside: str) -> None:
    assert refused(pack(tmp_path, "a\tdrawing\tA\t\t", drawing=SVG.format(inside).encode())) == (
        "pack_file_not_a_picture",
        2,
    )


def test_a_drawing_with_a_document_type_is_refused(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVG.format("<title>&a;</title>")
    assert refused(pack(tmp_path, "a\tdrawing\tA\t\t", drawing=doctype.encode())) == ("pack_svg_markup", 2)


def test_what_is_wrong_with_the_list_itself_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path) == ("pack_list_missing", 0)
    (tmp_path / "pictures.tsv").write_text("name\tpicture\n")
    assert refused(tmp_path) == ("pack_columns_wrong", 1)
    (tmp_path / "pictures.tsv").write_bytes(HEAD.encode() + b"\xff")
    assert refused(tmp_path) == ("pack_list_not_utf8", 0)
    (tmp_path / "pictures.tsv").write_text(HEAD + "\n" * (picture_packs.MOST_PICTURES + 1))
    assert refused(tmp_path) == ("pack_too_large", 0)
    (tmp_path / "pictures.tsv").write_text(HEAD + "x" * picture_packs.LARGEST_LIST)
    assert refused(tmp_path) == ("pack_list_too_large", 0)
