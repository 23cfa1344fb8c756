"""How much of a box is inked, and what lies round it. Numbers alone: ``marks`` says what they mean."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from channels.slips.finding import Gray, Place
from channels.slips.layout import Box

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


@dataclass(frozen=True, slots=True)
class Measured:
    """Shares from 0 to 1, lengths in millimetres.

    ``outline`` is how much of the printed square was found; ``faint`` and ``plain`` how much of the middle is inked at
    least that dark; ``whole`` the same of all that the square holds; ``reach`` the longest extent of a stroke inside;
    ``spill`` how much of the space round the square is inked; ``through`` that one stroke runs in at one side and
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
    return np.asarray(np.clip(ink, 0, 1), dtype=np.float32)


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
