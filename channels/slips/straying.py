"""What is written on a slip where nothing is asked: on its blank paper, round and through its words, on its open line."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from channels.slips.finding import Gray, Place
from channels.slips.layout import LARGE, STANDARD, Rect, SlipLayout, layout_for
from channels.slips.measuring import PLAIN

Mask = NDArray[np.bool_]

_IN_A_MM = 100
_SCALE = 4
"""Pixels a millimetre."""
_LEAST_MM2, _LEAST_MM = 0.7, 2.2
"""What is smaller is dust."""
_DUST_MM = 1.2
_EDGE_MM = 2.5
_CREASE_MM = 45
_LEAST_HIGH_WORD_MM = 6.0
_HIGHEST_WORD_MM = {STANDARD: 8.5, LARGE: 15.0}
_LONGEST_WORD_MM = {STANDARD: 34.0, LARGE: 70.0}
_RING_MM2 = 3.2
"""What a ring counts for, however thin it is drawn."""
_HOLLOW = 0.27
"""Of its own rectangle that a ring fills, with the letters that it touches."""
_WIDEST_GAP_MM = 7.5
"""Between two printed words of a label there is never as much."""
_ABOVE_THE_LINE_MM = 1.9


def strayed(picture: Gray, place: Place) -> float:
    """How many square millimetres are written where the slip is blank, or over its words."""
    layout = place.layout
    dark = _dark(place.patch(picture, 0, 0, 210.0, layout.height / _IN_A_MM, _SCALE), place.black)
    over = _over_words(dark, layout)
    dark[~_blank(layout.option_count, layout.version)] = False
    return _blots(dark) + over


def written(picture: Gray, place: Place) -> float:
    """How many square millimetres are written on the open lines."""
    total = 0.0
    for line in place.layout.lines:
        left, top = line.x / _IN_A_MM, (line.y - line.room) / _IN_A_MM
        height = line.room / _IN_A_MM - _ABOVE_THE_LINE_MM
        total += _blots(_dark(place.patch(picture, left, top, line.length / _IN_A_MM, height, _SCALE), place.black))
    return total


def _dark(patch: Gray, black: float) -> Mask:
    # The paper's own shade is taken from round about: a fold's shadow and a copier's grey are no ink.
    small = cv2.resize(patch, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), dtype=np.uint8)), 5)
    level = cv2.resize(paper, patch.shape[::-1]).astype(np.float32)
    return np.asarray((level - patch) / np.maximum(level - black, 30.0) > PLAIN, dtype=np.bool_)


def _blots(dark: Mask) -> float:
    """What is large enough to be written, and no crease that runs across the paper."""
    joined = cv2.morphologyEx(dark.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), dtype=np.uint8))
    thick = cv2.dilate(joined, np.ones((5, 3), dtype=np.uint8))
    creases = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, _CREASE_MM * _SCALE), dtype=np.uint8))
    joined[creases > 0] = 0
    total = 0.0
    for wide, high, area in _pieces(np.asarray(joined, dtype=np.uint8)):
        crease = (min(wide, high) < 1.5 and max(wide, high) > 25) or max(wide, high) > 150
        if not crease and max(wide, high) >= _LEAST_MM and area >= _LEAST_MM2:
            total += area
    return float(total)


def _pieces(mask: NDArray[np.uint8]) -> list[tuple[float, float, float]]:
    """Width and height in millimetres, and square millimetres, of all that hangs together."""
    _, _, found, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(mask), connectivity=8)
    return [(row[2] / _SCALE, row[3] / _SCALE, row[4] / _SCALE**2) for row in found[1:].astype(float)]


def _over_words(dark: Mask, layout: SlipLayout) -> float:
    """A ring round a label, a stroke through it, a note behind it."""
    total, words = 0.0, []
    for box in layout.boxes:
        left, top, right, bottom = (round(edge * _SCALE) for edge in _grown(box.label, 1.0))
        more = 2 * _SCALE
        label = dark[max(0, top - more) : bottom + more, left:right].astype(np.uint8)
        total += _after_a_gap(label[2 * more : -2 * more])
        for wide, high, area in _pieces(label):
            long = high > box.label.height / _IN_A_MM or wide > (right - left) / _SCALE - 1
            if min(wide, high) >= 1.5 or not long:
                words.append((wide, high, area))
    # Printed letters are of one size: what towers over them, or is wide, high and hollow, was not printed.
    usual = float(np.percentile([high for _, high, _ in words], 90)) if words else 0.0
    highest = min(_HIGHEST_WORD_MM[layout.version], max(_LEAST_HIGH_WORD_MM, 2 * usual))
    for wide, high, area in words:
        hollow = wide > 2 * usual and high > 1.15 * usual and area < _HOLLOW * wide * high
        if hollow or high > highest or wide > _LONGEST_WORD_MM[layout.version]:
            total += _RING_MM2
    return total


def _after_a_gap(label: NDArray[np.uint8]) -> float:
    # A speck of dust in a gap is no word.
    _, which, found, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(label), connectivity=8)
    large = np.maximum(found[:, 2], found[:, 3]) >= _DUST_MM * _SCALE
    large[0] = False
    label = np.asarray(large[which], dtype=np.uint8)
    columns = np.flatnonzero(label.any(axis=0))
    gaps = np.flatnonzero(np.diff(columns) > _WIDEST_GAP_MM * _SCALE)
    if gaps.size == 0:
        return 0.0
    behind = label > 0
    behind[:, : columns[gaps[0] + 1]] = False
    return _blots(behind)


@lru_cache
def _blank(options: int, version: int) -> Mask:
    """Where nothing is printed, with a margin; boxes, and what a tick may reach round them, are left out too."""
    layout = layout_for(options, version)
    free = np.zeros((round(layout.height / _IN_A_MM * _SCALE), 210 * _SCALE), dtype=bool)
    _fill(free, (13, _EDGE_MM, 210 - 13, layout.height / _IN_A_MM - 6), to=True)
    areas = [layout.title, layout.heading, layout.line_label, layout.filled_in_label, *layout.fiducials]
    areas += [layout.reference] if layout.reference else []
    areas += [box.label for box in layout.boxes]
    areas += [Rect(line.x, line.y - line.room, line.length, line.room + 100) for line in layout.lines]
    for area in areas:
        _fill(free, _grown(area, 1.0), to=False)
    _fill(free, _grown(layout.qr, 2.0), to=False)
    for box in layout.boxes:
        _fill(free, _grown(Rect(box.x, box.y, box.size, box.size), 3.2), to=False)
    return free


def _grown(area: Rect, by: float) -> tuple[float, float, float, float]:
    left, top, right, bottom = (edge / _IN_A_MM for edge in (area.x, area.y, area.right, area.bottom))
    return left - by, top - by, right + by, bottom + by


def _fill(free: Mask, edges: tuple[float, float, float, float], *, to: bool) -> None:
    left, top, right, bottom = (max(0, round(edge * _SCALE)) for edge in edges)
    free[top:bottom, left:right] = to
