from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.slips.layout import MOST_OPTIONS, VERSIONS, layout_for
from channels.slips.payload import (
    MalformedPayload,
    NotASlip,
    Payload,
    PayloadError,
    UnknownVersion,
    encode_payload,
    parse_payload,
)

CODES = st.text("CDFHJKMNPRTVWX34679", min_size=6, max_size=6)
QR_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")


def test_the_payload_is_the_version_the_code_and_the_options() -> None:
    assert encode_payload("KT4HWN", 3) == encode_payload("KT4H-WN", 3) == "BW1.KT4HWN.3"
    assert encode_payload("KT4HWN", 0, 2) == "BW2.KT4HWN.0"


@given(CODES, st.integers(0, MOST_OPTIONS), st.sampled_from(VERSIONS))
def test_what_is_printed_is_read_back_and_has_a_geometry(code: str, options: int, version: int) -> None:
    text = encode_payload(code, options, version)

    assert parse_payload(text) == Payload(code, options, version)
    assert layout_for(options, version).option_count == options
    # Alphanumeric mode and 20 characters at most: version 1 at level M, with the largest modules there are.
    assert QR_ALPHANUMERIC.fullmatch(text)
    assert len(text) <= 20


@given(st.text() | st.from_regex(r"BW[0-9]{0,3}\.?[0-9A-Z]{0,14}\.?[0-9]?", fullmatch=True))
def test_any_text_is_a_payload_that_writes_back_to_itself_or_a_typed_refusal(text: str) -> None:
    assert _written_back(text) in {text, "not_a_slip", "malformed_payload", "unknown_version"}


def _written_back(text: str) -> str:
    try:
        payload = parse_payload(text)
    except PayloadError as error:
        return str(error)
    return encode_payload(payload.code, payload.options, payload.version)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", NotASlip),
        ("https://example.org", NotASlip),
        ("bw1.KT4HWN.3", NotASlip),
        ("BW", MalformedPayload),
        ("BW1.KT4HWN", MalformedPayload),
        ("BW1.KT4HWN.3\n", MalformedPayload),
        ("BW1.kt4hwn.3", MalformedPayload),
        ("BW1.KT4HWN.6", MalformedPayload),
        ("BW1.KT4HWN.٣", MalformedPayload),
        ("BW3.KT4HWN.3", UnknownVersion),
        ("BW01.KT4HWN.3", UnknownVersion),
    ],
)
def test_codes_that_are_not_ours_or_not_whole_are_told_apart(text: str, refusal: type[PayloadError]) -> None:
    with pytest.raises(refusal):
        parse_payload(text)


@pytest.mark.parametrize(
    ("code", "options", "version", "refusal"),
    [
        ("", 0, 1, MalformedPayload),
        ("KT4HWN", 6, 1, MalformedPayload),
        ("KT.HWN", 0, 1, MalformedPayload),
        ("KT4HWN", 0, 9, UnknownVersion),
    ],
)
def test_a_slip_that_could_not_be_read_is_never_printed(
    code: str, options: int, version: int, refusal: type[PayloadError]
) -> None:
    with pytest.raises(refusal):
        encode_payload(code, options, version)
