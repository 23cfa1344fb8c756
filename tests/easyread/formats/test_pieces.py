from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from easyread.formats.pieces import Pieces, long_words, pieces


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("We come.", ["We come."]),
        ("A well-known (day-centre).", ["A ", ["well-known"], " ", ["(day-centre)."]]),
        ("Ring 01632 960 123.", ["Ring ", ["01632 960 123"], "."]),
        ("and/or", [["and/or"]]),
        ("by -5 degrees, x-", ["by ", ["-5"], " degrees, x-"]),
        ("one - two", ["one - two"]),
        ("a\nb", ["a", None, "b"]),
        ("您的-信", ["您的-信"]),
        ("", []),
    ],
)
def test_what_is_read_in_one_go_is_kept_in_one_piece(text: str, told: Pieces) -> None:
    assert pieces(text) == told


@given(st.text(st.characters() | st.sampled_from("-/ \n0123456789ab"), max_size=300))
def test_nothing_is_lost(text: str) -> None:
    assert "".join("\n" if piece is None else "".join(piece) for piece in pieces(text)) == text


def test_only_long_words_are_measured_and_never_those_of_scripts_without_spaces() -> None:
    told = ["Responsibilities are long.", "您的信件您的信件您的信件", "a" * 9]
    assert list(long_words(told, 8)) == ["Responsibilities", "a" * 9]
