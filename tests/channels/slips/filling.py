"""Slips filled in as hands do it: pens, pencils and felt tips; ticks, crosses, scribbles, corrections and what is none."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from channels.slips.layout import Box, SlipLayout

Gray = NDArray[np.uint8]
_IN_A_MM = 100


@dataclass(frozen=True, slots=True)
class Tool:
    """``width`` in millimetres, ``shade`` 0 (black) to 255."""

    name: str
    width: float
    shade: int


TOOLS = (
    Tool("biro", 0.5, 70),
    Tool("black pen", 0.6, 30),
    Tool("pencil", 0.6, 120),
    Tool("light pencil", 0.7, 150),
    Tool("felt", 1.4, 40),
    Tool("highlighter", 3.0, 150),
)
ORDINARY_TOOLS = TOOLS[:5]
ORDINARY_SHAPES = ("tick", "cross", "big tick", "scribble", "line", "small cross")


class Hand:
    """One person's hand on one page: shakes as far as ``shake`` millimetres."""

    def __init__(self, page: Gray, top_mm: float, per_mm: float, rng: Random) -> None:
        self.page, self.top, self.per_mm, self.rng = page, top_mm, per_mm, rng
        self.shake = rng.uniform(0.05, 0.45)

    def stroke(self, points: list[tuple[float, float]], tool: Tool) -> None:
        """A line through ``points``, in millimetres of the slip, drawn with a shaking hand."""
        rng, path = self.rng, []
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            steps = max(2, round(np.hypot(x2 - x1, y2 - y1) * 2))
            for step in range(steps + 1):
                along = step / steps
                path.append(
                    (
                        x1 + (x2 - x1) * along + rng.gauss(0, self.shake * 0.2),
                        y1 + (y2 - y1) * along + rng.gauss(0, self.shake * 0.2),
                    )
                )
        scale = 16
        pixels = np.array([[x * self.per_mm, (y + self.top) * self.per_mm] for x, y in path]) * scale
        layer = np.full_like(self.page, 255)
        width = max(1, round(tool.width * self.per_mm))
        cv2.polylines(
            layer,
            [pixels.astype(np.int32)],
            isClosed=False,
            color=(tool.shade,),
            thickness=width,
            lineType=cv2.LINE_AA,
            shift=4,
        )
        np.minimum(self.page, layer, out=self.page)

    def mark(self, box: Box, shape: str, tool: Tool) -> None:
        """One box marked with a shape, roughly in its middle."""
        rng = self.rng
        size = box.size / _IN_A_MM
        x, y = box.x / _IN_A_MM + size / 2 + rng.uniform(-0.5, 0.5), box.y / _IN_A_MM + size / 2 + rng.uniform(-0.5, 0.5)
        if shape == "tick":
            self.stroke([(x - 1.8, y + 0.1), (x - 0.6, y + 1.7), (x + 2.2, y - 2.1)], tool)
        elif shape == "big tick":
            self.stroke([(x - 2.2, y), (x - 0.5, y + 2.3), (x + 4.0, y - 4.2)], tool)
        elif shape in {"cross", "small cross"}:
            arm = rng.uniform(1.8, 2.9) if shape == "cross" else rng.uniform(1.2, 1.7)
            self.stroke([(x - arm, y - arm), (x + arm, y + arm)], tool)
            self.stroke([(x - arm, y + arm), (x + arm, y - arm)], tool)
        elif shape == "scribble":
            self.stroke([(x - 2 + 4 * (at % 2), y - 1.8 + at * 0.55) for at in range(7)], tool)
        elif shape == "line":
            self.stroke([(x - 2.1, y + 1.7), (x + 2.1, y - 1.9)], tool)
        else:
            raise ValueError(shape)

    def cross_out(self, box: Box, tool: Tool) -> None:
        """What was marked is struck out, with a will."""
        size = box.size / _IN_A_MM
        left, top = box.x / _IN_A_MM, box.y / _IN_A_MM
        for _ in range(2):
            self.stroke([(left - 1 + (size + 2) * (at % 2), top - 0.8 + at * (size + 1.6) / 12) for at in range(13)], tool)

    def correct(self, box: Box, other: Box, tool: Tool) -> None:
        """One is struck out, another ticked instead."""
        self.cross_out(box, tool)
        self.mark(other, "tick", tool)

    def beside(self, box: Box, tool: Tool) -> None:
        """A tick that missed: left of the box, or between it and the one below."""
        x, y = box.x / _IN_A_MM, box.y / _IN_A_MM + box.size / _IN_A_MM / 2
        x -= self.rng.uniform(3.6, 5.0)
        self.stroke([(x - 1.8, y + 0.1), (x - 0.6, y + 1.7), (x + 2.0, y - 2.1)], tool)

    def write_over(self, box: Box, tool: Tool) -> None:
        """A word written straight across the box."""
        y = box.y / _IN_A_MM + box.size / _IN_A_MM / 2
        x = box.x / _IN_A_MM - 8
        for letter in range(7):
            at = x + letter * 3.6
            self.stroke([(at, y + 1.5), (at + 1.2, y - 2), (at + 2.4, y + 1.5), (at + 3.6, y)], tool)

    def ring(self, box: Box, tool: Tool) -> None:
        """Round the words beside a box, as people choose in a form."""
        area = box.label
        x, y = area.x / _IN_A_MM + self.rng.uniform(8, 14), area.y / _IN_A_MM + area.height / _IN_A_MM / 2
        wide, high = self.rng.uniform(10, 17), self.rng.uniform(5, 6.5)
        turn = [at / 20 * 6.5 for at in range(21)]
        self.stroke([(x + wide * float(np.cos(t)), y + high * float(np.sin(t))) for t in turn], tool)

    def strike(self, box: Box, tool: Tool) -> None:
        """Through the words beside a box."""
        area = box.label
        x, y = area.x / _IN_A_MM, area.y / _IN_A_MM + area.height / _IN_A_MM / 2
        self.stroke([(x - 1, y + 0.4), (x + area.width / _IN_A_MM * 0.8, y - 0.3)], tool)

    def note(self, layout: SlipLayout, tool: Tool) -> None:
        """A few words behind what is printed beside a box."""
        area = layout.box("visit_me").label
        x, y = area.right / _IN_A_MM - 17, area.y / _IN_A_MM + area.height / _IN_A_MM / 2 + 1
        for _ in range(4):
            self.stroke([(x, y), (x + 1.2, y - 3), (x + 2, y), (x + 3, y - 1.5)], tool)
            x += 4

    def write_line(self, layout: SlipLayout, tool: Tool) -> None:
        """Words on the open line."""
        line = layout.lines[0]
        x, y = line.x / _IN_A_MM + 5, line.y / _IN_A_MM - 2
        for _ in range(12):
            self.stroke([(x, y), (x + 1.5, y - 4), (x + 2.5, y), (x + 4, y - 2)], tool)
            x += 6
