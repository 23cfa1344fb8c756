"""One row of a file of people: what it says, what is refused, and that nothing in it becomes a choice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.commands.import_people import vocabulary
from service.domain.contact_points import LineType, PointKind, PointValue
from service.domain.errors import Invalid, InvalidFields
from service.domain.people_file import COLUMNS, NO_FIXED_ABODE, PersonRow, parse_row
from service.domain.preferences import Format, Medium, MediumChoice, Preference, Source, Strength
from service.domain.safe_contact import SafeStatus
from service.web.words import WORDS as WORDS_OF_CODES

WORDS = vocabulary()


def read(**cells: str) -> PersonRow:
    return parse_row({"name": "Ann Lee", **cells}, WORDS)


def faults(**cells: str) -> set[tuple[str | None, str]]:
    with pytest.raises(InvalidFields) as raised:
        read(**cells)
    return {(fault.field, fault.code) for fault in raised.value.faults}


def test_a_full_row_is_taken_whole() -> None:
    row = read(
        case_reference=" C-12 ",
        old_reference="OLD/9",
        team="Adults",
        owner="casey",
        mobile="07700 900123",
        phone="01632 960001",
        email="Ann@Example.com",
        address_line_1="1 High Street",
        address_line_2="Ellerton",
        postcode="ls1 1aa",
        medium="Letter; sms",
        never="phone call",
        said_by="Family or a carer",
        format="Large print, 18 point",
        spoken_language="British Sign Language (BSL)",
        written_language="pl",
        restricted="Yes",
        do_not_contact="",
    )
    assert row.case_reference == "C-12"
    assert row.points == (
        PointValue(PointKind.PHONE, "+447700900123", LineType.MOBILE),
        PointValue(PointKind.PHONE, "+441632960001", LineType.LANDLINE),
        PointValue(PointKind.EMAIL, "ann@example.com", LineType.NOT_A_LINE),
        PointValue(PointKind.ADDRESS, "1 High Street\nEllerton\nLS1 1AA", LineType.NOT_A_LINE),
    )
    assert row.choices == (
        MediumChoice(Medium.LETTER, Strength.PREFERS, 1),
        MediumChoice(Medium.TEXT, Strength.PREFERS, 2),
        MediumChoice(Medium.PHONE_CALL, Strength.DECLINES),
    )
    assert (row.source, row.format) == (Source.FAMILY_OR_CARER, Format.LARGE_PRINT_18)
    assert (row.spoken_language, row.written_language) == ("bfi", "pl")
    assert (row.restricted, row.safe_status) == (True, SafeStatus.NOT_ASKED)


@pytest.mark.parametrize(
    "said_by", ["", "person", "The person", "person_with_support", *(source.value for source in Source)]
)
def test_whatever_a_file_says_is_no_choice_of_the_person(said_by: str) -> None:
    row = read(medium="text", said_by=said_by)
    assert not row.source.is_the_person
    assert not Preference(choices=row.choices, source=row.source).is_a_choice


@pytest.mark.parametrize("word", [medium.value for medium in Medium])
def test_each_medium_is_known_by_its_own_word(word: str) -> None:
    assert read(medium=word).choices == (MediumChoice(Medium(word), Strength.PREFERS, 1),)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"name": ""}, ("name", "name_missing")),
        ({"name": "A" * 201}, ("name", "name_long")),
        ({"name": "=1+1"}, ("name", "cell_formula")),
        ({"name": "@SUM(A1)"}, ("name", "cell_formula")),
        ({"team": "=HYPERLINK()"}, ("team", "cell_formula")),
        ({"phone": '="07700900123"'}, ("phone", "cell_formula")),
        ({"address": "=1+1"}, ("address", "cell_formula")),
        ({"name": "Ann\x00Lee"}, ("name", "cell_unprintable")),
        ({"case_reference": "C\x00"}, ("case_reference", "cell_unprintable")),
        ({"case_reference": "C" * 101}, ("case_reference", "reference_long")),
        ({"mobile": "4.47700900123E+11"}, ("mobile", "phone_spoilt")),
        ({"mobile": "12"}, ("mobile", "phone_not_in_use")),
        ({"phone_2": "ask her son"}, ("phone_2", "phone_not_a_number")),
        ({"email_3": "ann at example"}, ("email_3", "email_not_valid")),
        ({"address": "1 High Street"}, ("address", "address_too_few_lines")),
        ({"postcode": "LS1 1AA"}, ("address_line_1", "address_too_few_lines")),
        ({"medium": "pigeon"}, ("medium", "cell_medium_unknown")),
        ({"medium": "text; text"}, ("medium", "medium_twice")),
        ({"medium": "text", "never": "text"}, ("medium", "medium_chosen_and_never")),
        ({"format": "gold"}, ("format", "cell_format_unknown")),
        ({"written_language": "Klingon"}, ("written_language", "cell_language_unknown")),
        ({"said_by": "a bird"}, ("said_by", "cell_said_by_unknown")),
        ({"restricted": "maybe"}, ("restricted", "cell_not_yes_or_no")),
        ({"do_not_contact": "see file"}, ("do_not_contact", "cell_not_yes_or_no")),
    ],
)
def test_what_is_wrong_is_said_with_its_column(cells: dict[str, str], expected: tuple[str, str]) -> None:
    assert expected in faults(**cells)


def test_every_fault_of_a_row_is_said_at_once() -> None:
    assert faults(phone="12", email="x", format="gold") == {
        ("phone", "phone_not_in_use"),
        ("email", "email_not_valid"),
        ("format", "cell_format_unknown"),
    }


def test_a_number_with_a_plus_is_no_formula() -> None:
    assert read(phone="+44 7700 900123").points[0].value == "+447700900123"


def test_the_same_number_in_two_columns_is_one_number() -> None:
    assert len(read(mobile="07700 900123", phone="+447700900123").points) == 1


def test_do_not_contact_comes_over() -> None:
    assert read(do_not_contact="y").safe_status is SafeStatus.DO_NOT_CONTACT


def test_nobody_is_left_out_for_having_no_fixed_abode() -> None:
    row = read(address="No fixed abode", mobile="07700 900123")
    assert [point.kind for point in row.points] == [PointKind.PHONE]
    assert [(remark.field, remark.code) for remark in row.remarks] == [("address", NO_FIXED_ABODE)]


@pytest.mark.parametrize("whole", ["1 High Street, Ellerton, LS1 1AA", "1 High Street\r\nEllerton\r\nLS1 1AA"])
def test_an_address_may_stand_in_one_cell(whole: str) -> None:
    assert read(address=whole).points[0].value == "1 High Street\nEllerton\nLS1 1AA"


def test_a_row_is_the_same_however_its_values_are_spelled() -> None:
    one = read(mobile="07700 900123", email="ANN@example.com", team="Adults", written_language="Polish")
    other = read(phone="+44 7700 900123", email="ann@example.com", team="adults", written_language="pl")
    assert one.identity == other.identity
    assert one.identity != read(mobile="07700 900124").identity


def test_the_old_systems_reference_is_all_of_who_somebody_is() -> None:
    assert read(old_reference="X9").identity == read(old_reference="x9", name="Ann Married", mobile="07700900123").identity
    assert read(old_reference="X9").identity != read(case_reference="X9").identity


@pytest.mark.parametrize("word", [*COLUMNS, *Medium, *Format, *Source])
def test_every_column_and_word_is_documented(word: str) -> None:
    assert f"`{word}`" in (Path(__file__).parents[3] / "docs/import.md").read_text(encoding="utf-8")


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=60)))
def test_any_row_is_taken_or_refused_with_reasons_that_hold_no_value(cells: dict[str, Any]) -> None:
    faults: tuple[Invalid, ...] = ()
    row = None
    try:
        row = parse_row(cells, WORDS)
    except InvalidFields as refused:
        faults = refused.faults
    assert (row is None) is bool(faults)
    assert {fault.field for fault in faults} <= set(COLUMNS)
    assert {fault.code for fault in faults} <= set(WORDS_OF_CODES)
    if row is not None:
        assert not row.source.is_the_person
        assert row.safe_status in {SafeStatus.NOT_ASKED, SafeStatus.DO_NOT_CONTACT}
        assert "\x00" not in row.identity + row.name
