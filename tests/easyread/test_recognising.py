from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from easyread.document import Kind
from easyread.recognising import recognise

WRITTEN = date(2026, 4, 1)


def _found(text: str, language: str = "en", dated: date | None = WRITTEN) -> list[tuple[str, str]]:
    return [(span.text, span.value) for span in recognise(text, language, dated=dated) if span.kind is not Kind.WORDS]


@pytest.mark.parametrize(
    "typed",
    [
        "Sunday 3 May 2026", "Sunday, 3 May 2026", "3rd of May 2026", "the 3rd of May 2026", "May 3, 2026", "2026-05-03",
        "SUN 3 MAY 2026", "3 may 2026",
    ],
)  # fmt: skip
def test_a_date_that_can_mean_one_day_is_recognised(typed: str) -> None:
    assert _found(f"We meet on {typed}. Bring it.") == [(typed, "2026-05-03")]


@pytest.mark.parametrize(
    "typed", ["03/05/2026", "3/5/26", "23/05/26", "3 May", "31 June 2026", "Monday 3 May 2026", "May 2026"]
)
def test_what_could_mean_two_days_or_none_stays_words(typed: str) -> None:
    assert _found(f"We meet on {typed}.") == []


@pytest.mark.parametrize(
    "typed",
    [
        "Weds 6 May 2026", "Wed. 6 May 2026", "Wednesday, 6 May 2026", "Wednesday, 2026-05-06", "Weds May 6, 2026",
        "Wednesday the 6th of May 2026",
    ],
)  # fmt: skip
def test_a_weekday_belongs_to_the_date_after_it(typed: str) -> None:
    assert _found(f"on {typed}.") == [(typed, "2026-05-06")]


@pytest.mark.parametrize("typed", ["Tues 24 Nov 2026", "Tuesday, 24/11/2026", "Tue 24.11.2026", "TUES, 24/11/2026"])
def test_a_weekday_belongs_to_a_date_in_numbers(typed: str) -> None:
    assert _found(f"on {typed}.") == [(typed, "2026-11-24")]


@pytest.mark.parametrize(
    "typed",
    [
        "Wednesday, 24/11/2026", "Thur 24 Nov 2026", "Thurs 24 Nov 2026", "Weds 2026-11-24", "Wednesday (24/11/2026)",
        "24/11/2026 (Wednesday)", "24 Nov 2026, Wed", "I may 5 2026", "They march 5 2026", "3-5 May 2026",
    ],
)  # fmt: skip
def test_a_weekday_that_its_date_lacks_and_a_verb_leave_words(typed: str) -> None:
    assert _found(f"{typed}.") == []


def test_the_welsh_tuesday_is_no_march() -> None:
    assert _found("Dydd Mawrth 5 Mai 2026", "cy") == [("Dydd Mawrth 5 Mai 2026", "2026-05-05")]
    assert _found("ddydd Mawrth 5 Mai 2026", "cy") == [("Mawrth 5 Mai 2026", "2026-05-05")]
    assert _found("Dydd Mawrth 3 Mawrth 2026", "cy") == [("Dydd Mawrth 3 Mawrth 2026", "2026-03-03")]
    assert _found("3 Mawrth 2026", "cy") == [("3 Mawrth 2026", "2026-03-03")]
    assert _found("Dydd Mercher 5 Mai 2026", "cy") == []


@pytest.mark.parametrize(
    "typed",
    [
        "1.30-2.30pm",
        "10am-12pm",
        "12:30\u201314:00",
        "7:30 to 20:00",
        "1.30 to 2.30pm",
        "between 2 and 3.30pm",
        "10am - 12pm",
    ],
)
def test_half_of_a_range_is_never_written_anew(typed: str) -> None:
    assert _found(f"Open {typed} daily") == []


def test_sums_joined_by_a_word_are_each_their_own() -> None:
    assert _found("£1 250 and £5, £5 to £10") == [("£5", "500 GBP"), ("£5", "500 GBP"), ("£10", "1000 GBP")]


def test_ranges_of_which_both_ends_are_known() -> None:
    assert _found("14:30 to 15:30") == [("14:30", "14:30"), ("15:30", "15:30")]
    assert _found("3 May 2026 - 5 May 2026") == [("3 May 2026", "2026-05-03"), ("5 May 2026", "2026-05-05")]
    assert _found("Room 3 at 2pm, 3 May 2026 - 14:30")[1:] == [("3 May 2026", "2026-05-03"), ("14:30", "14:30")]


def test_a_numeric_date_that_can_be_read_in_one_way_only_is_recognised() -> None:
    assert _found("by 23/05/2026 or 5.5.2026") == [("23/05/2026", "2026-05-23"), ("5.5.2026", "2026-05-05")]


def test_a_weekday_tells_the_year_of_a_date_once_we_know_when_it_was_written() -> None:
    assert _found("on Friday 6 March.") == [("Friday 6 March", "2026-03-06")]
    assert _found("on Friday 6 March.", dated=None) == []
    assert _found("on Monday 6 March.") == []


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2.30pm", "14:30"),
        ("5 p.m.", "17:00"),
        ("12 noon", "12:00"),
        ("12am", "00:00"),
        ("14:30", "14:30"),
        ("09:30", "09:30"),
    ],
)
def test_times(typed: str, value: str) -> None:
    assert _found(f"Come at {typed} please") == [(typed, value)]


@pytest.mark.parametrize("typed", ["2:30", "10:30", "25:00", "13pm", "1:30:22", "2.30", "version 1.2.3"])
def test_a_time_of_the_morning_or_the_afternoon_stays_words(typed: str) -> None:
    assert _found(f"Come at {typed} please") == []


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("01632 960123", "+441632960123"), ("07700 900123", "+447700900123"), ("(01632) 960 123", "+441632960123"),
        ("+44 7700 900123", "+447700900123"), ("+48 22 123 45 67", "+48221234567"), ("07700-900-123", "+447700900123"),
    ],
)  # fmt: skip
def test_phone_numbers(typed: str, value: str) -> None:
    assert _found(f"Ring {typed}, or come in.") == [(typed, value)]


def test_two_phone_numbers_side_by_side_are_two() -> None:
    found = [("01632 960123", "+441632960123"), ("07700 900123", "+447700900123")]
    for between in (" ", " - ", ", ", " / ", " or "):
        assert _found(f"Ring 01632 960123{between}07700 900123.") == found
    assert _found("020 7946 0958") == [("020 7946 0958", "+442079460958")]


@pytest.mark.parametrize("after", [" 2 days a week", " 24 awr", " 9-5.", ". 24 hours", " 365 days", " (24 hours)", " 3 May"])
def test_a_phone_number_ends_where_it_is_complete(after: str) -> None:
    assert _found(f"Ring 01632 960123{after}")[0] == ("01632 960123", "+441632960123")
    assert _found(f"Ring +44 1632 960123{after}")[0] == ("+44 1632 960123", "+441632960123")
    assert _found(f"Ring 0800 1111{after}") == []


@pytest.mark.parametrize(
    "typed",
    [
        "0800 111 222 3 days",
        "01632 9601 24 hours",
        "0800 11 11 24 hours",
        "(0800) 1111 365 days",
        "٠٨٠٠ ١١١١ ٣٦٥",
        "07700 90012",
        "01632 960123-5",
    ],
)
def test_a_phone_number_that_may_end_in_two_places_stays_words(typed: str) -> None:
    assert _found(f"Ring {typed}.") == []


@pytest.mark.parametrize("language", ["ar", "fa", "bn", "gu", "pa-Guru", "hi", "en"])
@pytest.mark.parametrize("zero", "\u0660\u06f0\u09e6\u0ae6\u0a66\u0966")
def test_phone_numbers_in_digits_of_other_scripts(zero: str, language: str) -> None:
    typed = "01632 960123".translate({ord("0") + digit: ord(zero) + digit for digit in range(10)})
    assert _found(f"{typed}.", language) == [(typed, "+441632960123")]


def test_short_numbers_and_case_numbers_are_no_phone_numbers() -> None:
    assert _found("Ring 999, 116 123 or 0800 1111. Your case is 00012345678901.") == []


@pytest.mark.parametrize(
    ("typed", "value"),
    [("£12.50", "1250 GBP"), ("£1,200", "120000 GBP"), ("£1,200.50", "120050 GBP"), ("50p", "50 GBP"), ("€5.20", "520 EUR")],
)
def test_money(typed: str, value: str) -> None:
    assert _found(f"It costs {typed}, no more.") == [(typed, value)]


@pytest.mark.parametrize("language", ["en", "pl", "fr", "lt", "ar", "cy"])
@pytest.mark.parametrize(
    "typed",
    [
        "£12 500", "£2 300", "£1 250,50", "£1 250", "1 250 £", "1 250,50 £", "£ 1 250", "12 £ 500", "£1\u2009250",
        "£1\u2019250", "£12\u066b50", "$40", "£5 tys.", "£10-20", "£10-£20", "10-20 £",
    ],
)  # fmt: skip
def test_a_sum_with_a_space_for_thousands_or_of_no_one_currency_stays_words(typed: str, language: str) -> None:
    assert _found(f"({typed})", language) == []


@pytest.mark.parametrize("typed", ["£5k", "£3 million", "£12.5", "£12,50", "£1.2m", "£1.200.5", "£12.50p", "£250pcm"])
def test_a_sum_that_pence_cannot_tell_stays_words(typed: str) -> None:
    assert _found(f"It costs {typed}, no more.") == []


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("cy", "Dydd Sul 3 Mai 2026"), ("pl", "3 maja 2026"), ("ro", "3 mai 2026"), ("pa-Guru", "3 ਮਈ 2026"),
        ("ur", "3 مئی 2026"), ("pt", "3 de maio de 2026"), ("es", "domingo, 3 de mayo de 2026"),
        ("ar", "الأحد، 3 مايو 2026"), ("bn", "৩ মে ২০২৬"), ("gu", "3 મે 2026"), ("fr", "dimanche 3 mai 2026"),
        ("so", "3 Maayo 2026"), ("tr", "3 Mayıs 2026 Pazar"), ("lt", "2026 m. gegužės 3 d."),
        ("zh-Hans", "2026年5月3日星期日"),
    ],
)  # fmt: skip
def test_months_of_other_languages(language: str, typed: str) -> None:
    assert _found(typed, language) == [(typed, "2026-05-03")]


def test_other_languages_write_times_and_sums_in_their_way() -> None:
    assert _found("à 14h30, 12,50 €", "fr") == [("14h30", "14:30"), ("12,50 €", "1250 EUR")]
    assert _found("o 9:30, 12,50 £", "pl") == [("9:30", "09:30"), ("12,50 £", "1250 GBP")]
    assert _found("我们在2026年5月3日见面", "zh-Hans") == [("2026年5月3日", "2026-05-03")]


def test_a_day_in_a_web_address_is_part_of_it() -> None:
    assert _found("See https://example.org/2026-05-03/plan and x=2026-05-03") == []


_PIECES = st.sampled_from([
    "Sunday ", "3 May ", "2026", "£12.50", "01632 960123", "2.30pm", "12,", "0", " ", "+44", "/", ":", "p", "maja ", "日",
])  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=4), max_size=30), st.sampled_from(["en", "pl", "ar", "zh-Hans", "no"]))
def test_the_spans_joined_are_the_text(pieces: list[str], language: str) -> None:
    text = "".join(pieces)
    spans = recognise(text, language, dated=WRITTEN)
    assert "".join(span.text for span in spans) == text
    assert all(span.text and bool(span.value) == (span.kind is not Kind.WORDS) for span in spans)
