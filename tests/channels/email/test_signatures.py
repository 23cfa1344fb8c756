"""A signature under an answer is told from the person's words; where it might be their words, it is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email.signatures import LONGEST, Signed, signed

_DISCLAIMER = "This email and any attachments are confidential and intended solely for the addressee.\nPlease delete it."


@pytest.mark.parametrize(
    ("text", "answer", "names"),
    [
        ("Yes\n\nKind regards,\nAnn Lee", "Yes", "Ann Lee"),
        ("yes\n-- \nAnn Lee\nHead of nursing\n07700 900123\nann@example.com", "yes", "Ann Lee\nHead of nursing"),
        ("Yes\n\nSent from my iPhone", "Yes", ""),
        ("2\n\nGet Outlook for iOS<https://aka.ms/o0ukef>", "2", ""),
        ("Tak\n\nPozdrawiam\nAnna Nowak\n\nWysłane z iPhone'a", "Tak", "Anna Nowak"),
        (f"Yes\n\n{_DISCLAIMER}", "Yes", ""),
        (f"Yes\nThanks\nAnn\n\n{_DISCLAIMER}", "Yes", "Ann"),
        ("Iawn\nDiolch", "Iawn", ""),
    ],
)
def test_what_stands_under_an_answer_is_known_for_what_it_is(text: str, answer: str, names: str) -> None:
    assert signed(text) == Signed(answer, names)


@pytest.mark.parametrize(
    "text",
    [
        "Yes",
        "Regards\nAnn",
        "Yes\nThanks, but I can't come",
        "Yes\n- Tuesday is bad\n- call me",
        "Yes\n\nBest regards\nAnn Lee\nPS I do not understand",
        "1\n\nThanks\nmum is ill",
        "Yes\n\nSent from my iPhone but he reads it",
        "Yes\n\nThis message came to me in error, who are you",
        f"Yes\n\n{_DISCLAIMER}\n\nbut I can't come",
        "Yes\n\nThis email is confidential and intended solely for you: I am afraid of him",
        "Yes\n-- \nAnn\n" + "I can't come on that day because my daughter is in hospital and nobody else can take her",
        "Yes\n\nRegards\n" + "Ann\n" * 9,
        "Yes\n" * 70 + "Regards",
        "Yes\n\n" + "a" * LONGEST + "\nRegards",
    ],
)
def test_where_it_may_be_the_persons_own_words_all_is_read(text: str) -> None:
    assert signed(text) is None


_lines = st.lists(
    st.one_of(
        st.text(max_size=20), st.sampled_from(["", "Yes", "-- ", "Regards", "Ann Lee", "Sent from my iPhone", "but not him"])
    ),
    max_size=10,
)


@given(_lines)
def test_an_answer_is_always_the_beginning_of_what_was_written(lines: list[str]) -> None:
    found = signed("\n".join(lines))
    if found is not None:
        stripped = "\n".join(line.strip() for line in "\n".join(lines).split("\n")).strip("\n")
        assert stripped.startswith(found.answer)
        assert found.answer.strip()


@given(st.lists(st.sampled_from(["Yes", "Regards", "Ann", "-- ", "Sent from my iPhone", ""]), max_size=8), st.integers(0, 8))
def test_a_line_of_somebodys_own_is_never_below_an_answer(lines: list[str], at: int) -> None:
    mine = "but my mother cannot come to that place before she has seen the doctor about her leg, so please do wait for her"
    found = signed("\n".join([*lines[:at], mine, *lines[at:]]))
    assert found is None or mine in found.answer
