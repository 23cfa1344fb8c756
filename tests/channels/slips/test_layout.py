from __future__ import annotations

from itertools import combinations
from math import dist

import pytest

from channels.slips.layout import (
    BOX_PITCH,
    FILLED_IN_BY,
    MOST_OPTIONS,
    QR_QUIET_ZONE,
    QR_SIZE,
    REQUESTS,
    SHEET_HEIGHT,
    SHEET_WIDTH,
    VERSIONS,
    Rect,
    SlipLayout,
    UnknownLayout,
    layout_for,
)

LAYOUTS = [layout_for(count, version) for version in VERSIONS for count in range(MOST_OPTIONS + 1)]


def marks(slip: SlipLayout) -> list[Rect]:
    """Everything that is printed or written on, as rectangles."""
    boxes = [Rect(box.x, box.y, box.size, box.size) for box in slip.boxes]
    lines = [Rect(line.x, line.y - line.room, line.length, line.room) for line in slip.lines]
    words = [slip.title, slip.heading, slip.line_label, slip.filled_in_label]
    if slip.reference is not None:
        words.append(slip.reference)
    quiet = Rect(
        slip.qr.x - QR_QUIET_ZONE, slip.qr.y - QR_QUIET_ZONE, QR_SIZE + 2 * QR_QUIET_ZONE, QR_SIZE + 2 * QR_QUIET_ZONE
    )
    return [*boxes, *lines, *words, quiet, *(box.label for box in slip.boxes), *slip.fiducials]


def overlap(one: Rect, other: Rect) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


@pytest.mark.parametrize("slip", LAYOUTS, ids=lambda slip: f"v{slip.version}-{slip.option_count}")
def test_nothing_on_a_slip_touches_anything_else(slip: SlipLayout) -> None:
    assert [(one, other) for one, other in combinations(marks(slip), 2) if overlap(one, other)] == []


@pytest.mark.parametrize("slip", LAYOUTS, ids=lambda slip: f"v{slip.version}-{slip.option_count}")
def test_a_slip_keeps_the_printers_margins_and_the_sheet(slip: SlipLayout) -> None:
    assert slip.page_top + slip.height == SHEET_HEIGHT
    assert slip.page_top >= 5_00
    for mark in (*slip.fiducials, slip.qr, *(Rect(box.x, box.y, box.size, box.size) for box in slip.boxes)):
        assert mark.x >= 15_00
        assert mark.right <= SHEET_WIDTH - 15_00
        assert mark.y > 0
        assert mark.bottom <= slip.height - 5_00
    for box in slip.boxes:
        assert box.label.right <= SHEET_WIDTH - 15_00


@pytest.mark.parametrize("slip", LAYOUTS, ids=lambda slip: f"v{slip.version}-{slip.option_count}")
def test_a_generous_tick_stays_nearer_to_its_own_box_than_to_the_next(slip: SlipLayout) -> None:
    assert min(dist(one.centre, other.centre) for one, other in combinations(slip.boxes, 2)) >= BOX_PITCH


@pytest.mark.parametrize("version", VERSIONS)
def test_the_names_of_the_boxes_are_the_words_that_replies_are_read_by(version: int) -> None:
    fixed = (*REQUESTS, *FILLED_IN_BY)

    assert tuple(box.name for box in layout_for(0, version).boxes) == ("clear", "not_clear", *fixed)
    assert tuple(box.name for box in layout_for(2, version).boxes) == ("option_1", "option_2", *fixed)
    assert fixed == ("call_me", "visit_me", "write_differently", "by_me", "with_help", "by_someone_else")


def test_a_box_is_found_by_its_name_alone() -> None:
    slip = layout_for(3)

    assert slip.box("option_3").name == "option_3"
    with pytest.raises(KeyError):
        slip.box("option_4")


def test_slips_already_posted_can_be_read_for_ever() -> None:
    # Golden figures: whoever changes them has to add a version instead.
    first = layout_for(2)
    assert (first.version, first.height) == (1, 103_00)
    assert (first.box("option_2").x, first.box("option_2").y) == (15_00, 38_50)
    assert (first.box("call_me").x, first.box("by_someone_else").x) == (86_00, 132_00)
    large = layout_for(5, 2)
    assert (large.height, large.box("option_5").y, large.box("by_someone_else").y) == (279_00, 139_50, 264_00)


@pytest.mark.parametrize(("count", "version"), [(-1, 1), (6, 1), (0, 0), (0, 3)])
def test_a_slip_that_was_never_printed_has_no_geometry(count: int, version: int) -> None:
    with pytest.raises(UnknownLayout):
        layout_for(count, version)
