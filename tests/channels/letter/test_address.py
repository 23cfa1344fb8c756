from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.letter.address import FEWEST_LINES, MOST_LINES, AddressError, parse_address
from channels.letter.postcode import AREAS


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("Mrs A Jones\n1 High St\nLeeds\nls1 4ap", ("Mrs A Jones", "1 High St", "Leeds", "LS1 4AP")),
        ("  Mrs  A   Jones ,\r\n\r\n1 High St,\r\nLeeds,  LS14AP  ", ("Mrs A Jones", "1 High St", "Leeds", "LS1 4AP")),
        ("A\nB\nCardiff CF10 3AT\nUnited Kingdom", ("A", "B", "Cardiff", "CF10 3AT")),
        ("A\nB\nCaerdydd\nCF10 3AT\nCymru", ("A", "B", "Caerdydd", "CF10 3AT")),
        ("A\nB\nGIR0AA", ("A", "B", "GIR 0AA")),
        ("A\nB\nw1a1aa", ("A", "B", "W1A 1AA")),
        ("A\nB\nEC1A 1BB", ("A", "B", "EC1A 1BB")),
        ("A\n1 Rue Haute\n75001 Paris\nFrance", ("A", "1 Rue Haute", "75001 Paris", "France")),
        ("A\nHauptstr. 1\nBerlin\nYr Almaen", ("A", "Hauptstr. 1", "Berlin", "Yr Almaen")),
        ("A\nMain St\nCork\nRepublic of Ireland", ("A", "Main St", "Cork", "Republic of Ireland")),
        ("A\u200b\nc/o B\u00a0Centre\nTy\u0302 Gwyn\nCF10 3AT", ("A", "c/o B Centre", "Tŷ Gwyn", "CF10 3AT")),
        ("1\n2\n3\n4\n5\n6\nLeeds LS1 4AP", ("1", "2", "3", "4", "5", "6", "Leeds LS1 4AP")),
        ("A\nFlat B\nHouse B B11AA", ("A", "Flat B", "House B", "B1 1AA")),
        ("NFA Ltd\n1 High St\nLS1 4AP", ("NFA Ltd", "1 High St", "LS1 4AP")),
    ],
)
def test_an_address_is_tidied_for_the_window(typed: str, lines: tuple[str, ...]) -> None:
    assert parse_address(typed) == lines


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "too_few_lines"),
        ("Leeds\nLS1 4AP", "too_few_lines"),
        ("1\n2\n3\n4\n5\n6\n7\nLS1 4AP", "too_many_lines"),
        ("Mrs A Jones\n1 High St\nLeeds", "no_postcode_or_country"),
        ("Mrs A Jones\n1 High St\nLeeds\nLS1 4AC", "no_postcode_or_country"),
        ("Mrs A Jones\n1 High St\nLeeds\nLS1 4A", "no_postcode_or_country"),
        ("Mrs A Jones\n1 High St\nWales", "no_postcode_or_country"),
        ("John Smith\nno fixed abode\nLeeds", "no_fixed_abode"),
        ("No fixed address", "no_fixed_abode"),
        ("of No  Fixed-Abode", "no_fixed_abode"),
        ("NFA", "no_fixed_abode"),
        ("John\nn.f.a.\nLS1 4AP", "no_fixed_abode"),
        ("A\x00\nB\nLS1 4AP", "characters_not_printable"),
        ("A 😀\nB\nLS1 4AP", "characters_not_printable"),
        ("A\ue000\nB\nLS1 4AP", "characters_not_printable"),
    ],
)
def test_an_address_that_would_not_arrive_is_refused_without_repeating_it(typed: str, code: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(typed)

    assert (caught.value.code, str(caught.value)) == (code, code)


@given(st.text(max_size=200))
def test_anything_typed_is_tidy_lines_or_a_known_refusal(typed: str) -> None:
    assert _outcome(typed) in {
        "characters_not_printable",
        "no_fixed_abode",
        "too_few_lines",
        "too_many_lines",
        "no_postcode_or_country",
        *range(FEWEST_LINES, MOST_LINES + 1),
    }


def _outcome(typed: str) -> str | int:
    try:
        return len(parse_address(typed))
    except AddressError as error:
        return error.code


_LINE = st.text(st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x17F), min_size=1, max_size=30)
_POSTCODE = st.tuples(
    st.sampled_from(sorted(AREAS)), st.from_regex(r"[1-9][0-9]? ?[0-9][ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}", fullmatch=True)
).map("".join)


@given(st.lists(_LINE, min_size=2, max_size=6).filter(lambda lines: "nfa" not in "".join(lines).casefold()), _POSTCODE)
def test_lines_before_a_postcode_are_kept_and_a_parsed_address_parses_to_itself(lines: list[str], postcode: str) -> None:
    parsed = parse_address("\n".join([*lines, postcode]))

    assert parsed[-1].replace(" ", "") == postcode.upper().replace(" ", "")
    assert parsed[-1][-4] == " "
    assert parse_address("\n".join(parsed)) == parsed
    assert len(parsed) == len(lines) + 1
