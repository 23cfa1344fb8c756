"""Whatever is typed becomes one normal form, or is refused with a code; nothing else."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.domain.contact_points import LineType, PointKind, normalise, shown
from service.domain.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "value", "line"),
    [
        ("07700 900123", "+447700900123", LineType.MOBILE),
        ("+44 (0)7700 900-123", "+447700900123", LineType.MOBILE),
        ("0044 7700 900123", "+447700900123", LineType.MOBILE),
        ("07911 123456", "+447911123456", LineType.MOBILE),
        ("01632 960111", "+441632960111", LineType.LANDLINE),
        ("020 7946 0123", "+442079460123", LineType.LANDLINE),
        ("0121 496 0000", "+441214960000", LineType.LANDLINE),
        ("0800 123 1234", "+448001231234", LineType.OTHER),
        ("+353 85 123 4567", "+353851234567", LineType.MOBILE),
        ("\u2066+44 7700 900123\u2069", "+447700900123", LineType.MOBILE),
    ],
)
def test_a_number_is_one_number_however_it_is_typed(typed: str, value: str, line: LineType) -> None:
    found = normalise(PointKind.PHONE, typed)
    assert (found.value, found.line_type) == (value, line)


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        (PointKind.PHONE, "", "phone_not_a_number"),
        (PointKind.PHONE, "ring me", "phone_not_a_number"),
        (PointKind.PHONE, "0770 12", "phone_not_in_use"),
        (PointKind.PHONE, "01632 960111 ext 4", "phone_has_extension"),
        (PointKind.EMAIL, "ann at home", "email_not_valid"),
        (PointKind.EMAIL, "ann@", "email_not_valid"),
        (PointKind.ADDRESS, "3 High Street", "address_too_few_lines"),
        (PointKind.ADDRESS, "3 High Street\nEllerton\nNorth", "address_no_postcode_or_country"),
        (PointKind.ADDRESS, "No fixed abode", "address_no_fixed_abode"),
    ],
)
def test_what_cannot_be_used_is_refused_by_a_code_that_holds_nothing_typed(kind: PointKind, typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        normalise(kind, typed)
    assert refused.value.code == code
    assert str(refused.value) == code


def test_a_mailbox_is_one_mailbox_in_any_case() -> None:
    assert normalise(PointKind.EMAIL, " Sadia@Example.COM ") == normalise(PointKind.EMAIL, "sadia@example.com")


_TYPED = st.one_of(
    st.text(max_size=60),
    st.from_regex(r"[+0-9() .-]{3,18}", fullmatch=True),
    st.from_regex(r"[\w.+'-]{1,12}@[\w.-]{1,14}\.[a-zA-Z]{2,4}", fullmatch=True),
    st.lists(st.text(max_size=20), min_size=2, max_size=9).map("\n".join),
    st.lists(st.from_regex(r"[A-Za-z0-9 ',.-]{1,20}", fullmatch=True), min_size=2, max_size=6).map(
        lambda lines: "\n".join([*lines, "sw1a1aa"])
    ),
)


@settings(max_examples=400, deadline=None)
@given(kind=st.sampled_from(PointKind), typed=_TYPED)
@example(kind=PointKind.EMAIL, typed="\u0130@example.com")
@example(kind=PointKind.EMAIL, typed="a@\u1e9e.com")
@example(kind=PointKind.PHONE, typed="\x00")
@example(kind=PointKind.PHONE, typed="0" * 300)
def test_normal_form_is_normal_and_nothing_but_a_refusal_is_raised(kind: PointKind, typed: str) -> None:
    found = code = None
    try:
        found = normalise(kind, typed)
    except Invalid as refused:
        code = refused.code
    assert (found is None) is (code is not None and code.startswith(kind.value))
    if found is None:
        return
    assert found.kind is kind
    assert normalise(kind, found.value) == found
    assert normalise(kind, shown(kind, found.value)) == found, "what is shown back can be typed again"
