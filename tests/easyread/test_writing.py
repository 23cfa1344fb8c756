from __future__ import annotations

from datetime import date

import pytest

from easyread.document import Kind, Sentence, Span
from easyread.recognising import recognise
from easyread.writing import FIGURE_SPACE, Style, write, write_text


def _written(text: str, style: Style, language: str = "en") -> str:
    return write(Sentence(recognise(text, language, dated=date(2026, 4, 1))), language, style)


@pytest.mark.parametrize(
    ("typed", "print_", "easy", "speech"),
    [
        ("on 2026-05-03", "on 3 May 2026", "on Sunday 3 May 2026", "on the 3rd of May 2026"),
        ("on Sun, the 3rd of May 2026", "on Sunday 3 May 2026", "on Sunday 3 May 2026", "on Sunday the 3rd of May 2026"),
        ("on 03/05/2026", "on 03/05/2026", "on 03/05/2026", "on 03/05/2026"),
        ("at 14:30", "at 2:30pm", "at 2:30 in the afternoon", "at 2 30 in the afternoon"),
        ("at 10 a.m.", "at 10am", "at 10 o\u2019clock in the morning", "at 10 o\u2019clock in the morning"),
        ("at 6.05pm", "at 6:05pm", "at 6:05 in the evening", "at 6 oh 5 in the evening"),
        ("at 12pm", "at 12 noon", "at 12 noon", "at 12 noon"),
        ("£12.50 or £1200", "£12.50 or £1,200", "£12.50 or £1,200", "12 pounds 50 or 1200 pounds"),
        ("£1.05, 50p, £1", "£1.05, 50p, £1", "£1.05, 50p, £1", "1 pound and 5 pence, 50 pence, 1 pound"),
        ("07700900123", "07700 900123", "07700 900123", "oh seven seven oh oh, nine oh oh, one two three"),
        (
            "+441632960123",
            "+44 1632 960123",
            "+44 1632 960123",
            "plus four four, one six three two, nine six oh, one two three",
        ),
    ],
)
def test_english(typed: str, print_: str, easy: str, speech: str) -> None:
    assert _written(typed, Style.PRINT) == print_
    assert _written(typed, Style.BRAILLE).replace(FIGURE_SPACE, " ") == print_
    assert _written(typed, Style.EASY_READ) == easy
    assert _written(typed, Style.SPEECH) == speech


@pytest.mark.parametrize(
    ("language", "date_", "money", "spoken_money"),
    [
        ("cy", "3 Mai 2026", "£12.50", "12.50 punt Prydain"), ("pl", "3 maja 2026", "12,50 £", "12,50 funta szterlinga"),
        ("fr", "3 mai 2026", "12,50 £", "12,50 livres sterling"), ("zh-Hans", "2026年5月3日", "£12.50", "12.50英镑"),
        ("lt", "2026 m. gegužės 3 d.", "12,50 £", "12,50 Didžiosios Britanijos svaro"),
        ("ar", "3 مايو 2026", "\u200f12.50 £", "12.50 جنيه إسترليني"),
    ],
)  # fmt: skip
def test_other_languages_by_cldr(language: str, date_: str, money: str, spoken_money: str) -> None:
    assert _written("2026-05-03", Style.EASY_READ, language) == date_
    assert _written("£12.50", Style.PRINT, language).replace("\u00a0", " ") == money
    assert _written("£12.50", Style.SPEECH, language).replace("\u00a0", " ") == spoken_money


def test_a_month_in_words_keeps_the_case_that_its_sentence_gave_it() -> None:
    assert _written("w niedzielę 3 maja 2026", Style.EASY_READ, "pl") == "w niedzielę 3 maja 2026"


def test_a_number_inside_right_to_left_text_is_isolated_where_it_is_seen() -> None:
    text = "اتصل على 01632 960123 الآن"
    assert _written(text, Style.PRINT, "ar") == "اتصل على \u206601632 960123\u2069 الآن"
    assert _written(text, Style.EASY_READ, "ar") == _written(text, Style.PRINT, "ar")
    assert _written(text, Style.BRAILLE, "ar") == text.replace("2 9", "2\u20079")
    assert "0 1 6 3 2, 9 6 0, 1 2 3" in _written(text, Style.SPEECH, "ar")


def test_a_number_in_digits_of_another_script_is_isolated_and_said_digit_by_digit() -> None:
    arabic = "اتصل على ٠١٦٣٢٩٦٠١٢٣ الآن"
    assert _written(arabic, Style.PRINT, "ar") == "اتصل على \u2066٠١٦٣٢ \u200e٩٦٠١٢٣\u2069 الآن"
    assert "0 1 6 3 2, 9 6 0, 1 2 3" in _written(arabic, Style.SPEECH, "ar")
    assert _written("০১৬৩২ ৯৬০১২৩", Style.PRINT, "bn") == "০১৬৩২ ৯৬০১২৩"
    assert _written("০১৬৩২ ৯৬০১২৩", Style.SPEECH, "bn") == "0 1 6 3 2, 9 6 0, 1 2 3"


def test_braille_keeps_the_groups_of_a_phone_number_together() -> None:
    assert _written("ring 01632960123 now", Style.BRAILLE) == "ring 01632\u2007960123 now"


def test_what_no_locale_can_write_stays_as_typed() -> None:
    assert _written("2026-05-03, 2pm, £12.50", Style.PRINT, "bfi") == "2026-05-03, 2pm, £12.50"


def test_words_for_a_voice() -> None:
    spoken = _written(
        "Ref KT4H-WN. Ring 999 or 0800 1111, e.g. today & at a.b@example.org. See No. 5 Mill Rd, LS1 1AA.", Style.SPEECH
    )
    assert spoken == (
        "Reference K, T, 4, H, W, N. Ring nine nine nine or oh eight oh oh, one one one one, for example today and at "
        "a dot b at example dot org. See number 5 Mill Road, L, S, 1, 1, A, A."
    )


def test_words_of_other_languages_are_left_alone_but_for_numbers_to_dial() -> None:
    assert write(Span("eg ref & 999", Kind.WORDS), "cy", Style.SPEECH) == "eg ref & 9 9 9"


def test_a_short_text_is_recognised_first() -> None:
    assert write_text("01632960002", "ur", Style.PRINT) == "\u206601632 960002\u2069"


@pytest.mark.parametrize("run", ["0800 1111", "116 123", "0845 46 47", "943 476 5919", "0048 512 345 678"])
@pytest.mark.parametrize("language", ["ar", "ur"])
def test_numbers_that_are_dialled_and_are_no_phone_number_to_us_keep_their_order(run: str, language: str) -> None:
    shown = write_text(f"اتصل {run} الآن", language, Style.PRINT)
    assert f"\u2066{run}\u2069" in shown


@pytest.mark.parametrize("text", ["القاعة 10 20", "2026", "11:30", "01/02"])
def test_short_counts_are_left_as_they_are(text: str) -> None:
    assert write_text(text, "ar", Style.PRINT) == text


def test_they_are_not_marked_where_words_run_from_the_left() -> None:
    assert write_text("Ring 0800 1111 now", "en", Style.PRINT) == "Ring 0800 1111 now"
