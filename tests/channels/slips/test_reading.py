"""Slips printed, filled in, damaged and read back. The long run is ``make slips``."""

from __future__ import annotations

import io
from collections import Counter
from random import Random

import cv2
import numpy as np
import segno

from channels.slips.layout import layout_for
from channels.slips.reading import read_page
from tests.channels.slips import damage
from tests.channels.slips.filling import TOOLS, Gray, Hand
from tests.channels.slips.harness import ORDINARY, PER_MM, make, printed, read, verdict

PAGES = 60


def a_page(options: int = 3) -> Gray:
    paper, _, _ = printed(options, 14)
    return paper.copy()


def test_no_wrong_answer_is_taken_and_plain_marks_are_read() -> None:
    verdicts: Counter[tuple[str, str]] = Counter()
    for seed in range(500_000, 500_000 + PAGES):
        case = make(seed)
        said = verdict(case, read(case))
        assert said != "wrong", (case.seed, case.what, case.damage)
        verdicts[case.kind, said] += 1
    ordinary = verdicts[ORDINARY, "right"] + verdicts[ORDINARY, "to a person"]
    assert verdicts[ORDINARY, "right"] >= 0.9 * ordinary


def test_an_unmarked_slip_answers_nothing() -> None:
    (slip,) = read_page(a_page()).slips
    assert [(group.answer, group.automatic, group.why) for group in slip.groups] == [(None, False, "nothing_marked")] * 3
    assert not slip.written


def test_what_is_blank_and_what_is_no_slip_is_said() -> None:
    blank = np.full((2000, 1400), 250, dtype=np.uint8)
    assert read_page(blank).why == "blank"
    words = blank.copy()
    words[300:320, 200:900] = 0
    assert read_page(words).why == "no_slip"
    assert read_page(np.zeros((0, 0), dtype=np.uint8)).slips == ()
    assert read_page(np.zeros((3, 3), dtype=np.uint8)).slips == ()


def _with_code(text: str) -> Gray:
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=8, border=4)
    code = cv2.imdecode(np.frombuffer(drawn.getvalue(), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert code is not None
    page = np.full((2000, 1400), 255, dtype=np.uint8)
    page[100 : 100 + code.shape[0], 100 : 100 + code.shape[1]] = code
    return page


def test_a_strange_code_is_no_slip_and_one_of_ours_without_its_slip_is_told_apart() -> None:
    assert read_page(_with_code("https://example.org/")).why == "no_slip"
    assert read_page(_with_code("BW9.KT4HWN.3")).why == "unknown_version"
    assert read_page(_with_code("BW1.KT4HWN.9")).why == "malformed_payload"
    assert read_page(_with_code("BW1.KT4HWN.3")).why == "corner_marks_missing"


def test_two_copies_on_one_page_are_both_read() -> None:
    layout = layout_for(3)
    whole = a_page()
    slip = whole[whole.shape[0] - round(layout.height / 100 * PER_MM) :]
    other = slip.copy()
    Hand(other, 0.0, PER_MM, Random(1)).mark(layout.box("option_2"), "tick", TOOLS[0])
    found = read_page(np.vstack([slip, other])).slips
    assert sorted(str(one.groups[0].answer) for one in found) == ["None", "option_2"]


def test_a_page_with_a_corner_torn_off_is_still_read() -> None:
    layout = layout_for(3)
    page = a_page()
    hand = Hand(page, (297_00 - layout.height) / 100, PER_MM, Random(2))
    hand.mark(layout.box("option_1"), "cross", TOOLS[0])
    page[-round(16 * PER_MM) :, : round(25 * PER_MM)] = 255
    (slip,) = read_page(damage.turned(page, 2)).slips
    assert (slip.groups[0].answer, slip.groups[0].automatic) == ("option_1", True)


def test_two_torn_corners_are_too_many() -> None:
    page = a_page()
    page[-round(16 * PER_MM) :] = 255
    assert read_page(page).why == "corner_marks_missing"
