"""What happens to paper between a kitchen table and a scanner's file."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]


def turned(page: Gray, degrees: float, ground: int = 255) -> Gray:
    height, width = page.shape
    onto = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(
        cv2.warpAffine(page, onto, (width, height), flags=cv2.INTER_LINEAR, borderValue=(ground,)), dtype=np.uint8
    )


def upside_down(page: Gray) -> Gray:
    return np.ascontiguousarray(page[::-1, ::-1])


def on_its_side(page: Gray) -> Gray:
    return np.ascontiguousarray(np.rot90(page))


def seen_askew(page: Gray, rng: Random, most: float = 0.03) -> Gray:
    """As a phone sees it: no corner stays where it was. ``most``: of the page's width."""
    height, width = page.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    inward = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], dtype=np.float32)
    moved = corners + inward * np.array([[rng.uniform(0, most) * width, rng.uniform(0, most) * width] for _ in range(4)])
    onto = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    return np.asarray(cv2.warpPerspective(page, onto, (width, height), borderValue=(120,)), dtype=np.uint8)


def bent(page: Gray, rng: Random, millimetres: float, per_mm: float) -> Gray:
    """Paper that does not lie flat: rows move sideways, columns up and down."""
    height, width = page.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    wave, phase = rng.uniform(120, 250) * per_mm, rng.uniform(0, 6)
    by = millimetres * per_mm
    dx = (by * np.sin(y / wave * 6.28 + phase)).astype(np.float32)
    dy = (by * np.sin(x / wave * 6.28 + phase)).astype(np.float32)
    return np.asarray(cv2.remap(page, x + dx, y + dy, cv2.INTER_LINEAR, borderValue=(255,)), dtype=np.uint8)


def blurred(page: Gray, millimetres: float, per_mm: float) -> Gray:
    return np.asarray(cv2.GaussianBlur(page, (0, 0), millimetres * per_mm), dtype=np.uint8)


def copied(page: Gray, rng: Random) -> Gray:
    """A grey photocopy: less contrast, a shade of its own, grain."""
    grain = np.random.default_rng(rng.randrange(1 << 30)).normal(0, rng.uniform(3, 9), page.shape)
    low, high = rng.uniform(20, 60), rng.uniform(205, 245)
    return np.asarray(np.clip(low + page.astype(np.float32) / 255 * (high - low) + grain, 0, 255), dtype=np.uint8)


def shaded(page: Gray, rng: Random) -> Gray:
    """Light from one side."""
    height, width = page.shape
    fall = np.linspace(1.0, rng.uniform(0.6, 0.9), width, dtype=np.float32)[None]
    down = np.linspace(1.0, rng.uniform(0.75, 1.0), height, dtype=np.float32)[:, None]
    return np.asarray(np.clip(page * fall * down, 0, 255), dtype=np.uint8)


def folded(page: Gray, rng: Random, per_mm: float) -> Gray:
    """A crease: a soft shadow beside a thin, darker line."""
    out = page.astype(np.float32)
    for _ in range(rng.randint(1, 2)):
        at = rng.uniform(0.1, 0.9) * page.shape[0]
        rows = np.arange(page.shape[0], dtype=np.float32)
        shadow = 40 * np.exp(-(((rows - at) / (3 * per_mm)) ** 2)) + 50 * np.exp(-(((rows - at) / (0.2 * per_mm)) ** 2))
        out -= shadow[:, None]
    return np.asarray(np.clip(out, 0, 255), dtype=np.uint8)


def specked(page: Gray, rng: Random) -> Gray:
    """Dust on the glass."""
    out = page.copy()
    for _ in range(rng.randint(20, 120)):
        spot = (rng.randrange(page.shape[1]), rng.randrange(page.shape[0]))
        cv2.circle(out, spot, rng.randint(1, 2), (rng.randint(0, 120),), -1)
    return out


def at_dpi(page: Gray, now: int, then: int) -> Gray:
    scale = then / now
    return np.asarray(cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def jpeg(page: Gray, quality: int) -> bytes:
    done, data = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("not encoded")
    return data.tobytes()
