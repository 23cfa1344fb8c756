"""Tables in text files: whatever one row holds, the others are read as they stand."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import Invalid
from service.domain.table_file import (
    LONGEST_CELL,
    Record,
    cells_of,
    delimiter_of,
    heading_faults,
    headings,
    records,
    tells_separator,
)

KNOWN = ("name", "case_reference", "phone")


def lines(text: str) -> list[str]:
    return list(io.StringIO(text, newline=""))


def rows(text: str, delimiter: str = ",") -> list[Record]:
    return list(records(lines(text), delimiter))


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    found = rows('name,phone\r\n"Ann\r\nLee",1\r\n\r\n,\r\nBen,2')
    assert found == [
        Record(1, ("name", "phone")),
        Record(2, ("Ann\r\nLee", "1")),
        Record(6, ("Ben", "2")),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_line_is_understood(end: str) -> None:
    assert [record.cells for record in rows(end.join(["a,b", "c,d"]))] == [("a", "b"), ("c", "d")]


@pytest.mark.parametrize(
    "bad",
    ['2,"Ann', '2,"Ann" Lee', '2,"Ann, 1 High Street', '"""2,Ann'],
    ids=["open to the end", "closed too early", "open over a separator", "three marks"],
)
def test_a_quotation_mark_gone_wrong_costs_its_own_line_alone(bad: str) -> None:
    found = rows("\n".join(["1,Zoe", bad, "3,Cara", '4,"Dev, of Ellerton"', "5,Ela"]))
    assert found == [
        Record(1, ("1", "Zoe")),
        Record(2, (), "row_quotes"),
        Record(3, ("3", "Cara")),
        Record(4, ("4", "Dev, of Ellerton")),
        Record(5, ("5", "Ela")),
    ]


def test_a_cell_of_ten_megabytes_is_one_cell_and_no_rows() -> None:
    inside = "9,Not a person\n" * 700_000
    found = rows(f'1,Ann\n2,"{inside}"\n3,Cara\n')
    assert [(record.line, len(record.cells)) for record in found] == [(1, 2), (2, 2), (700_003, 2)]
    with pytest.raises(Invalid, match="cell_long"):
        cells_of(found[1], ("case_reference", "name"), KNOWN)


_CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\x00"), max_size=20)


@given(st.lists(st.tuples(_CELLS, _CELLS), max_size=8))
def test_what_a_spreadsheet_writes_is_read_back(table: list[tuple[str, str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(table)
    expected = [row for row in table if any(cell.strip() for cell in row)]
    assert [record.cells for record in rows(written.getvalue())] == expected


@given(st.text(max_size=200), st.sampled_from(",;\t"))
def test_nothing_stops_the_reading_and_lines_only_rise(text: str, delimiter: str) -> None:
    found = rows(text, delimiter)
    places = [record.line for record in found]
    assert places == sorted(set(places))
    assert all(record.fault in {None, "row_quotes"} for record in found)


@given(st.lists(st.sampled_from(['"', '"a', 'a"b', "x,y", '""', '"z"', 'p,"q"']), min_size=1, max_size=12))
def test_a_good_last_row_is_always_found(before: list[str]) -> None:
    found = rows("\n".join([*before, "", "9,Zed"]))
    swallowed = any("9,Zed" in cell for record in found for cell in record.cells)
    assert swallowed or found[-1].cells == ("9", "Zed")


@pytest.mark.parametrize(
    ("first", "delimiter"),
    [
        ("name,phone", ","),
        ("Name;Phone;Notes, if any", ";"),
        ("name\tphone", "\t"),
        ("name", ","),
        ("sep=;\r\n", ";"),
        ("nothing that is known", ","),
    ],
)
def test_the_separator_is_found_by_the_columns_that_it_gives(first: str, delimiter: str) -> None:
    assert delimiter_of(first, KNOWN) == delimiter
    assert tells_separator(first) is first.startswith("sep=")


def test_columns_are_known_however_they_are_spelled() -> None:
    assert headings((" Case Reference ", "PHONE", "address-line 1", "")) == (
        "case_reference",
        "phone",
        "address_line_1",
        "",
    )


def test_headings_at_fault_are_named() -> None:
    faults = heading_faults(("phone", "phone", "shoe_size", ""), known=KNOWN, required=("name",))
    assert (faults.missing, faults.unknown, faults.twice) == (("name",), ("shoe_size",), ("phone",))


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("C1",), "row_short"),
        (("C1", "Ann", "", "more"), "row_long"),
        (("C1", "Ann", "under no heading"), "row_long"),
        (("C1", "A" * (LONGEST_CELL + 1), ""), "cell_long"),
        (("C1", "Ren" + chr(0xDCE9), ""), "cell_undecodable"),
        (("C1", "Ann \ufffd", ""), "cell_undecodable"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(cells: tuple[str, ...], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        cells_of(Record(2, cells), ("case_reference", "name", ""), KNOWN)


def test_a_row_that_fits_is_told_by_its_headings() -> None:
    found = cells_of(Record(2, ("C1", "Ann", "", "x" * 5000)), ("case_reference", "name", "", "notes"), KNOWN)
    assert found == {"case_reference": "C1", "name": "Ann"}
