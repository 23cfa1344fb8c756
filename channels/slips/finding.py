"""Where a slip lies in a picture: its code, then its four corner marks, then one mapping from the geometry to pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from channels.slips.layout import Rect, SlipLayout, layout_for
from channels.slips.payload import NotASlip, Payload, PayloadError, parse_payload

Gray = NDArray[np.uint8]
"""A picture, 0 black to 255 white, rows from the top."""
Points = NDArray[np.float64]
"""Rows of ``x, y``."""

_IN_A_MM = 100
_FINE = 8
"""Pixels a millimetre while a corner mark is looked for."""
_WINDOW_MM = 13
_MARK_MM, _ROUND_MARK_MM = 5, 1.2
_LIKE_ENOUGH = 0.72
_FEWEST_MARKS = 3
_FARTHEST_OFF_MM = 2.0
_SMALLEST_CODE = 40
"""Pixels across: no code is read from fewer."""
_MOST_ENLARGED = 6_000_000
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


class UnreadableCode(ValueError):
    """A code of ours that names no slip we can read; ``code`` is a stable word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Place:
    """``to_pixels`` maps millimetres of the slip (from its tear line) to the picture; ``black`` is its ink, 0 to 255."""

    payload: Payload
    layout: SlipLayout
    to_pixels: Points
    marks_found: int
    black: float

    def patch(self, picture: Gray, left: float, top: float, width: float, height: float, scale: float) -> Gray:
        """A rectangle of the slip (millimetres), upright, at ``scale`` pixels a millimetre; white beyond the picture."""
        onto = np.array([[1 / scale, 0, left], [0, 1 / scale, top], [0, 0, 1]])
        size = (round(width * scale), round(height * scale))
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        warped = cv2.warpPerspective(picture, self.to_pixels @ onto, size, flags=flags, borderValue=(255,))
        return np.asarray(warped, dtype=np.uint8)


def codes_in(picture: Gray) -> Iterator[tuple[Payload | UnreadableCode, Points]]:
    """Each of our codes, and the corners of its symbol: top left, top right, foot right, foot left as printed."""
    for treated, scale in _treatments(picture):
        codes = zxingcpp.read_barcodes(treated, formats=_QR)
        for found in codes:
            at = found.position
            corners = np.array(
                [(p.x, p.y) for p in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)], dtype=np.float64
            )
            corners /= scale
            try:
                yield parse_payload(found.text), corners
            except NotASlip:
                continue
            except PayloadError as error:
                yield UnreadableCode(error.code), corners
        if codes:
            return


def _treatments(picture: Gray) -> Iterator[tuple[Gray, int]]:
    """As it is; then with noise smoothed away; then with the light evened out; then larger. With each, how much larger."""
    yield picture, 1
    if min(picture.shape) < _SMALLEST_CODE:
        return
    yield np.asarray(cv2.GaussianBlur(picture, (5, 5), 0), dtype=np.uint8), 1
    even = cv2.adaptiveThreshold(
        cv2.medianBlur(picture, 3), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, _odd(picture.shape[1] // 30), 12
    )
    yield np.asarray(even, dtype=np.uint8), 1
    if picture.size <= _MOST_ENLARGED:
        yield np.asarray(cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), dtype=np.uint8), 2


def place(picture: Gray, payload: Payload, corners: Points) -> Place | None:
    """The slip of a code. ``None`` where too few of its marks are there, or they don't lie as printed."""
    layout = layout_for(payload.options, payload.version)
    known = _corners(layout.qr)
    seen = corners
    mapping = _similar(known, seen)
    found = 0
    # The nearest first: each mark that is found makes the guess for the next one better.
    for mark in sorted(layout.fiducials, key=lambda mark: _apart(mark, layout.qr)):
        guess = Place(payload, layout, mapping, found, 0)
        centre = _mark_centre(picture, guess, mark)
        if centre is None:
            continue
        found += 1
        known = np.vstack([known, _centre(mark)])
        seen = np.vstack([seen, centre])
        mapping = _mapping(known, seen, found)
    if found < _FEWEST_MARKS or _worst(mapping, known, seen) > _FARTHEST_OFF_MM:
        return None
    return Place(payload, layout, mapping, found, _black(picture, Place(payload, layout, mapping, found, 0)))


def _mark_centre(picture: Gray, guess: Place, mark: Rect) -> Points | None:
    x, y = _centre(mark)
    left, top = x - _WINDOW_MM, y - _WINDOW_MM
    window = guess.patch(picture, left, top, 2 * _WINDOW_MM, 2 * _WINDOW_MM, _FINE)
    edge = round(_ROUND_MARK_MM * _FINE)
    side = _MARK_MM * _FINE
    model = np.full((side + 2 * edge, side + 2 * edge), 255, dtype=np.uint8)
    model[edge : edge + side, edge : edge + side] = 0
    likeness = cv2.matchTemplate(window, model, cv2.TM_CCOEFF_NORMED)
    _, best, _, at = cv2.minMaxLoc(likeness)
    if best < _LIKE_ENOUGH:
        return None
    half = model.shape[0] / 2
    spot = np.array([left + (at[0] + half) / _FINE, top + (at[1] + half) / _FINE])
    return np.asarray(_apply(guess.to_pixels, spot[None])[0], dtype=np.float64)


def _black(picture: Gray, place: Place) -> float:
    inks = []
    for mark in place.layout.fiducials:
        x, y = _centre(mark)
        inks.append(float(np.median(place.patch(picture, x - 1.5, y - 1.5, 3, 3, 4))))
    return float(np.median(inks))


def _similar(known: Points, seen: Points) -> Points:
    """Turned, scaled and moved alone (Umeyama 1991): a few points near each other say no more with certainty."""
    about, onto = known.mean(axis=0), seen.mean(axis=0)
    one, other = (known - about) @ [1, 1j], (seen - onto) @ [1, 1j]
    turn = np.vdot(one, other) / np.vdot(one, one)
    linear = np.array([[turn.real, -turn.imag], [turn.imag, turn.real]])
    return np.vstack([np.column_stack([linear, onto - linear @ about]), [0, 0, 1]])


def _mapping(known: Points, seen: Points, found: int) -> Points:
    """As much freedom as the marks that were found allow: a similarity, an affinity, a perspective."""
    if found >= _FEWEST_MARKS:
        perspective, _ = cv2.findHomography(known, seen, 0)
        if perspective is not None:
            return np.asarray(perspective, dtype=np.float64)
    if found == _FEWEST_MARKS - 1:
        affine, *_ = np.linalg.lstsq(np.column_stack([known, np.ones(len(known))]), seen, rcond=None)
        return np.vstack([affine.T, [0, 0, 1]])
    return _similar(known, seen)


def _worst(mapping: Points, known: Points, seen: Points) -> float:
    """The largest miss, in millimetres of the slip."""
    back = _apply(np.asarray(np.linalg.inv(mapping), dtype=np.float64), seen)
    return float(np.max(np.linalg.norm(back - known, axis=1)))


def _apply(mapping: Points, points: Points) -> Points:
    mapped = np.hstack([points, np.ones((len(points), 1))]) @ mapping.T
    return mapped[:, :2] / mapped[:, 2:]


def _corners(area: Rect) -> Points:
    corners = [(area.x, area.y), (area.right, area.y), (area.right, area.bottom), (area.x, area.bottom)]
    return np.array(corners, dtype=np.float64) / _IN_A_MM


def _centre(area: Rect) -> Points:
    return np.array([area.x + area.width / 2, area.y + area.height / 2]) / _IN_A_MM


def _apart(one: Rect, other: Rect) -> float:
    return float(np.linalg.norm(_centre(one) - _centre(other)))


def _odd(number: int) -> int:
    return max(3, number | 1)
