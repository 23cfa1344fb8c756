"""What is a mark, what is none, and what a person must look at."""

from __future__ import annotations

import pytest

from channels.slips.marks import BoxRead, Mark, judge_box, judge_group
from channels.slips.measuring import Measured

EMPTY = {"outline": 0.95, "faint": 0.0, "plain": 0.0, "whole": 0.0, "reach": 0.0, "spill": 0.0, "through": False}
TICK = EMPTY | {"faint": 0.3, "plain": 0.22, "whole": 0.2, "reach": 4.0, "spill": 0.02}


def seen(**values: object) -> Measured:
    return Measured(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measured", "mark", "why"),
    [
        (EMPTY, Mark.EMPTY, ""),
        (TICK, Mark.MARKED, ""),
        (TICK | {"outline": 0.4}, Mark.UNSURE, "box_not_found"),
        (TICK | {"through": True}, Mark.UNSURE, "written_over"),
        (TICK | {"spill": 0.4}, Mark.UNSURE, "written_over"),
        (TICK | {"plain": 0.06, "faint": 0.09}, Mark.UNSURE, "faint"),
        (TICK | {"reach": 0.8}, Mark.UNSURE, "faint"),
        (TICK | {"whole": 0.8, "plain": 0.9, "spill": 0.2}, Mark.UNSURE, "crossed_out"),
        (TICK | {"whole": 0.8, "plain": 0.9, "spill": 0.0}, Mark.MARKED, ""),
        (EMPTY | {"spill": 0.1}, Mark.UNSURE, "beside_the_box"),
    ],
)
def test_a_box_is_marked_empty_or_a_persons(measured: dict[str, object], mark: Mark, why: str) -> None:
    got = judge_box("option_1", seen(**measured))
    assert (got.mark, got.why) == (mark, why)
    assert 0 <= got.confidence <= 1


def boxes(*marks: Mark) -> list[BoxRead]:
    return [BoxRead(f"option_{at}", mark, 0.9, "faint" if mark is Mark.UNSURE else "") for at, mark in enumerate(marks, 1)]


M, E, U = Mark.MARKED, Mark.EMPTY, Mark.UNSURE


@pytest.mark.parametrize(
    ("marks", "stray", "written", "answer", "why"),
    [
        ((E, M, E), 0.0, False, "option_2", ""),
        ((E, E, E), 0.0, False, None, "nothing_marked"),
        ((M, M, E), 0.0, False, None, "several_marked"),
        ((M, U, E), 0.0, False, "option_1", "faint"),
        ((M, E, E), 9.0, False, "option_1", "written_beside"),
        ((M, E, E), 0.0, True, "option_1", "line_written"),
    ],
)
def test_only_one_plain_mark_among_plainly_empty_boxes_is_taken(
    marks: tuple[Mark, ...], stray: float, *, written: bool, answer: str | None, why: str
) -> None:
    got = judge_group("answer", boxes(*marks), stray=stray, written=written)
    assert (got.answer, got.automatic, got.why) == (answer, not why, why)
