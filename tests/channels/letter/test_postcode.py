from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.letter.postcode import AREAS, is_bfpo_number, normalise_postcode


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("sw1a1aa", "SW1A 1AA"),
        ("N1C 4AB", "N1C 4AB"),
        ("M1 1AE", "M1 1AE"),
        ("B33 8TH", "B33 8TH"),
        ("dn55 1pt", "DN55 1PT"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("W1A 0AX", "W1A 0AX"),
        ("gir 0aa", "GIR 0AA"),
        ("BF1 3AA", "BF1 3AA"),
        ("JE2 3AB", "JE2 3AB"),
        ("GY1 1AA", "GY1 1AA"),
        ("im11aa", "IM1 1AA"),
        ("BX9 1AS", "BX9 1AS"),
        ("  L S 1 \u00a0 4 A P\t\n", "LS1 4AP"),
        ("\u200bLS1\u2060 4AP\ufeff", "LS1 4AP"),
        ("LS1-4AP", "LS1 4AP"),
        ("LS1\u20134AP.", "LS1 4AP"),
        ("LS1 4AP,", "LS1 4AP"),
        ("ＬＳ１　４ＡＰ", "LS1 4AP"),
        ("LS\u0661 4AP", "LS1 4AP"),
    ],
)
def test_a_postcode_has_one_form(typed: str, normal: str) -> None:
    assert normalise_postcode(typed) == normal


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "LS1",
        "LS1 4A",
        "LS1 4APP",
        "LS01 4AP",
        "LS1 4AC",
        "LS1 4OP",
        "LS1O 4AP",
        "EC1C 1BB",
        "W1Z 1AA",
        "QQ1 1QQ",
        "VX1 1AA",
        "ZZ99 3VZ",
        "AA1 1AA",
        "BFPO 12",
        "GX11 1AA",
        "ASCN 1ZZ",
        "GIR 0AB",
        "LS1 4AP LS1 4AP",
        "LS1--4AP",
        "L-S14AP",
        "LS1\x004AP",
        "\u017f1 1AA",
        "\u00df1 1AA",
        "\ud800",
        "75001",
    ],
)
def test_what_no_post_office_knows_is_none(typed: str) -> None:
    assert normalise_postcode(typed) is None


_OUTWARD = st.one_of(
    st.tuples(st.sampled_from(sorted(AREAS)), st.integers(1, 99).map(str)),
    st.tuples(
        st.sampled_from([area for area in AREAS if len(area) == 1]), st.from_regex("[0-9][A-HJKPSTUW]", fullmatch=True)
    ),
    st.tuples(
        st.sampled_from([area for area in AREAS if len(area) == 2]), st.from_regex("[0-9][ABEHMNPRVWXY]", fullmatch=True)
    ),
).map("".join)
_INWARD = st.from_regex("[0-9][ABD-HJLNP-UW-Z]{2}", fullmatch=True)


@given(outward=_OUTWARD, inward=_INWARD, gap=st.sampled_from(["", " ", "  ", "\u00a0", "\u200b", "-"]), small=st.booleans())
def test_every_postcode_comes_back_however_it_is_spaced(outward: str, inward: str, gap: str, *, small: bool) -> None:
    typed = outward + gap + inward
    normal = normalise_postcode(typed.lower() if small else typed)
    assert normal == f"{outward} {inward}"
    assert normalise_postcode(normal) == normal


@given(st.one_of(st.text(max_size=12), st.from_regex("[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}", fullmatch=True)))
def test_the_normal_form_is_normal(typed: str) -> None:
    normal = normalise_postcode(typed)
    assert normal is None or normalise_postcode(normal) == normal


@pytest.mark.parametrize("typed", ["BFPO 1", "BFPO1", "bfpo 58", "BFPO 801", "\u200bBFPO\u00a058.", "bfpo 5440"])
def test_the_number_of_a_forces_post_office_is_no_postcode_but_known(typed: str) -> None:
    assert normalise_postcode(typed) is None
    assert is_bfpo_number(typed)


@pytest.mark.parametrize("typed", ["BFPO", "BF1 3AA", "BFPO 12345", "BFPO X", "LS1 4AP", ""])
def test_what_is_no_number_of_a_forces_post_office_is_not_taken_for_one(typed: str) -> None:
    assert not is_bfpo_number(typed)
