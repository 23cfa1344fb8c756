"""Where everything stands on a tear-off slip: one geometry for the printer, the scanner and the simulator.

Every length is a whole number of hundredths of a millimetre. ``x`` runs from the left edge of the A4 sheet, ``y`` from
the tear line downwards; the slip reaches to the foot of the sheet, so a point is at ``page_top + y`` on the page.
Nothing is printed nearer than 15 mm to the sides or 5 mm to the foot (DOMAIN.md §5).

A geometry is fixed by its version and its number of options, and both are in the QR code (``payload``): a slip can be
read for as long as its version is kept here. Never change a version that has been posted; add one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

SHEET_WIDTH, SHEET_HEIGHT = 210_00, 297_00

STANDARD = 1
"""Two columns at the foot of a letter, for labels of up to two lines in 14 pt."""
LARGE = 2
"""One column, for labels of up to two lines in 28 pt."""
VERSIONS = (STANDARD, LARGE)
MOST_OPTIONS = 5

CLEAR, NOT_CLEAR = "clear", "not_clear"
REQUESTS = ("call_me", "visit_me", "write_differently")
FILLED_IN_BY = ("by_me", "with_help", "by_someone_else")
ANSWER, REQUEST, FILLED_IN = "answer", "request", "filled_in_by"
"""Boxes that stand together."""

BOX_SIZE = 6_00
BOX_PITCH = 12_00
"""The least distance between two boxes, centre to centre: nearer, and a generous tick is read in both (DESIGN.md §1)."""
QR_SIZE = 25_00
QR_QUIET_ZONE = 4_80
"""Four modules of a 21-module symbol, kept white on every side (ISO/IEC 18004)."""
FIDUCIAL_SIZE = 5_00

_LEFT, _RIGHT = 15_00, 195_00
_FIDUCIAL_FROM_TOP, _FIDUCIAL_FROM_FOOT = 4_00, 10_00


class UnknownLayout(ValueError):
    """No slip was ever printed with this version or this number of options."""


@dataclass(frozen=True, slots=True)
class Rect:
    """``x`` and ``y`` of the top left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Box:
    """A square to tick, by its outer edge; ``label`` is the room for its words."""

    name: str
    x: int
    y: int
    size: int
    label: Rect

    @property
    def centre(self) -> tuple[int, int]:
        return self.x + self.size // 2, self.y + self.size // 2


@dataclass(frozen=True, slots=True)
class WritingLine:
    """A line to write on: the hand has ``room`` above it."""

    x: int
    y: int
    length: int
    room: int


@dataclass(frozen=True, slots=True)
class SlipLayout:
    """``fiducials`` are filled squares: top left, top right, foot left, foot right. The other areas are room for words.

    ``reference`` is None where the code is shown in the title.
    """

    version: int
    option_count: int
    height: int
    boxes: tuple[Box, ...]
    qr: Rect
    fiducials: tuple[Rect, Rect, Rect, Rect]
    lines: tuple[WritingLine, ...]
    title: Rect
    heading: Rect
    reference: Rect | None
    line_label: Rect
    filled_in_label: Rect

    @property
    def page_top(self) -> int:
        """Where the tear line is, from the top of the sheet."""
        return SHEET_HEIGHT - self.height

    def box(self, name: str) -> Box:
        """Raises ``KeyError``."""
        for box in self.boxes:
            if box.name == name:
                return box
        raise KeyError(name)


def answer_names(option_count: int) -> tuple[str, ...]:
    """The boxes that answer the letter: one for each option, counted from 1, or whether it is clear where none is asked."""
    if option_count == 0:
        return CLEAR, NOT_CLEAR
    return tuple(f"option_{number}" for number in range(1, option_count + 1))


def group_names(layout: SlipLayout) -> dict[str, tuple[str, ...]]:
    """Every group of a slip with its boxes, in the slip's order."""
    return {ANSWER: answer_names(layout.option_count), REQUEST: REQUESTS, FILLED_IN: FILLED_IN_BY}


@cache
def layout_for(option_count: int, version: int = STANDARD) -> SlipLayout:
    """The slip for a question with ``option_count`` options (0: nothing to choose). Raises ``UnknownLayout``."""
    if not 0 <= option_count <= MOST_OPTIONS:
        raise UnknownLayout(f"a slip has 0 to {MOST_OPTIONS} options")
    if version == STANDARD:
        return _standard(option_count)
    if version == LARGE:
        return _large(option_count)
    raise UnknownLayout(f"slips have versions {VERSIONS}")


def _standard(option_count: int) -> SlipLayout:
    first_row, label_height = 29_50, 11_50
    answers = answer_names(option_count)
    rows_end = first_row + BOX_PITCH * (max(len(answers), len(REQUESTS)) - 1) + label_height // 2
    line_label = Rect(_LEFT, rows_end + 75, _RIGHT - _LEFT, 7_00)
    line = WritingLine(_LEFT, line_label.bottom + 10_00, _RIGHT - _LEFT, 10_00)
    filled_in_label = Rect(_LEFT, line.y + 2_00, _RIGHT - _LEFT, 7_00)
    filled_in_row = filled_in_label.bottom + 6_00
    return SlipLayout(
        version=STANDARD,
        option_count=option_count,
        height=(height := filled_in_row + 11_00),
        boxes=(
            *(_box(name, 15_00, first_row + BOX_PITCH * row, 59_00, label_height) for row, name in enumerate(answers)),
            *(_box(name, 86_00, first_row + BOX_PITCH * row, 60_00, label_height) for row, name in enumerate(REQUESTS)),
            *(_box(name, 26_00 + 53_00 * row, filled_in_row, 42_00, label_height) for row, name in enumerate(FILLED_IN_BY)),
        ),
        qr=_QR,
        fiducials=_fiducials(height),
        lines=(line,),
        title=Rect(24_00, 3_00, 132_00, 7_00),
        heading=Rect(_LEFT, 10_50, 142_00, 12_50),
        reference=Rect(155_50, 44_50, 38_00, 8_00),
        line_label=line_label,
        filled_in_label=filled_in_label,
    )


def _large(option_count: int) -> SlipLayout:
    one_line, two_lines, line_height = 13_00, 25_00, 12_50
    boxes: list[Box] = []
    y = 30_00

    def add_rows(names: tuple[str, ...], row_height: int) -> None:
        nonlocal y
        for name in names:
            # Beside the code there is less room for words.
            label_width = 120_00 if y < _QR.bottom + QR_QUIET_ZONE else 158_00
            boxes.append(_box(name, 26_00, y + row_height // 2, label_width, row_height - 50))
            y += row_height

    add_rows(answer_names(option_count), two_lines)
    add_rows(REQUESTS, one_line)
    line_label = Rect(26_00, y + 1_00, _RIGHT - 26_00, line_height)
    line = WritingLine(26_00, line_label.bottom + 13_00, _RIGHT - 26_00, 13_00)
    filled_in_label = Rect(26_00, line.y + 1_50, _RIGHT - 26_00, line_height)
    y = filled_in_label.bottom
    # The last words stay clear of the mark in the foot's right corner.
    for name in FILLED_IN_BY:
        boxes.append(_box(name, 26_00, y + one_line // 2, 150_00, one_line - 50))
        y += one_line
    return SlipLayout(
        version=LARGE,
        option_count=option_count,
        height=(height := y + 5_50),
        boxes=tuple(boxes),
        qr=_QR,
        fiducials=_fiducials(height),
        lines=(line,),
        title=Rect(26_00, 3_50, 130_00, 12_50),
        heading=Rect(26_00, 17_00, 130_00, line_height),
        reference=None,
        line_label=line_label,
        filled_in_label=filled_in_label,
    )


_QR = Rect(162_00, 14_00, QR_SIZE, QR_SIZE)


def _box(name: str, x: int, centre_y: int, label_width: int, label_height: int) -> Box:
    label = Rect(x + BOX_SIZE + 3_00, centre_y - label_height // 2, label_width, label_height)
    return Box(name, x, centre_y - BOX_SIZE // 2, BOX_SIZE, label)


def _fiducials(height: int) -> tuple[Rect, Rect, Rect, Rect]:
    right, foot = _RIGHT - FIDUCIAL_SIZE, height - _FIDUCIAL_FROM_FOOT
    return (
        Rect(_LEFT, _FIDUCIAL_FROM_TOP, FIDUCIAL_SIZE, FIDUCIAL_SIZE),
        Rect(right, _FIDUCIAL_FROM_TOP, FIDUCIAL_SIZE, FIDUCIAL_SIZE),
        Rect(_LEFT, foot, FIDUCIAL_SIZE, FIDUCIAL_SIZE),
        Rect(right, foot, FIDUCIAL_SIZE, FIDUCIAL_SIZE),
    )
