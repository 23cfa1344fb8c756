from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email.status_codes import find, meaning


@pytest.mark.parametrize(
    ("words", "code"),
    [("5.1.1 no such", "5.1.1"), ("4.4.7", "4.4.7"), ("550 5.1.1", None), ("3.1.1", None), ("5.1", None), ("", None)],
)
def test_a_code_stands_at_the_beginning(words: str, code: str | None) -> None:
    assert find(words) == code


@given(subject=st.integers(0, 999), detail=st.integers(0, 999))
def test_what_may_pass_never_makes_an_address_dead(subject: int, detail: int) -> None:
    assert meaning(f"4.{subject}.{detail}") in {"went_stale", "mailbox_full"}


@given(subject=st.integers(0, 999), detail=st.integers(0, 999))
def test_only_what_is_said_of_an_address_makes_it_dead(subject: int, detail: int) -> None:
    if meaning(f"5.{subject}.{detail}") in {"address_invalid", "address_unreachable"}:
        assert (subject, detail) in {(1, 1), (1, 2), (1, 3), (1, 4), (1, 6), (1, 10), (4, 4)}


@pytest.mark.parametrize("code", [None, "", "550", "5.0.0", "5.1.0", "5.1.1 ", "5.999.1"])
def test_what_says_nothing_is_a_plain_refusal(code: str | None) -> None:
    assert meaning(code) == "refused"
