"""What must not get lost in a translation, found again in any script and order; and what can't be asked for."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import InvalidFields
from service.domain.messages import Draft
from service.domain.purposes import Purpose
from service.domain.translating import Tongues, Words, missing, require_requestable, require_whole

WRITTEN = date(2026, 11, 23)
FULL = "We visit on Thursday 26 November 2026 at 2:30pm. Ring 01632 960100 or reply 1, 2, 0 or CALL. Pay £1,250.50 at https://x.org/a."


def _missing(before: str, after: str, into: str = "pl") -> tuple[str, ...]:
    return missing(Words(before), Words(after), Tongues("en", into, WRITTEN))


@pytest.mark.parametrize(
    ("into", "after"),
    [
        ("pl", "26 listopada 2026 o 14:30. Zadzwoń 01632 960100 albo 1, 2, 0, CALL. Zapłać 1250,50 £: https://x.org/a"),
        ("ar", "الخميس ٢٦ نوفمبر ٢٠٢٦ الساعة ٢:٣٠ 01632 960100 1 2 0 CALL ١٬٢٥٠٫٥٠ https://x.org/a"),
        ("zh-Hans", "2026年11月26日14:30。电话 01632 960100，回复1、2、0或CALL。£1,250.50 https://x.org/a"),
        ("bn", "২৬ নভেম্বর ২০২৬, ২:৩০। 01632 960100 1 2 0 CALL 1,250.50 https://x.org/a"),
        ("lt", "2026 m. lapkričio 26 d. 14.30 val. +01632 960100 1 2 0 CALL 1 250,50 https://x.org/a"),
        ("fr", "le 26/11/2026 à 14h30, 01632960100, 1, 2, 0, CALL, 1 250,50 £, https://x.org/a"),
    ],
)
def test_everything_is_found_again_however_it_is_written(into: str, after: str) -> None:
    assert _missing(FULL, after, into) == ()


def test_everything_that_is_lost_is_named_as_it_stood() -> None:
    assert _missing(FULL, "Przyjdziemy.") == (
        "https://x.org/a",
        "CALL",
        "01632 960100",
        "Thursday 26 November 2026",
        "2:30pm",
        "1",
        "2",
        "0",
        "£1,250.50",
    )


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ("On Thursday 26 November", "26 grudnia", ("Thursday 26 November",)),
        ("On Thursday 26 November", "27 listopada", ("Thursday 26 November",)),
        ("At 10am", "o 10", ()),
        ("At 10am", "o 22", ("10am",)),
        ("Flat 12", "Mieszkanie 123", ("12",)),
        ("Flat 12, floor 12", "Mieszkanie 12", ("12",)),
        ("Reply 1 or 2", "Odpowiedz 1", ("2",)),
        ("Please CALL", "Proszę call", ("CALL",)),
        ("Please call us", "Zadzwoń", ()),
        ("Write to ann@example.com", "Napisz", ("ann@example.com",)),
        ("Ring 01632 960100", "Zadzwoń 01632 960 101", ("01632 960100",)),
        ("50p", "0,50 £", ()),
    ],
)
def test_what_counts_as_lost(before: str, after: str, lost: tuple[str, ...]) -> None:
    assert _missing(before, after) == lost


def test_each_part_is_looked_for_in_its_own_place() -> None:
    before = Words("We visit.", "Which day: 25 or 26?", ("The 25th", "The 26th"))
    swapped = Words("25 26", "Który dzień?", ("26", "25"))
    assert missing(before, swapped, Tongues("en", "pl", WRITTEN)) == ("25", "26")


_PIECES = st.lists(
    st.sampled_from(
        [
            "we visit",
            "26 November 2026",
            "2:30pm",
            "01632 960100",
            "£12.50",
            "reply 1",
            "or CALL",
            "floor 3",
            "ann@example.com",
        ]
    ),
    min_size=1,
    max_size=6,
)


@given(_PIECES)
def test_words_that_stay_as_they_are_lose_nothing(pieces: list[str]) -> None:
    text = ". ".join(pieces) + "."
    assert _missing(text, text, "fr") == ()


@given(_PIECES)
def test_words_without_a_digit_and_without_call_lose_all_of_it(pieces: list[str]) -> None:
    text = ". ".join(pieces) + "."
    after = re.sub(r"\d|CALL|@", "", text)
    assert bool(_missing(text, after, "fr")) is bool(re.search(r"\d|CALL|@", text))


def test_call_beside_letters_of_another_script_is_the_word() -> None:
    assert _missing("Reply CALL.", "请回复CALL。", "zh-Hans") == ()
    assert _missing("Reply CALL.", "Odpisz RECALL.") == ("CALL",)


@given(st.text(), st.text(), st.sampled_from(["ar", "zh-Hans", "cy", "so"]))
def test_any_words_can_be_compared(before: str, after: str, into: str) -> None:
    assert all(isinstance(lost, str) and lost for lost in _missing(before, after, into))


@pytest.mark.parametrize(
    ("translated", "codes"),
    [
        (Words("", "Q?", ("a", "b")), ["body_missing"]),
        (Words("B", "", ("a", "b")), ["translation_question_missing"]),
        (Words("B", "Q?", ("a",)), ["translation_options_missing"]),
        (Words("B", "Q?", ("a", "")), ["translation_options_missing"]),
        (Words("", "", ()), ["body_missing", "translation_question_missing", "translation_options_missing"]),
    ],
)
def test_every_part_needs_its_counterpart(translated: Words, codes: list[str]) -> None:
    with pytest.raises(InvalidFields) as refused:
        require_whole(Words("B", "Q?", ("a", "b")), translated)
    assert [fault.code for fault in refused.value.faults] == codes


def test_a_request_for_today_is_in_time() -> None:
    now = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    require_requestable(Draft(Purpose.GENERAL, "x"), "pl", WRITTEN, now)
    with pytest.raises(InvalidFields):
        require_requestable(Draft(Purpose.GENERAL, "x"), "en", date(2026, 11, 22), now)
