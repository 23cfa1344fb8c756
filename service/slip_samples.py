"""Letters with slips to try a scanner with: the real letter, the real slip, nobody's address."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pikepdf

from channels.letter.document import LetterDocument, SenderBlock
from channels.letter.render import render_letter
from channels.slips.layout import SHEET_HEIGHT, SHEET_WIDTH, SlipLayout, group_names, layout_for
from service.domain import codes

_IN_A_MM = 100
_OPTIONS = ("Monday 7 December", "Tuesday 8 December", "Wednesday 9 December")


@dataclass(frozen=True, slots=True)
class Samples:
    """``fields`` says what stands where: millimetres from the top left of the page, pages from 0."""

    pdf: bytes
    fields: dict[str, object]


def sample(count: int) -> Samples:
    """``count`` letters of one page each, every one with a code of its own."""
    printed = [codes.new_code() for _ in range(count)]
    layout = layout_for(len(_OPTIONS))
    with pikepdf.Pdf.new() as together:
        for code in printed:
            with pikepdf.open(io.BytesIO(render_letter(_letter(code)).pdf)) as one:
                together.pages.extend(one.pages)
        whole = io.BytesIO()
        together.save(whole)
    fields: dict[str, object] = {
        "page_mm": [SHEET_WIDTH / _IN_A_MM, SHEET_HEIGHT / _IN_A_MM],
        "groups": [group for page in range(count) for group in _groups(layout, page)],
        "text": [line for page in range(count) for line in _lines(layout, page)],
        "codes": printed,
    }
    return Samples(whole.getvalue(), fields)


def _letter(code: str) -> LetterDocument:
    return LetterDocument(
        address=("The Sample", "1 Example Street", "Riverside", "RV1 2AB"),
        date="22 November 2026",
        reference=codes.show(code),
        sender=SenderBlock("Adult social care", "01632 960 100", ("Riverside Council", "Town Hall", "Riverside", "RV1 2AB")),
        greeting="Hello,",
        paragraphs=("This letter was printed to try a scanner with.",),
        contact_line="To talk to someone, ring 01632 960 100.",
        question="What day will we visit you?",
        options=_OPTIONS,
    )


def _groups(layout: SlipLayout, page: int) -> list[dict[str, object]]:
    return [{"id": name, "boxes": [_box(layout, box, page) for box in boxes]} for name, boxes in group_names(layout).items()]


def _box(layout: SlipLayout, name: str, page: int) -> dict[str, object]:
    box = layout.box(name)
    size = box.size / _IN_A_MM
    return {"id": name, "page": page, "x": box.x / _IN_A_MM, "y": (layout.page_top + box.y) / _IN_A_MM, "w": size, "h": size}


def _lines(layout: SlipLayout, page: int) -> list[dict[str, object]]:
    return [
        {
            "id": f"line_{number}",
            "page": page,
            "x": line.x / _IN_A_MM,
            "y": (layout.page_top + line.y - line.room) / _IN_A_MM,
            "w": line.length / _IN_A_MM,
            "h": line.room / _IN_A_MM,
        }
        for number, line in enumerate(layout.lines, start=1)
    ]
