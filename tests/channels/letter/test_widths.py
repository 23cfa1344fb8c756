"""What is said to fit without measuring does fit: held against the finished page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.errors import Uncarriable
from channels.letter.measure import measure_letter
from channels.letter.render import render_letter
from channels.letter.widths import surely_within
from channels.slips.layout import LARGE, STANDARD, layout_for
from tests.channels.letter.paper import a_letter, glyphs

_WORDS = st.text(st.sampled_from("WMmwij@%AVTo 1.,'-LYfr"), min_size=1, max_size=24).filter(str.strip)


@pytest.mark.parametrize(
    ("words", "width", "sure"), [("", 1, True), ("iiii", 20, True), ("WWWW", 15, False), ("Tŷ", 900, False)]
)
def test_width_is_known_for_plain_letters_alone(words: str, width: float, sure: bool) -> None:
    assert surely_within(words, width, 14) is sure


@settings(max_examples=40, deadline=None)
@given(st.lists(_WORDS, min_size=1, max_size=3, unique=True), st.sampled_from([12, 14]), st.integers(0, 20))
def test_what_is_sure_stays_within_its_room_on_the_slip_and_in_the_window(options: list[str], size: int, long: int) -> None:
    lines = (options[0], "1 Road" * (1 + long % 6), "LS1 4AP")
    try:
        content = render_letter(a_letter(options=tuple(options), font_size=size, address=lines))
    except Uncarriable as refused:
        assert refused.code in {"slip_label_too_long", "address_too_large"}  # noqa: PT017 - which of the two is the point
        return

    assert [fault.code for fault in measure_letter(content.pdf) if fault.code != "address_too_few_lines"] == []
    seen = glyphs(content.pdf, content.pages)
    slip = next(
        slip
        for slip in (layout_for(len(options), version) for version in (STANDARD, LARGE))
        if any(glyph.character == "Y" and abs(glyph.top - slip.page_top / 100 - slip.title.y / 100) < 8 for glyph in seen)
    )
    for box in slip.boxes:
        top, area = slip.page_top / 100, box.label
        beside = [
            g for g in seen if top + area.y / 100 <= g.top and g.bottom <= top + area.bottom / 100 and g.left >= area.x / 100
        ]
        mine = [g for g in beside if g.left < area.right / 100]
        assert all(g.right <= area.right / 100 + 0.1 for g in mine)
