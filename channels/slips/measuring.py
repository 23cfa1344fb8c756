"""How much of a box is inked, and what lies around it. Numbers alone: ``marks`` says what they mean."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from channels.slips.finding import Gray, Place
from channels.slips.layout import LARGE, STANDARD, Box, Rect, SlipLayout

_IN_A_MM = 100
_SCALE = 10
"""Pixels a millimetre of a box's patch."""
_ROUND_MM = 4.0
_STROKE_MM = 0.4
_INNER_MM = 3.6
_LABEL_FROM_MM = 2.6
"""The words of a box begin 3 mm to its right: what is nearer is nobody's print."""
_SHIFT_MM = 1.3
"""How far paper that isn't flat may move a box from where the corners say."""
FAINT, PLAIN = 0.16, 0.30
"""Of the way from paper to ink: pencil at its lightest, and a pen."""
_DUST_MM, _SHORTEST_SPILL_MM = 0.9, 1.6
_CREASE = 20
"""Per cent of a row that may be lighter than a crease in it."""
_PAGE_SCALE = 4
_SMALLEST_WRITING_MM2, _SMALLEST_WRITING_MM = 0.7, 2.2
_EDGE_MM = 2.5
_LEAST_HIGH_WORD_MM = 6.0
_LEAST_RING_MM2 = 3.2
_CREASE_MM = 45
_WIDEST_GAP_MM = 7.5
"""Between two printed words of a label there is never as much."""
_HIGHEST_WORD_MM = {STANDARD: 8.5, LARGE: 15.0}
_LONGEST_WORD_MM = {STANDARD: 34.0, LARGE: 70.0}


@dataclass(frozen=True, slots=True)
class Measured:
    """Shares from 0 to 1, lengths in millimetres.

    ``outline`` is how much of the printed square was found; ``faint`` and ``plain`` how much of the middle is inked at
    least that dark; ``whole`` the same of all that the square holds; ``reach`` the longest extent of a stroke that crosses the
    inside; ``spill`` how much of the space round the square is inked; ``through`` that one stroke runs in at one side and
    out at the other, far beyond both.
    """

    outline: float
    faint: float
    plain: float
    whole: float
    reach: float
    spill: float
    through: bool


def measure(picture: Gray, place: Place, box: Box) -> Measured:
    size = box.size / _IN_A_MM
    side = size + 2 * _ROUND_MM
    patch = place.patch(picture, box.x / _IN_A_MM - _ROUND_MM, box.y / _IN_A_MM - _ROUND_MM, side, side, _SCALE)
    ink = inked(patch, place.black)
    left, top, outline = _square(ink, size)
    inner = _middle(ink, left, top, size, _INNER_MM)
    full = _middle(ink, left, top, size, size - 2 * _STROKE_MM - 0.5)
    around, limits = _around(ink, left, top, size)
    return Measured(
        outline=outline,
        faint=_share(_without_dust(inner, FAINT, _DUST_MM), 0.5),
        plain=_share(inner, PLAIN),
        whole=_share(full, PLAIN),
        reach=_reach(full),
        spill=float(_without_dust(ink * around, FAINT, _SHORTEST_SPILL_MM)[around].mean()),
        through=_runs_through(ink, limits, left, top, size),
    )


def inked(patch: Gray, black: float) -> NDArray[np.float32]:
    """0 where there is paper, 1 where there is ink, whatever the light: paper is what most of the patch is made of."""
    smooth = cv2.GaussianBlur(patch, (0, 0), 0.12 * _SCALE).astype(np.float32)
    paper = float(np.percentile(smooth, 80))
    ink = (paper - smooth) / max(paper - black, 30.0)
    # A crease runs straight through; no mark fills nearly all of a row that is more than twice as wide as its box.
    ink -= np.clip(np.percentile(ink, _CREASE, axis=1, keepdims=True), 0, None)
    ink -= np.clip(np.percentile(ink, _CREASE, axis=0, keepdims=True), 0, None)
    return np.clip(ink, 0, 1).astype(np.float32)


def written(picture: Gray, place: Place, line: Rect, keep_out: float = 1.9) -> float:
    """How many square millimetres are inked in an area where nothing is printed but a line at its foot."""
    x, y = line.x / _IN_A_MM, line.y / _IN_A_MM
    width, height = line.width / _IN_A_MM, line.height / _IN_A_MM - keep_out
    patch = place.patch(picture, x, y, width, height, _PAGE_SCALE)
    return _blots(_dark(patch, place.black))


def strayed(picture: Gray, place: Place) -> float:
    """How many square millimetres are written where the slip is blank: beside boxes, between words, over the edge."""
    layout = place.layout
    width, height = 210.0, layout.height / _IN_A_MM
    patch = place.patch(picture, 0, 0, width, height, _PAGE_SCALE)
    dark = _dark(patch, place.black)
    over = _over_words(dark, layout)
    dark[~_blank(layout)] = False
    return _blots(dark) + over


def _over_words(dark: NDArray[np.bool_], layout: SlipLayout) -> float:
    """A ring round a label, or a stroke through it: higher or longer than any printed word in one piece."""
    total, pieces = 0.0, []
    for box in layout.boxes:
        left, top, right, bottom = (round(edge * _PAGE_SCALE) for edge in _grown(box.label, 1.0))
        more = 2 * _PAGE_SCALE
        label = dark[max(0, top - more) : bottom + more, left:right].astype(np.uint8)
        total += _after_a_gap(label[2 * more : -2 * more])
        count, _, found, _ = cv2.connectedComponentsWithStats(label, connectivity=8)
        for at in range(1, count):
            wide, high = found[at, 2] / _PAGE_SCALE, found[at, 3] / _PAGE_SCALE
            crease = min(wide, high) < 1.5 and (
                high > box.label.height / _IN_A_MM or wide > (right - left) / _PAGE_SCALE - 1
            )
            if not crease:
                pieces.append((wide, high))
    # Printed letters are of one size: what towers over them was not printed.
    usual = float(np.percentile([high for _, high in pieces], 90)) if pieces else 0.0
    highest = min(_HIGHEST_WORD_MM[layout.version], max(_LEAST_HIGH_WORD_MM, 2 * usual))
    return total + sum(_LEAST_RING_MM2 for wide, high in pieces if high > highest or wide > _LONGEST_WORD_MM[layout.version])


def _after_a_gap(label: NDArray[np.uint8]) -> float:
    """What is written behind the printed words."""
    inked_columns = np.flatnonzero(label.any(axis=0))
    if inked_columns.size == 0:
        return 0.0
    gaps = np.flatnonzero(np.diff(inked_columns) > _WIDEST_GAP_MM * _PAGE_SCALE)
    if gaps.size == 0:
        return 0.0
    behind = np.zeros(label.shape, dtype=bool)
    behind[:, inked_columns[gaps[0] + 1] :] = True
    return _blots(np.asarray((label > 0) & behind))


_blank_areas: dict[tuple[int, int], NDArray[np.bool_]] = {}


def _blank(layout: SlipLayout) -> NDArray[np.bool_]:
    """Where nothing is printed, with a margin; boxes and what a tick may reach round them are left out too."""
    key = (layout.version, layout.option_count)
    if key not in _blank_areas:
        free = np.zeros((round(layout.height / _IN_A_MM * _PAGE_SCALE), 210 * _PAGE_SCALE), dtype=bool)
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
        _blank_areas[key] = free
    return _blank_areas[key]


def _grown(area: Rect, by: float) -> tuple[float, float, float, float]:
    return (
        area.x / _IN_A_MM - by,
        area.y / _IN_A_MM - by,
        area.right / _IN_A_MM + by,
        area.bottom / _IN_A_MM + by,
    )


def _fill(free: NDArray[np.bool_], edges: tuple[float, float, float, float], *, to: bool) -> None:
    left, top, right, bottom = (max(0, round(edge * _PAGE_SCALE)) for edge in edges)
    free[top:bottom, left:right] = to


def _square(ink: NDArray[np.float32], size: float) -> tuple[int, int, float]:
    """Where the printed square really is, and how much of it is there."""
    side, stroke = round(size * _SCALE), max(1, round(_STROKE_MM * _SCALE))
    model = np.zeros((side, side), dtype=np.float32)
    model[:stroke] = model[-stroke:] = 1
    model[:, :stroke] = model[:, -stroke:] = 1
    middle, shift = round(_ROUND_MM * _SCALE), round(_SHIFT_MM * _SCALE)
    near = ink[middle - shift : middle + side + shift, middle - shift : middle + side + shift]
    # Thin pens and a copier's loss make it lighter than ink: half as dark is as good as all.
    sums = cv2.matchTemplate(np.clip(near * 2, 0, 1).astype(np.float32), model, cv2.TM_CCORR) / model.sum()
    _, best, _, at = cv2.minMaxLoc(sums)
    return middle - shift + at[0], middle - shift + at[1], float(best)


def _middle(ink: NDArray[np.float32], left: int, top: int, size: float, width: float) -> NDArray[np.float32]:
    edge, side = round((size - width) / 2 * _SCALE), round(width * _SCALE)
    return ink[top + edge : top + edge + side, left + edge : left + edge + side]


def _share(ink: NDArray[np.float32], level: float) -> float:
    return float(np.mean(ink > level)) if ink.size else 0.0


def _without_dust(ink: NDArray[np.float32], level: float, least: float) -> NDArray[np.float32]:
    """1 where something at least ``least`` millimetres long is at least that dark."""
    count, which, found, _ = cv2.connectedComponentsWithStats((ink > level).astype(np.uint8), connectivity=8)
    long = np.hypot(found[:count, 2], found[:count, 3]) >= least * _SCALE
    long[0] = False
    return np.asarray(long[which], dtype=np.float32)


def _reach(inside: NDArray[np.float32]) -> float:
    count, _, found, _ = cv2.connectedComponentsWithStats((inside > PLAIN).astype(np.uint8), connectivity=8)
    longest = max((float(np.hypot(found[at, 2], found[at, 3])) for at in range(1, count)), default=0.0)
    return longest / _SCALE


def _around(
    ink: NDArray[np.float32], left: int, top: int, size: float
) -> tuple[NDArray[np.bool_], tuple[int, int, int, int]]:
    side, gap = round(size * _SCALE), round(0.5 * _SCALE)
    far = round(2.4 * _SCALE)
    limits = (left - far, top - far, left + side + round(_LABEL_FROM_MM * _SCALE) - 2, top + side + far)
    space = np.zeros(ink.shape, dtype=bool)
    space[max(0, limits[1]) : limits[3], max(0, limits[0]) : limits[2]] = True
    space[top - gap : top + side + gap, left - gap : left + side + gap] = False
    return space, limits


def _runs_through(ink: NDArray[np.float32], limits: tuple[int, int, int, int], left: int, top: int, size: float) -> bool:
    """Whether a stroke enters and leaves at opposite sides and goes on: a word written over the box, or it struck out."""
    first_x, first_y, last_x, last_y = limits
    side = round(size * _SCALE)
    dark = ink > PLAIN
    rows = slice(max(0, top), top + side)
    columns = slice(max(0, left), left + side)
    out_left = dark[rows, max(0, first_x) : left - 8].any(axis=0)
    out_right = dark[rows, left + side + 8 : last_x].any(axis=0)
    out_top = dark[max(0, first_y) : top - 8, columns].any(axis=1)
    out_foot = dark[top + side + 8 : last_y, columns].any(axis=1)
    across = out_left.mean() > 0.6 and out_right.mean() > 0.6 if out_left.size and out_right.size else False
    down = out_top.mean() > 0.6 and out_foot.mean() > 0.6 if out_top.size and out_foot.size else False
    return bool(across or down)
