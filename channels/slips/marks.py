"""What a person meant with a pen: marked, empty, or a person must look. Nothing is taken that could mean two things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from channels.slips.measuring import Measured


class Mark(StrEnum):
    """What one box is."""

    MARKED = "marked"
    EMPTY = "empty"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class BoxRead:
    """``confidence`` is from 0 to 1; ``why`` a stable word, ``""`` where the box is plainly what it is."""

    name: str
    mark: Mark
    confidence: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class GroupRead:
    """Boxes that stand together. ``automatic``: ``answer`` may be taken without a person looking."""

    name: str
    answer: str | None
    automatic: bool
    confidence: float
    why: str
    boxes: tuple[BoxRead, ...]


_SURELY_EMPTY, _SURELY_MARKED, _BLACKED = 0.045, 0.10, 0.62
_SHORTEST_STROKE_MM = 2.0
_LEAST_OUTLINE = 0.55
_MOST_SPILL, _SPILL_OF_A_TICK = 0.015, 0.30
_STRAY_MM2 = 3.0
_DARKEST_WITH_SPILL = 0.05


def judge_box(name: str, seen: Measured) -> BoxRead:
    """DESIGN.md §1: little ink is empty, much is a mark, between is a person's; black with spill is crossed out."""
    if seen.outline < _LEAST_OUTLINE:
        return BoxRead(name, Mark.UNSURE, 0.0, "box_not_found")
    if seen.through:
        return BoxRead(name, Mark.UNSURE, 0.2, "written_over")
    if seen.whole >= _BLACKED:
        if seen.spill > _DARKEST_WITH_SPILL:
            return BoxRead(name, Mark.UNSURE, 0.3, "crossed_out")
        return BoxRead(name, Mark.MARKED, _confidence(seen.plain, _SURELY_MARKED))
    if seen.faint <= _SURELY_EMPTY:
        if seen.spill > _MOST_SPILL:
            return BoxRead(name, Mark.UNSURE, 0.4, "beside_the_box")
        return BoxRead(name, Mark.EMPTY, 1 - seen.faint / _SURELY_EMPTY / 2)
    if seen.plain >= _SURELY_MARKED and seen.reach >= _SHORTEST_STROKE_MM:
        if seen.spill > _SPILL_OF_A_TICK:
            return BoxRead(name, Mark.UNSURE, 0.4, "written_over")
        return BoxRead(name, Mark.MARKED, _confidence(seen.plain, _SURELY_MARKED))
    return BoxRead(name, Mark.UNSURE, 0.4, "faint")


def judge_group(name: str, boxes: Sequence[BoxRead], *, stray: float, written: bool) -> GroupRead:
    """One plain mark among plainly empty boxes is an answer; anything else is shown to a person."""
    marked = [box for box in boxes if box.mark is Mark.MARKED]
    doubtful = [box for box in boxes if box.mark is Mark.UNSURE]
    confidence = round(min((box.confidence for box in boxes), default=0.0), 3)
    answer = marked[0].name if len(marked) == 1 else None
    why = ""
    if doubtful:
        why = doubtful[0].why
    elif len(marked) > 1:
        why = "several_marked"
    elif stray > _STRAY_MM2:
        why = "written_beside"
    elif written:
        why = "line_written"
    elif not marked:
        why = "nothing_marked"
    if why and why != "nothing_marked":
        confidence = min(confidence, 0.49)
    return GroupRead(name, answer, automatic=not why, confidence=confidence, why=why, boxes=tuple(boxes))


def groups_of(
    reads: Mapping[str, BoxRead], groups: Mapping[str, Sequence[str]], *, stray: float, written: bool
) -> tuple[GroupRead, ...]:
    """Every group of a slip. ``stray``: square millimetres written where nothing is asked; ``written``: on the line."""
    return tuple(
        judge_group(name, [reads[box] for box in boxes], stray=stray, written=written) for name, boxes in groups.items()
    )


def _confidence(seen: float, least: float) -> float:
    return round(min(1.0, 0.5 + 0.5 * (seen - least) / (2 * least)), 3)
