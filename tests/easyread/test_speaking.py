from __future__ import annotations

import pytest

from easyread.recognising import recognise
from easyread.speaking import words
from easyread.writing import Style, write


def _said(text: str, language: str = "en") -> str:
    return "".join(write(span, language, Style.SPEECH) for span in recognise(text, language))


def test_a_dialled_number_does_not_run_into_the_count_after_it() -> None:
    childline = "oh eight oh oh, one one one one"
    assert _said("Call Childline on 0800 1111 24 hours a day.") == f"Call Childline on {childline} 24 hours a day."
    assert _said("Ring 0800 1111 9-5.") == f"Ring {childline} 9-5."
    assert _said("Ring 08001111 365 days.") == "Ring oh eight oh oh, one one one one 365 days."
    assert _said("01632 960123 24 awr", "cy") == "0 1 6 3 2, 9 6 0, 1 2 3 24 awr"
    assert _said("0800 111 222 3 days").endswith(" 3 days")


def test_numbers_to_dial_in_digits_of_another_script_are_said_digit_by_digit() -> None:
    assert _said("٩٩٩ أو ٠٨٠٠ ١١١١ ٢٤ ساعة", "ar") == "9 9 9 أو 0 8 0 0, 1 1 1 1 24 ساعة"
    assert _said("+۴۴ ۷۷۰۰ ۹۰۰۱۲۳", "fa") == "+ 4 4, 7 7 0 0, 9 0 0, 1 2 3"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12-34-56", "one two, three four, five six"),
        ("943 476 5919", "nine four three, four seven six, five nine one nine"),
        ("PIN 0042", "PIN oh oh four two"),
        ("10 000 people", "10 000 people"),
        ("0.42", "0.42"),
    ],
)
def test_codes_are_said_digit_by_digit_and_counts_are_not(typed: str, said: str) -> None:
    assert _said(typed) == said


@pytest.mark.parametrize("typed", ["No 24 hour care is available.", "No. 24 hours is too long.", "no 2 days"])
def test_a_refusal_stays_one(typed: str) -> None:
    assert words(typed, "en") == typed


def test_the_number_of_a_house() -> None:
    assert words("See No. 5, No.7 and Nos. 8 and 9.", "en") == "See number 5, number 7 and numbers 8 and 9."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("£5k", "5 thousand pounds"),
        ("£3.5m", "3.5 million pounds"),
        ("£3 million", "3 million pounds"),
        ("£12.50p", "12 pounds 50"),
        ("£250pcm", "250 pounds per calendar month"),
        ("£250 pcm", "250 pounds per calendar month"),
        ("£80.50pw", "80 pounds 50 per week"),
    ],
)
def test_sums_with_a_word_on_their_heels_are_said_in_full(typed: str, said: str) -> None:
    assert _said(f"It is {typed}.") == f"It is {said}."
    assert _said(typed, "cy") == typed or typed == "£250 pcm"


@pytest.mark.parametrize(
    "typed",
    ["£20.5", "£5-10k", "£5k-£10k", "£12 500", "1 250 £", "$40", "1.30-2.30pm", "10am-12pm", "12:30\u201314:00", "£80.5pw"],
)
def test_what_may_be_said_in_two_ways_is_left_to_the_voice(typed: str) -> None:
    assert _said(f"It is {typed}.") == f"It is {typed}."


def test_a_number_to_dial_first_is_followed_by_a_pause() -> None:
    said = "".join(write(span, "en", Style.SPEECH) for span in recognise("18001 020 7946 0123", "en"))
    assert said.startswith("one eight oh oh one, oh two oh, ")


@pytest.mark.parametrize("name", ["Tel Aviv", "Ave Maria", "IE", "EG"])
def test_names_are_no_short_words(name: str) -> None:
    assert words(name, "en") == name
