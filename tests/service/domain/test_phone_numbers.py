"""One number, however it is typed; and never another number than was typed."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from service.domain.errors import Invalid
from service.domain.phone_numbers import LineType, read_number


@pytest.mark.parametrize(
    "typed",
    [
        "7700900123",
        "07700900123",
        "07700 900-123",
        "07700.900.123",
        "(07700) 900123",
        "[07700] 900123",
        "07700/900123",
        "00447700900123",
        "00 44 7700900123",
        "+44 (0)7700 900 123",
        "+44 (0) 7700 900 123",
        "0044 (0)7700 900123",
        "44 (0)7700 900123",
        "(+44) 7700 900123",
        "447700900123",
        "+4407700900123",
        "+07700900123",
        "0+447700900123",
        "0+44(0)7700900123",
        "04407700900123",
        "0447700900123",
        "000007700900123",
        "007700900123",
        "tel:+447700900123",
        "TEL: 07700 900123",
        "'07700900123",
        "\u200b\t\t+44 (0)7700 900 123\ufeff \r\n",
        "\u202a+447700900123\u202c",
        "\u2066+44 7700 900123\u2069",
        "07700\u00a0900\u2011123",
        "07700\u2013900\u2014123",
        "\u0660\u0667\u0667\u0660\u0660\u0669\u0660\u0660\u0661\u0662\u0663",
        "\u06f0\u06f7\u06f7\u06f0\u06f0\u06f9\u06f0\u06f0\u06f1\u06f2\u06f3",
        "\uff0b\uff14\uff14\uff17\uff17\uff10\uff10\uff19\uff10\uff10\uff11\uff12\uff13",
    ],
)
def test_a_uk_mobile_is_known_in_every_way_that_people_type_it(typed: str) -> None:
    line = read_number(typed)
    assert (line.value, line.region, line.line_type) == ("+447700900123", "GB", LineType.MOBILE)


@pytest.mark.parametrize(
    ("typed", "value", "region", "line_type"),
    [
        ("07797 292290", "+447797292290", "JE", LineType.MOBILE),
        ("07911 123456", "+447911123456", "GG", LineType.MOBILE),
        ("07624 123456", "+447624123456", "IM", LineType.MOBILE),
        ("01534 456789", "+441534456789", "JE", LineType.LANDLINE),
        ("07600 123456", "+447600123456", "GB", LineType.OTHER),
        ("07044 123456", "+447044123456", "GB", LineType.OTHER),
        ("016064 1234", "+44160641234", "GB", LineType.LANDLINE),
        ("0844 123 4567", "+448441234567", "GB", LineType.OTHER),
        ("0800 1111", "+448001111", "GB", LineType.OTHER),
        ("001708123456", "+441708123456", "GB", LineType.LANDLINE),
        ("+04915161123456", "+4915161123456", "DE", LineType.MOBILE),
        ("+45 (0)32 12 34 56", "+4532123456", "DK", LineType.MOBILE),
        ("+0012025550104", "+12025550104", "US", LineType.MOBILE),
        ("+7 (8) (495) 123-45-67", "+74951234567", "RU", LineType.LANDLINE),
        ("+800 1234 5678", "+80012345678", "001", LineType.OTHER),
    ],
)
def test_every_line_has_its_place_and_kind(typed: str, value: str, region: str, line_type: LineType) -> None:
    line = read_number(typed)
    assert (line.value, line.region, line.line_type) == (value, region, line_type)


_DRAMA = (
    "01134960 01144960 01154960 01164960 01174960 01184960 01214960 01314960 01414960 01514960 01614960 01914980 01632960 "
    "02079460 02896496 02920180 03069990 08081570 09098790"
).split()


@pytest.mark.parametrize("range_", _DRAMA)
@pytest.mark.parametrize("last", ["000", "123", "999"])
def test_numbers_for_drama_are_taken_as_numbers_of_their_kind(range_: str, last: str) -> None:
    line = read_number(range_ + last)
    assert line.value == f"+44{range_[1:]}{last}"
    assert line.region == "GB"
    assert line.line_type is (LineType.OTHER if range_ in {"08081570", "09098790"} else LineType.LANDLINE)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "phone_not_a_number"),
        ("+", "phone_not_a_number"),
        ("07890x32109y", "phone_not_a_number"),
        ("079OO900123", "phone_not_a_number"),
        ("0800 FLOWERS", "phone_not_a_number"),
        ("07723 456789...", "phone_not_a_number"),
        ("07723 \u261f\u261c456789", "phone_not_a_number"),
        ("07700\x00900123", "phone_not_a_number"),
        ("07700 900123+", "phone_not_a_number"),
        ("01632 960123/4", "phone_not_a_number"),
        ("0" * 300, "phone_not_a_number"),
        ("7.7009E+09", "phone_not_a_number"),
        ("\ud800", "phone_not_a_number"),
        ("07700 \u00b2", "phone_not_a_number"),
        ("01632 960111 ext 4", "phone_has_extension"),
        ("01632 960111 x4", "phone_has_extension"),
        ("01632 960111#4", "phone_has_extension"),
        ("07700 900123 07700 900124", "phone_not_a_number"),
        ("772345678910", "phone_not_in_use"),
        ("77234567890", "phone_not_in_use"),
        ("+7 901 234 567", "phone_not_in_use"),
        ("+44 7700 90012", "phone_not_in_use"),
        ("0400 123 4567", "phone_not_in_use"),
        ("0800 11 12", "phone_not_in_use"),
        ("0845 46 47", "phone_not_in_use"),
        ("999", "phone_not_in_use"),
        ("0900 123 4567", "phone_premium_rate"),
    ],
)
def test_what_is_no_number_of_anybody_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_number(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1-202-555-0104", "+12025550104"),
        ("230 5 2512345", "+23052512345"),
        ("784951234567", "+74951234567"),
        ("33(0)1 12345678", "+33112345678"),
        ("7911 234567", "+447911234567"),
    ],
)
def test_a_foreign_number_may_lack_its_plus_where_that_is_asked_for(typed: str, value: str) -> None:
    assert read_number(typed, abroad_without_plus=True).value == value


_EXAMPLES = [
    number
    for region in sorted(phonenumbers.SUPPORTED_REGIONS)
    for kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.TOLL_FREE)
    if (number := phonenumbers.example_number_for_type(region, kind)) is not None
]
_STYLES = [PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.RFC3966]


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(_EXAMPLES), st.sampled_from(_STYLES), st.sampled_from(["", " ", "\u200e", "\t"]))
def test_a_number_of_any_country_comes_back_from_any_style(
    number: phonenumbers.PhoneNumber, style: int, around: str
) -> None:
    typed = f"{around}{phonenumbers.format_number(number, style)}{around}"
    assert read_number(typed).value == phonenumbers.format_number(number, PhoneNumberFormat.E164)


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(max_size=40), st.from_regex(r"[+0-9()./ -]{1,20}", fullmatch=True)), st.booleans())
def test_a_value_reads_as_itself(typed: str, without_plus: bool) -> None:
    try:
        line = read_number(typed, abroad_without_plus=without_plus)
    except Invalid:
        return
    assert read_number(line.value) == line
